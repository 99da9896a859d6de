import type { ArrayId, Program } from '../../../core/ir/index.js';
import { type Interval, interval } from './interval.js';
import { type Case, TickState } from './tick-state.js';

/** Largest power of two at which widening stops; beyond it bounds are infinite. */
const largestStop = 2 ** 48;
const smallestStop = 2 ** -48;
/** How well two ratios of steps must agree to be the same limit. */
const sameRatio = 1e-3;
/** Room around a limit, so that rounding does not cross it. */
const limitRoom = 1e-9;
const roundingsOnly = 1e-12;
const nearZero = 0.05;
/** Steps whose ratio is closer to 1 than this do not shrink, as far as float64 can tell. */
const unshrunk = 1e-10;

/** Where widened bounds stop: constants of the program and powers of two, ascending, both signs. */
export function wideningStops(program: Program): readonly number[] {
  const stops = new Set<number>([0]);
  for (const { bounds } of program.arrays) for (const bound of bounds ?? []) stops.add(bound);
  for (const { body } of program.kernels) {
    for (const node of body) {
      if (node.op !== 'const' || !Number.isFinite(node.value)) continue;
      // A value that rests at a constant is a rounding away from it.
      stops
        .add(node.value)
        .add(node.value * (1 + limitRoom))
        .add(node.value * (1 - limitRoom));
    }
  }
  for (let power = smallestStop; power <= largestStop; power *= 2) stops.add(power).add(-power);
  return [...stops].sort((a, b) => a - b);
}

/**
 * Moves each bound that moved on to the next stop, or to infinity if there is none.
 *
 * @param reach - Stops nearer to the bound than this factor are passed over.
 */
export function widened(
  before: TickState,
  after: TickState,
  stops: readonly number[],
  reach: number,
): TickState {
  const mirrored = mirror(stops);
  return mapBounds(after, (entry, object, array, range) => {
    const twin = twinOf(before, object, entry);
    const old = twin?.ranges.get(array) ?? range;
    const low = range.low < old.low ? stopBelow(range.low, stops, reach) : range.low;
    const high =
      range.high > old.high ? 0 - stopBelow(0 - range.high, mirrored, reach) : range.high;
    return { low, high };
  });
}

/** The next stop outward; what shrinks towards 0 stops there first. */
function stopBelow(bound: number, stops: readonly number[], reach: number): number {
  if (bound > 0) return 0;
  return stops.findLast((stop) => stop <= beyond(bound, -reach)) ?? Number.NEGATIVE_INFINITY;
}

function mirror(stops: readonly number[]): readonly number[] {
  return stops.map((stop) => 0 - stop).reverse();
}

/** A bound times `reach`, if that leads outward. */
function beyond(bound: number, reach: number): number {
  const outward = Math.sign(bound) === Math.sign(reach);
  return outward ? bound * Math.abs(reach) : bound;
}

/** The last rounds of every bound: a decay against jumps closes in on its limit by a fixed ratio. */
export class BoundHistory {
  readonly #rounds = new Map<string, readonly Interval[]>();

  note(state: TickState): void {
    for (const [object, cases] of state.cases) {
      for (const entry of cases) {
        for (const [array, range] of entry.ranges) {
          const key = keyOf(object, entry, array);
          this.#rounds.set(key, [...(this.#rounds.get(key) ?? []), range].slice(-4));
        }
      }
    }
  }

  /**
   * Bounds whose last steps shrank by one ratio r < 1 are put at their limit,
   * b + (last step) r / (1 - r): for x <- d x + jump, jump / (1 - d). Those that climb by equal or
   * growing steps have no limit to wait for: they go to the next stop, and with them what follows
   * them may come to rest.
   *
   * @param limits - Gets the arrays of which a bound was moved.
   */
  extrapolated(state: TickState, limits: Set<ArrayId>, stops: readonly number[]): TickState {
    const mirrored = mirror(stops);
    return mapBounds(state, (entry, object, array, range) => {
      const rounds = this.#rounds.get(keyOf(object, entry, array)) ?? [];
      const lows = rounds.map((round) => 0 - round.low);
      const highs = rounds.map((round) => round.high);
      const [low, high] = [limitOf(lows), limitOf(highs)];
      if (low !== undefined || high !== undefined) limits.add(array);
      const down = climbs(lows) ? stopBelow(range.low, stops, 1) : undefined;
      const up = climbs(highs) ? 0 - stopBelow(0 - range.high, mirrored, 1) : undefined;
      return interval(low === undefined ? (down ?? range.low) : 0 - low, high ?? up ?? range.high);
    });
  }
}

/** Steps that do not shrink. */
function climbs([a, b, c, d]: readonly number[]): boolean {
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  const [first, second, third] = [b - a, c - b, d - c];
  return first > 0 && second >= first * (1 - unshrunk) && third >= second * (1 - unshrunk);
}

function limitOf(bounds: readonly number[]): number | undefined {
  const [a, b, c, d] = bounds;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  const [first, second, third] = [b - a, c - b, d - c];
  // Roundings alone: a little room ends it.
  if (third > 0 && third <= roundingsOnly * Math.abs(d)) return d + Math.abs(d) * limitRoom;
  if (!(first > 0 && second > 0 && third > 0)) return undefined;
  const [earlier, ratio] = [second / first, third / second];
  if (!(ratio < 1 - unshrunk) || Math.abs(ratio - earlier) > sameRatio * (1 - ratio) + 1e-12)
    return undefined;
  const rise = (third * ratio) / (1 - ratio);
  // What decays ends at 0, however slowly and imprecisely.
  const limit = d < 0 && Math.abs(d + rise) < nearZero * rise ? 0 : d + rise;
  const room = Math.abs(limit) * (limitRoom + 1e-15 / (1 - ratio));
  return Number.isFinite(limit) ? limit + room : undefined;
}

function keyOf(object: string, { label, spiked }: Case, array: ArrayId): string {
  return `${object} ${label} ${spiked} ${array}`;
}

function twinOf(state: TickState, object: string, entry: Case): Case | undefined {
  return state
    .of(object)
    .find(({ label, spiked }) => label === entry.label && spiked === entry.spiked);
}

function mapBounds(
  state: TickState,
  change: (entry: Case, object: string, array: ArrayId, range: Interval) => Interval,
): TickState {
  const changed = new Map<string, readonly Case[]>();
  for (const [object, cases] of state.cases) {
    changed.set(
      object,
      cases.map((entry) => {
        const ranges = new Map<ArrayId, Interval>();
        for (const [array, range] of entry.ranges) {
          ranges.set(array, change(entry, object, array, range));
        }
        return { ...entry, ranges };
      }),
    );
  }
  return new TickState(changed);
}
