/** Horner's rule, highest power first. */
function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let index = 0; index < coefficients.length; index += 1)
    sum = sum * x + (coefficients[index] as number);
  return sum;
}

const centreTop = Float64Array.of(
  2509.0809287301227,
  33430.57558358813,
  67265.7709270087,
  45921.95393154987,
  13731.69376550946,
  1971.5909503065513,
  133.14166789178438,
  3.3871328727963665,
);
const centreBottom = Float64Array.of(
  5226.495278852546,
  28729.085735721943,
  39307.89580009271,
  21213.794301586597,
  5394.196021424751,
  687.1870074920579,
  42.31333070160091,
  1,
);
const middleTop = Float64Array.of(
  0.0007745450142783414,
  0.022723844989269184,
  0.2417807251774506,
  1.2704582524523684,
  3.6478483247632045,
  5.769497221460691,
  4.630337846156546,
  1.4234371107496835,
);
const middleBottom = Float64Array.of(
  1.0507500716444169e-9,
  0.0005475938084995345,
  0.015198666563616457,
  0.14810397642748008,
  0.6897673349851,
  1.6763848301838038,
  2.053191626637759,
  1,
);
const tailTop = Float64Array.of(
  2.0103343992922881e-7,
  0.000027115555687434876,
  0.0012426609473880784,
  0.026532189526576124,
  0.29656057182850487,
  1.7848265399172913,
  5.463784911164114,
  6.657904643501103,
);
const tailBottom = Float64Array.of(
  2.0442631033899397e-15,
  1.421511758316446e-7,
  0.000018463183175100548,
  0.0007868691311456133,
  0.014875361290850615,
  0.1369298809227358,
  0.599832206555888,
  1,
);

/**
 * x such that a standard normal variable lies below x with probability `probability`, for
 * 0 < probability < 1; 0 gives -Infinity and 1 gives Infinity. Relative error about 1e-16:
 * routine PPND16 of Wichura 1988, Algorithm AS 241, Applied Statistics 37 (3), 477-484.
 */
export function inverseNormal(probability: number): number {
  const centred = probability - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(centreTop, r)) / polynomial(centreBottom, r);
  }
  const tail = centred < 0 ? probability : 1 - probability;
  if (tail <= 0) return centred < 0 ? -Infinity : Infinity;
  const root = Math.sqrt(-Math.log(tail));
  const size =
    root <= 5
      ? polynomial(middleTop, root - 1.6) / polynomial(middleBottom, root - 1.6)
      : polynomial(tailTop, root - 5) / polynomial(tailBottom, root - 5);
  return centred < 0 ? -size : size;
}
