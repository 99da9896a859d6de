import { maxWord, minWord, type QFormat } from './q-format.js';

/**
 * Scales the codes of one column so that they add up to a total: w' = w * total / sum, rounded to
 * nearest even and saturated. This is the integer division of the `normalize` step, one rounding
 * per code and exact before it, the same in every integer engine.
 *
 * @param sum - Sum of the codes, exact. Not 0.
 * @param total - Code of the wanted sum, in the same format.
 * @returns New codes in the same order, never -0.
 * @throws RangeError if `sum` is 0: the caller leaves such columns alone.
 */
export function scaleToTotal(
  codes: ArrayLike<number>,
  sum: number,
  total: number,
  format: QFormat,
): Float64Array {
  const scale = compileScaleToTotal(sum, total, format);
  return Float64Array.from(codes, scale);
}

/** The same for one code at a time. */
export function compileScaleToTotal(
  sum: number,
  total: number,
  format: QFormat,
): (code: number) => number {
  if (sum === 0) throw new RangeError('a column whose sum is 0 cannot be scaled');
  const low = minWord(format);
  const high = maxWord(format);
  const divisor = Math.abs(sum);
  const signedTotal = sum < 0 ? -total : total;
  return (code) => {
    const product = code * signedTotal;
    const quotient = Number.isSafeInteger(Math.abs(product) + divisor)
      ? divideToEven(product, divisor)
      : divideToEvenWide(BigInt(code) * BigInt(signedTotal), BigInt(divisor));
    return quotient < low ? low : quotient > high ? high : quotient + 0;
  };
}

function divideToEven(product: number, divisor: number): number {
  // % of float64 integers is exact, so the quotient below is an integer before it is divided.
  const signedRest = product % divisor;
  const rest = signedRest < 0 ? signedRest + divisor : signedRest;
  const floor = (product - rest) / divisor;
  // Compared by difference: twice the rest could pass 2^53.
  const above = rest - (divisor - rest);
  return above > 0 || (above === 0 && floor % 2 !== 0) ? floor + 1 : floor;
}

function divideToEvenWide(product: bigint, divisor: bigint): number {
  const signedRest = product % divisor;
  const rest = signedRest < 0n ? signedRest + divisor : signedRest;
  const floor = (product - rest) / divisor;
  const above = 2n * rest - divisor;
  return Number(above > 0n || (above === 0n && floor % 2n !== 0n) ? floor + 1n : floor);
}
