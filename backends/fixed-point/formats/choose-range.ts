import type { Bound } from '../lower/fixed-ir.js';
import { contains, type Interval, isBounded, union } from '../ranges/interval.js';

/** What is known of one variable before a format is chosen; SI values. */
export interface RangeSources {
  /** `bounds` of the network file. */
  readonly declared?: readonly [number, number];
  readonly derived?: Interval;
  /** False where the derived range needs declared bounds that nothing enforces; absent: true. */
  readonly derivedIsSound?: boolean;
  readonly profiled?: Interval;
  /** Nothing ever writes the variable: what the profile saw are its start values, and all there is. */
  readonly constant?: boolean;
}

export interface ChosenRange {
  readonly low: Bound;
  readonly high: Bound;
  /** Sound for every input, not only for the profiled run. */
  readonly proved: boolean;
}

/** Room added on each side of a profiled range, as a share of its bound. */
const profileMargin = 0.5;
/** Roundings of `40*mV` and the like do not break declared bounds. */
const roundingRoom = 2 ** -40;
/** A derived range wider than the profiled one by more than this is not worth its bits. */
const worthwhileBits = 2;

/**
 * Precedence of numerics section 10.1: declared, else derived, unless derived is more than two bits
 * wider than profiled; then profiled plus margin. A profile that leaves the derived range (it then
 * was no range of this program) is united with it, margin included.
 *
 * @returns undefined if nothing bounds the variable.
 */
export function chooseRange(sources: RangeSources): ChosenRange | undefined {
  const { declared, derived, profiled, derivedIsSound = true, constant = false } = sources;
  const sound = derived !== undefined && isBounded(derived) ? derived : undefined;
  if (declared !== undefined) {
    const [low, high] = declared;
    // Declared bounds are a promise; they are proved where the program is seen to keep it.
    const room = roundingRoom * Math.max(Math.abs(low), Math.abs(high));
    const wide = { low: low - room, high: high + room };
    const kept = sound !== undefined && derivedIsSound && contains(wide, sound);
    return bounds(low, high, 'declared', kept);
  }
  // Start values of this seed and data: the range itself, without a margin.
  if (constant && profiled !== undefined)
    return bounds(profiled.low, profiled.high, 'derived', true);
  const seen = profiled === undefined ? undefined : withMargin(profiled);
  if (sound === undefined) {
    return seen === undefined ? undefined : bounds(seen.low, seen.high, 'profiled', false);
  }
  if (seen === undefined || profiled === undefined) {
    return bounds(sound.low, sound.high, 'derived', derivedIsSound);
  }
  if (tooWide(sound, profiled)) return bounds(seen.low, seen.high, 'profiled', false);
  if (contains(sound, profiled)) return bounds(sound.low, sound.high, 'derived', derivedIsSound);
  const both = union(sound, seen);
  return bounds(both.low, both.high, 'profiled', false);
}

function withMargin(range: Interval): Interval {
  return {
    low: range.low < 0 ? range.low * (1 + profileMargin) : range.low,
    high: range.high > 0 ? range.high * (1 + profileMargin) : range.high,
  };
}

function tooWide(derived: Interval, seen: Interval): boolean {
  const size = (range: Interval): number => Math.max(Math.abs(range.low), Math.abs(range.high));
  return size(seen) > 0 && Math.log2(size(derived) / size(seen)) > worthwhileBits;
}

function bounds(
  low: number,
  high: number,
  provenance: Bound['provenance'],
  proved: boolean,
): ChosenRange {
  return { low: { value: low, provenance }, high: { value: high, provenance }, proved };
}
