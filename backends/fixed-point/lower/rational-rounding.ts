import { type RoundingMode, roundShiftWide } from '../../../core/fixed/index.js';
import { type Rational, rational, toNumber } from './rational.js';

/** The power of 1000 nearest to a positive factor, by logarithm. */
export function nearestPlainScale(factor: Rational): Rational {
  const exponent = 3 * Math.round(Math.log10(toNumber(factor)) / 3);
  return exponent >= 0 ? rational(10n ** BigInt(exponent)) : rational(1n, 10n ** BigInt(-exponent));
}

/** Rounds an exact fraction to an integer by a rounding mode of numerics section 2. */
export function roundRational(value: Rational, mode: Exclude<RoundingMode, 'stochastic'>): bigint {
  const { numerator, denominator } = value;
  const doubled = 2n * numerator;
  const quotient = doubled / denominator;
  const floor = doubled < 0n && quotient * denominator !== doubled ? quotient - 1n : quotient;
  // Halves, and one sticky bit below them for whatever is left: enough to tell ties from the rest.
  const sticky = floor * denominator === doubled ? 0n : 1n;
  return roundShiftWide(2n * floor + sticky, 2, mode);
}
