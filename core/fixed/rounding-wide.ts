import type { RoundingMode } from './q-format.js';
import { fullWord, type StochasticChoice } from './rounding.js';

/**
 * Rounds x / 2^shift for integers of any width: the definitions of numerics sections 2 and 5.
 *
 * @param shift - Bits to drop; 0 or less drops nothing (an exact left shift).
 * @param word - Random word 0 .. 2^32 - 1; read by `stochastic` only.
 */
export function roundShiftWide(
  exact: bigint,
  shift: number,
  mode: RoundingMode,
  word = 0,
  choice: StochasticChoice = fullWord,
): bigint {
  if (shift <= 0) {
    const shifted = exact << BigInt(-shift);
    return mode === 'jam' ? shifted | 1n : shifted;
  }
  const bits = BigInt(shift);
  const floor = exact >> bits;
  const dropped = exact - (floor << bits);
  if (mode === 'stochastic') return floor + (goesUp(dropped, shift, word, choice) ? 1n : 0n);
  return floor + carry(mode, floor, dropped, 1n << (bits - 1n), exact < 0n);
}

/** What is added to the floor: 0 or 1. `half` is half of the new LSB. */
function carry(
  mode: Exclude<RoundingMode, 'stochastic'>,
  floor: bigint,
  dropped: bigint,
  half: bigint,
  negative: boolean,
): bigint {
  const odd = (floor & 1n) === 1n;
  switch (mode) {
    case 'floor':
      return 0n;
    case 'ceil':
      return one(dropped > 0n);
    case 'toward_zero':
      return one(negative && dropped > 0n);
    case 'away':
      return one(!negative && dropped > 0n);
    case 'magnitude':
      return one(negative);
    case 'nearest_up':
      return one(dropped >= half);
    case 'nearest_down':
      return one(dropped > half);
    case 'nearest_to_zero':
      return one(dropped > half || (dropped === half && negative));
    case 'nearest_away':
      return one(dropped > half || (dropped === half && !negative));
    case 'nearest_even':
      return one(dropped > half || (dropped === half && odd));
    case 'nearest_odd':
      return one(dropped > half || (dropped === half && !odd));
    case 'jam':
      return one(!odd);
    case 'jam_unbiased':
      return one(!odd && dropped > 0n);
    default:
      return unreachable(mode);
  }
}

function goesUp(
  dropped: bigint,
  shift: number,
  word: number,
  { rule, bits }: StochasticChoice,
): boolean {
  if (rule === 'equal') return word % 2 === 1;
  const compared = Math.min(shift, bits);
  const top = Number(dropped >> BigInt(shift - compared));
  const unit = 2 ** compared;
  if (rule === 'lt_high') return Math.floor(word / 2 ** (32 - compared)) < top;
  if (rule === 'lt_low') return word % unit < top;
  return word % unit >= unit - top;
}

function one(condition: boolean): bigint {
  return condition ? 1n : 0n;
}

function unreachable(mode: never): never {
  throw new Error(`unhandled rounding mode ${String(mode)}`);
}
