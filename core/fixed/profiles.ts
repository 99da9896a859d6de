import { printOverflow, roundingModes } from './mode-names.js';
import { overflowProblem } from './overflow.js';
import type { ArithmeticProfile, OverflowMode, QFormat, RoundingMode } from './q-format.js';

const systemcRounding: readonly RoundingMode[] = [
  'floor',
  'toward_zero',
  'nearest_up',
  'nearest_to_zero',
  'nearest_down',
  'nearest_away',
  'nearest_even',
];

interface Offer {
  readonly rounding: readonly RoundingMode[];
  readonly overflow: readonly OverflowMode['kind'][];
  /** False if `wrap(n)` with n >= 1 is missing. */
  readonly wrapBits: boolean;
}

const everyOverflow: readonly OverflowMode['kind'][] = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
];

/**
 * What the libraries of numerics section 3.2 offer. Products that `spinn` does not saturate wrap as
 * C integers do, so `wrap` is part of it.
 */
const offers: Readonly<Record<ArithmeticProfile, Offer>> = {
  standard: { rounding: roundingModes, overflow: everyOverflow, wrapBits: true },
  sc: { rounding: systemcRounding, overflow: everyOverflow, wrapBits: true },
  ap: { rounding: systemcRounding, overflow: everyOverflow, wrapBits: true },
  ac: {
    rounding: [...systemcRounding, 'nearest_odd'],
    overflow: ['saturate', 'saturate_zero', 'saturate_symmetric', 'wrap'],
    wrapBits: false,
  },
  spinn: {
    rounding: ['floor', 'nearest_up', 'stochastic'],
    overflow: ['saturate', 'wrap'],
    wrapBits: false,
  },
};

/**
 * Why an arithmetic profile cannot carry out a requantisation: a mode it lacks, or an overflow mode
 * that is not defined for the format. Undefined if it can. Never a silent substitute.
 *
 * @param to - Left out where the format is not decided yet.
 */
export function profileProblem(
  profile: ArithmeticProfile,
  rounding: RoundingMode,
  overflow: OverflowMode,
  to?: QFormat,
): string | undefined {
  const offer = offers[profile];
  if (!offer.rounding.includes(rounding))
    return `arithmetic ${profile} has no rounding ${rounding}; it has ${offer.rounding.join(', ')}`;
  const missing =
    !offer.overflow.includes(overflow.kind) ||
    (!offer.wrapBits && 'bits' in overflow && overflow.bits > 0);
  if (missing)
    return `arithmetic ${profile} has no overflow ${printOverflow(overflow)}; it has ${offer.overflow.join(', ')}`;
  return to === undefined ? undefined : overflowProblem(to, overflow);
}
