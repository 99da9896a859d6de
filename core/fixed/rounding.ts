import type { RoundingMode, StochasticRule } from './q-format.js';

/** Rounds an exact integer x to x / 2^shift. `word` is a random word of 32 bits, used by `stochastic` alone. */
export type Rounder = (exact: number, word: number) => number;

/** What `stochastic` means: the comparison and how many bits of a word the generator offers, 1..32. */
export interface StochasticChoice {
  readonly rule: StochasticRule;
  readonly bits: number;
}

/** The default of hardware files but for the width: all 32 bits of a word. */
export const fullWord: StochasticChoice = { rule: 'lt_high', bits: 32 };

/**
 * Rounds x / 2^shift, by the definitions of numerics sections 2 and 5.
 *
 * @param exact - An integer, magnitude below 2^53.
 * @param shift - Bits to drop; 0 or less drops nothing (an exact left shift).
 * @param word - Random word 0 .. 2^32 - 1; read by `stochastic` only.
 * @returns An integer, never -0.
 * @throws RangeError where the result is no exact float64: `jam` of a value shifted left beyond 2^53.
 */
export function roundShift(
  exact: number,
  shift: number,
  mode: RoundingMode,
  word = 0,
  choice: StochasticChoice = fullWord,
): number {
  return compileRounding(shift, mode, choice)(exact, word);
}

/** The rounding of one node, with everything known beforehand folded in. Domain as `roundShift`. */
export function compileRounding(
  shift: number,
  mode: RoundingMode,
  choice: StochasticChoice = fullWord,
): Rounder {
  if (shift <= 0) return shiftLeft(-shift, mode === 'jam');
  if (mode === 'stochastic') return stochastic(shift, choice);
  // |x| < 2^53, so from 54 bits on every x lies strictly between -1/2 and 1/2 and the result no
  // longer depends on the number of bits; 60 keeps the quotient far from subnormal numbers.
  return shift <= 53 ? dropBits(2 ** -shift, shift, mode) : dropAll(2 ** -60, mode);
}

function shiftLeft(places: number, jam: boolean): Rounder {
  const factor = 2 ** places;
  if (!jam) return (exact) => exact * factor + 0;
  return (exact) => {
    const shifted = exact * factor + 0;
    if (isOdd(shifted)) return shifted;
    if (Math.abs(shifted) >= 2 ** 53) throw new RangeError('jam beyond 2^53 needs the wide form');
    return shifted + 1;
  };
}

/** 1 <= bits <= 53: the quotient y and its fraction r = y - floor(y) are exact. */
function dropBits(scale: number, bits: number, mode: Exclude<RoundingMode, 'stochastic'>): Rounder {
  switch (mode) {
    case 'nearest_up':
      // y + 1/2 may round, but never across an integer: those are multiples of its last place.
      return (exact) => Math.floor(exact * scale + 0.5);
    case 'nearest_down':
      return (exact) => Math.ceil(exact * scale - 0.5) + 0;
    case 'nearest_even':
      if (bits === 1) return tieBy(scale, (floor) => isOdd(floor));
      // |y| < 2^51: the sum has a last place of 1, so IEEE addition does the rounding.
      return (exact) => exact * scale + 6755399441055744 - 6755399441055744;
    case 'nearest_odd':
      return tieBy(scale, (floor) => !isOdd(floor));
    case 'nearest_to_zero':
      return tieBy(scale, (floor) => floor < 0);
    case 'nearest_away':
      return tieBy(scale, (floor) => floor >= 0);
    case 'floor':
    case 'ceil':
    case 'toward_zero':
    case 'away':
    case 'magnitude':
    case 'jam':
    case 'jam_unbiased':
      return directed(scale, mode);
    default:
      return unreachable(mode);
  }
}

function tieBy(scale: number, up: (floor: number) => boolean): Rounder {
  return (exact) => {
    const y = exact * scale;
    const floor = Math.floor(y);
    const rest = y - floor;
    return (rest > 0.5 || (rest === 0.5 && up(floor)) ? floor + 1 : floor) + 0;
  };
}

function dropAll(scale: number, mode: Exclude<RoundingMode, 'stochastic'>): Rounder {
  switch (mode) {
    case 'nearest_up':
    case 'nearest_down':
    case 'nearest_to_zero':
    case 'nearest_away':
    case 'nearest_even':
    case 'nearest_odd':
      return () => 0;
    default:
      return directed(scale, mode);
  }
}

type DirectedMode =
  | 'floor'
  | 'ceil'
  | 'toward_zero'
  | 'away'
  | 'magnitude'
  | 'jam'
  | 'jam_unbiased';

function directed(scale: number, mode: DirectedMode): Rounder {
  switch (mode) {
    case 'floor':
      return (exact) => Math.floor(exact * scale) + 0;
    case 'ceil':
      return (exact) => Math.ceil(exact * scale) + 0;
    case 'toward_zero':
      return (exact) => Math.trunc(exact * scale) + 0;
    case 'away':
      return (exact) => (exact < 0 ? Math.floor(exact * scale) : Math.ceil(exact * scale)) + 0;
    case 'magnitude':
      return (exact) => Math.floor(exact * scale) + (exact < 0 ? 1 : 0);
    case 'jam':
      return (exact) => withLowBit(Math.floor(exact * scale));
    case 'jam_unbiased':
      return (exact) => {
        const y = exact * scale;
        const floor = Math.floor(y);
        return floor === y ? floor + 0 : withLowBit(floor);
      };
    default:
      return unreachable(mode);
  }
}

/**
 * The generator offers `choice.bits` bits. Where more are dropped, the lower ones are cut off first
 * and the comparison is made on what is left (numerics section 5).
 */
function stochastic(shift: number, choice: StochasticChoice): Rounder {
  const { rule } = choice;
  if (rule === 'equal') {
    const scale = 2 ** -Math.min(shift, 60);
    return (exact, word) => Math.floor(exact * scale) + (word % 2);
  }
  const compared = Math.min(shift, choice.bits);
  // From 100 bits on only the sign of x is left above the compared bits.
  const cut = 2 ** -(Math.min(shift, 100) - compared);
  const unit = 2 ** compared;
  const scale = 2 ** -compared;
  if (rule === 'lt_high') {
    const wordShift = 32 - compared;
    return (exact, word) => {
      const top = Math.floor(exact * cut);
      const floor = Math.floor(top * scale);
      return floor + (word >>> wordShift < top - floor * unit ? 1 : 0);
    };
  }
  if (rule === 'lt_low')
    return (exact, word) => {
      const top = Math.floor(exact * cut);
      const floor = Math.floor(top * scale);
      return floor + (word % unit < top - floor * unit ? 1 : 0);
    };
  // As floor((x + p) / 2^n), but without a sum that could pass 2^53.
  return (exact, word) => {
    const top = Math.floor(exact * cut);
    const floor = Math.floor(top * scale);
    return floor + (word % unit >= unit - (top - floor * unit) ? 1 : 0);
  };
}

function isOdd(value: number): boolean {
  const half = value * 0.5;
  return Math.floor(half) !== half;
}

function withLowBit(value: number): number {
  return isOdd(value) ? value : value + 1;
}

function unreachable(mode: never): never {
  throw new Error(`unhandled rounding mode ${String(mode)}`);
}
