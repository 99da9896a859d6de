import { compileOverflow, requireDefined } from './overflow.js';
import { fitWide } from './overflow-wide.js';
import {
  type ArithmeticProfile,
  fitsDouble,
  maxWord,
  minWord,
  type Requantisation,
} from './q-format.js';
import { compileRounding, fullWord, type Rounder, type StochasticChoice } from './rounding.js';
import { roundShiftWide } from './rounding-wide.js';

/** What a requantisation takes from the chip: whose deviations, and how random words decide. */
export interface RequantisationContext {
  readonly profile: ArithmeticProfile;
  readonly stochastic: StochasticChoice;
}

export const standardContext: RequantisationContext = {
  profile: 'standard',
  stochastic: fullWord,
};

/** Same function for integers of any width. */
export type WideRounder = (exact: bigint, word: number) => bigint;

/**
 * One requantisation: x / 2^shift, rounded, then brought into the target format.
 *
 * @param exact - The exact integer; a number must have a magnitude below 2^53.
 * @param shift - F of the exact value minus F of the target; negative shifts left, exactly.
 * @param word - Random word 0 .. 2^32 - 1, read by `stochastic` only.
 * @returns The code, of the same kind as `exact`; never -0.
 * @throws RangeError for a number whose result could exceed a float64 (`fitsNumberLane`), and
 * where the overflow mode is not defined for the format.
 */
export function requantise(
  exact: number,
  shift: number,
  requantisation: Requantisation,
  context?: RequantisationContext,
  word?: number,
): number;
export function requantise(
  exact: bigint,
  shift: number,
  requantisation: Requantisation,
  context?: RequantisationContext,
  word?: number,
): bigint;
export function requantise(
  exact: number | bigint,
  shift: number,
  requantisation: Requantisation,
  context: RequantisationContext = standardContext,
  word = 0,
): number | bigint {
  if (typeof exact === 'bigint')
    return compileRequantiseWide(shift, requantisation, context)(exact, word);
  return compileRequantise(shift, requantisation, context)(exact, word);
}

/** True if a requantisation consumes a random word (before `consume: inexact` is looked at). */
export function drawsWord(shift: number, requantisation: Requantisation): boolean {
  return requantisation.rounding === 'stochastic' && shift > 0;
}

/**
 * True if float64 holds every result for exact inputs below 2^53: the target has at most 53 bits,
 * or the input cannot grow and stays as it is.
 */
export function fitsNumberLane(shift: number, { to, overflow }: Requantisation): boolean {
  return (
    fitsDouble(to.wordBits) ||
    (shift >= 0 && (to.signed || (overflow.kind !== 'wrap' && overflow.kind !== 'wrap_sm')))
  );
}

/**
 * The hot path of the integer interpreter: everything known of a node is folded in beforehand, and a
 * call allocates nothing.
 *
 * @returns A function of the exact integer (magnitude below 2^53) and a random word.
 * @throws RangeError where `fitsNumberLane` is false or the overflow mode is not defined.
 */
export function compileRequantise(
  shift: number,
  requantisation: Requantisation,
  context: RequantisationContext = standardContext,
): Rounder {
  const { to, rounding, overflow } = requantisation;
  requireDefined(to, overflow);
  if (!fitsNumberLane(shift, requantisation))
    throw new RangeError(`${to.wordBits} bits need the wide requantisation`);
  if (shift < 0 && rounding === 'jam') {
    // The forced low bit may lie below the last place of a large float64.
    const wide = compileRequantiseWide(shift, requantisation, context);
    return (exact, word) => Number(wide(BigInt(exact), word));
  }
  // Beyond 128 places only sign and zero matter; the limit keeps the product finite.
  const places = Math.max(shift, -128);
  if (!fitsDouble(to.wordBits))
    return withinWide(compileRounding(places, rounding, context.stochastic), to.signed);
  if (overflow.kind === 'saturate') {
    const direct = saturating(places, requantisation);
    if (direct !== undefined) return direct;
  }
  const round = compileRounding(places, rounding, context.stochastic);
  const bring = compileOverflow(to, overflow, context.profile);
  const scale = 2 ** -Math.min(places, 60);
  if (context.profile === 'ap' && overflow.kind === 'wrap_sm')
    return (exact, word) => bring(round(exact, word), Math.floor(exact * scale));
  return (exact, word) => bring(round(exact, word), 0);
}

/** The same for integers of any width. @throws RangeError where the overflow mode is not defined. */
export function compileRequantiseWide(
  shift: number,
  requantisation: Requantisation,
  context: RequantisationContext = standardContext,
): WideRounder {
  const { to, rounding, overflow } = requantisation;
  requireDefined(to, overflow);
  return (exact, word) => {
    const rounded = roundShiftWide(exact, shift, rounding, word, context.stochastic);
    const floor = roundShiftWide(exact, shift, 'floor');
    return fitWide(rounded, floor, to, overflow, context.profile);
  };
}

/** Targets above 53 bits hold every number there is, but for negative ones in unsigned formats. */
function withinWide(round: Rounder, signed: boolean): Rounder {
  if (signed) return round;
  return (exact, word) => Math.max(round(exact, word), 0);
}

/** One closure instead of two for the modes that networks use most; undefined for all others. */
function saturating(shift: number, { to, rounding }: Requantisation): Rounder | undefined {
  const low = minWord(to);
  const high = maxWord(to);
  if (shift <= 0 && rounding !== 'jam') {
    const factor = 2 ** -shift;
    return (exact) => {
      const k = exact * factor;
      return k < low ? low : k > high ? high : k + 0;
    };
  }
  if (shift < 2 || shift > 53) return undefined;
  const scale = 2 ** -shift;
  switch (rounding) {
    case 'floor':
      return (exact) => {
        const k = Math.floor(exact * scale);
        return k < low ? low : k > high ? high : k + 0;
      };
    case 'nearest_up':
      return (exact) => {
        const k = Math.floor(exact * scale + 0.5);
        return k < low ? low : k > high ? high : k;
      };
    case 'nearest_even':
      return (exact) => {
        // See rounding.ts: IEEE addition rounds to even where the last place is 1.
        const k = exact * scale + 6755399441055744 - 6755399441055744;
        return k < low ? low : k > high ? high : k;
      };
    default:
      return undefined;
  }
}
