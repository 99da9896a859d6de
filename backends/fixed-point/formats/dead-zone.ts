import type { RoundingMode } from '../../../core/fixed/index.js';
import { multiply, type Rational, rational } from '../lower/rational.js';

/** Codes that one step of decay leaves as they are, both included; 0 alone where nothing is stuck. */
export interface StuckCodes {
  readonly lowest: bigint;
  readonly highest: bigint;
}

/** Up to which multiple of one LSB a step may fall short of moving a code. */
interface Reach {
  /** 1/2 or 1; 0: every code moves. */
  readonly halves: 0n | 1n | 2n;
  /** Whether a code at exactly that distance is stuck: the even one, the odd one, both, or neither. */
  readonly tie: 'stuck' | 'free' | 'even' | 'odd';
}
interface Reaches {
  readonly above: Reach;
  readonly below: Reach;
}

const free: Reach = { halves: 0n, tie: 'free' };
const half = (tie: Reach['tie']): Reach => ({ halves: 1n, tie });
const whole: Reach = { halves: 2n, tie: 'free' };

/** x <- round(d x), by rounding mode (numerics section 12.1). */
const reaches: Readonly<Record<RoundingMode, Reaches>> = {
  nearest_up: { above: half('stuck'), below: half('free') },
  nearest_down: { above: half('free'), below: half('stuck') },
  nearest_even: { above: half('even'), below: half('even') },
  nearest_odd: { above: half('odd'), below: half('odd') },
  nearest_to_zero: { above: half('free'), below: half('free') },
  nearest_away: { above: half('stuck'), below: half('stuck') },
  floor: { above: free, below: whole },
  ceil: { above: whole, below: free },
  toward_zero: { above: free, below: free },
  magnitude: { above: free, below: free },
  away: { above: whole, below: whole },
  // The low bit is forced to 1: odd codes do not leave until a whole LSB is lost.
  jam: { above: { halves: 2n, tie: 'odd' }, below: { halves: 2n, tie: 'free' } },
  jam_unbiased: { above: { halves: 2n, tie: 'free' }, below: { halves: 2n, tie: 'free' } },
  stochastic: { above: free, below: free },
};

const both = (reach: Reach): Reaches => ({ above: reach, below: reach });

/** x <- x - round(e x), the other form of the table: what decides is whether round(e x) is 0. */
const differenceReaches: Readonly<Record<RoundingMode, Reaches>> = {
  nearest_up: reaches.nearest_down,
  nearest_down: reaches.nearest_up,
  nearest_even: both(half('stuck')),
  nearest_odd: both(half('free')),
  nearest_to_zero: both(half('stuck')),
  nearest_away: both(half('free')),
  floor: reaches.ceil,
  ceil: reaches.floor,
  toward_zero: both(whole),
  magnitude: { above: whole, below: { halves: 2n, tie: 'stuck' } },
  away: both(free),
  jam: both(free),
  jam_unbiased: both(free),
  stochastic: both(free),
};

/** How hardware carries out a decay: one rounding of the new value, or one of what it loses. */
export type DecayForm = 'product' | 'difference';

/**
 * Codes that x <- round(d x), or x <- x - round(e x), maps to themselves, for the stored decay e = 1 - d per step.
 * Stochastic rounding has none in expectation.
 *
 * @param decay - e, above 0 and below 1.
 */
export function stuckCodes(
  decay: Rational,
  rounding: RoundingMode,
  form: DecayForm = 'product',
): StuckCodes {
  const { above, below } = (form === 'product' ? reaches : differenceReaches)[rounding];
  const odd = form === 'product' && rounding.startsWith('jam');
  return { lowest: -farthest(decay, below, odd), highest: farthest(decay, above, odd) };
}

/** Largest x with x e below the reach, or at it where ties are stuck. */
function farthest(decay: Rational, { halves, tie }: Reach, odd: boolean): bigint {
  if (halves === 0n) return 0n;
  const { numerator, denominator } = multiply(rational(halves, 2n), inverse(decay));
  let most = numerator / denominator;
  if (numerator % denominator === 0n && !tied(most, tie)) most -= 1n;
  if (odd && most % 2n === 0n) most -= 1n;
  return most < 0n ? 0n : most;
}

function tied(code: bigint, tie: Reach['tie']): boolean {
  const even = code % 2n === 0n;
  return tie === 'stuck' || (tie === 'even' && even) || (tie === 'odd' && !even);
}

function inverse({ numerator, denominator }: Rational): Rational {
  return rational(denominator, numerator);
}

/**
 * Smallest number of fraction bits at which a value of a size still moves by one step of decay:
 * size * e must exceed half an LSB under nearest rounding, one where an increment below it is
 * dropped (numerics section 12.2).
 *
 * @param size - In display units, above 0.
 */
export function fractionToMove(
  size: number,
  decay: number,
  rounding: RoundingMode,
  form: DecayForm = 'product',
): number {
  const { above, below } = (form === 'product' ? reaches : differenceReaches)[rounding];
  const halves = Math.max(Number(above.halves), Number(below.halves));
  if (halves === 0) return Number.NEGATIVE_INFINITY;
  return Math.floor(Math.log2(halves / 2 / (size * decay))) + 1;
}
