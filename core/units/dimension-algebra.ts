import type { Dimension } from './dimension.js';

type Twelfths = Dimension['twelfths'];

/** Largest exponent of one base unit that is taken seriously; larger ones are faults of the text. */
const maxTwelfths = 12 * 1000;

/** The dimension of a pure number. */
export const dimensionless: Dimension = { twelfths: [0, 0, 0, 0, 0, 0, 0] };

function combine(a: Twelfths, b: Twelfths, sign: 1 | -1): Twelfths {
  return [
    a[0] + sign * b[0],
    a[1] + sign * b[1],
    a[2] + sign * b[2],
    a[3] + sign * b[3],
    a[4] + sign * b[4],
    a[5] + sign * b[5],
    a[6] + sign * b[6],
  ];
}

/** Dimension of a product. */
export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  return { twelfths: combine(a.twelfths, b.twelfths, 1) };
}

/** Dimension of a quotient. */
export function divideDimensions(a: Dimension, b: Dimension): Dimension {
  return { twelfths: combine(a.twelfths, b.twelfths, -1) };
}

/**
 * Dimension of `a ** (numerator / denominator)`; `numerator` need not be an integer.
 *
 * @returns undefined when an exponent of the result is not a multiple of 1/12 (`volt**0.3`) or is
 *   larger than 1000: such a power has no exact dimension.
 */
export function powerDimension(
  a: Dimension,
  numerator: number,
  denominator = 1,
): Dimension | undefined {
  let exact = true;
  const scale = (exponent: number): number => {
    if (exponent === 0) return 0;
    const wanted = (exponent * numerator) / denominator;
    const rounded = Math.round(wanted);
    // 1/3 and its kin are inexact in float64; anything further off is another exponent.
    if (!(Math.abs(wanted - rounded) <= 1e-9 && Math.abs(rounded) <= maxTwelfths)) exact = false;
    return rounded === 0 ? 0 : rounded;
  };
  const [m, kg, s, ampere, kelvin, mole, candela] = a.twelfths;
  const twelfths: Twelfths = [
    scale(m),
    scale(kg),
    scale(s),
    scale(ampere),
    scale(kelvin),
    scale(mole),
    scale(candela),
  ];
  return exact ? { twelfths } : undefined;
}

/** True if both have the same seven exponents. */
export function equalDimensions(a: Dimension, b: Dimension): boolean {
  return a.twelfths.every((exponent, base) => exponent === b.twelfths[base]);
}

/** True for the dimension of a pure number. */
export function isDimensionless(a: Dimension): boolean {
  return a.twelfths.every((exponent) => exponent === 0);
}
