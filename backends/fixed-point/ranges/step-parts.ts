import type { Action, HostStep, Program } from '../../../core/ir/index.js';
import { type Interval, intersect, interval, multiplyIntervals } from './interval.js';
import type { Narrowing } from './kernel-values.js';
import type { Case } from './tick-state.js';

/** Whether a range stays within bounds, but for roundings of `40*mV` and the like. */
export function keeps(bounds: Interval, range: Interval): boolean {
  const room = 2 ** -40 * Math.max(Math.abs(bounds.low), Math.abs(bounds.high));
  return range.low >= bounds.low - room && range.high <= bounds.high + room;
}

/** Up to `events` times a value, or none at all. */
export function many(value: Interval, events: number): Interval {
  const sum = multiplyIntervals(value, interval(0, events));
  // A sum of n values has been rounded n times.
  const room = events > 1 && Number.isFinite(events) ? 1 + events * 2 ** -52 : 1;
  return sum.low === 0 && sum.high === 0 ? sum : interval(sum.low * room, sum.high * room);
}

/** A case as far as conditions leave it; undefined if nothing is left. */
export function narrow(
  entry: Case,
  narrowings: readonly Narrowing[] | undefined,
): Case | undefined {
  if (narrowings === undefined) return undefined;
  const ranges = new Map(entry.ranges);
  for (const { array, index, range } of narrowings) {
    const before = ranges.get(array);
    if (before === undefined || index !== 'lane') continue;
    const rest = intersect(before, range);
    if (rest === undefined) return undefined;
    ranges.set(array, rest);
  }
  return { ...entry, ranges };
}

/** Most occurrences of one neuron. */
export function mostOf(neurons: Int32Array): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (const neuron of neurons) {
    const count = (counts.get(neuron) ?? 0) + 1;
    counts.set(neuron, count);
    if (count > most) most = count;
  }
  return most;
}

/** What the timeline writes. */
export function hostWrites(step: HostStep): Extract<HostStep, { kind: 'set' }>['writes'] {
  if (step.kind === 'repeat') return step.steps.flatMap(hostWrites);
  if (step.kind === 'present') return [...step.before, ...step.after].flatMap(hostWrites);
  // Normalisation is left out: where it would leave the range that statements enforce, the host
  // saturates and counts, and widening the format for it would cost every weight a bit.
  return step.kind === 'set' ? step.writes : [];
}

/** Kernels that an action runs. */
export function kernelNames(action: Action, { objects }: Program): readonly string[] {
  if ('kernel' in action) return [action.kernel];
  if (action.kind !== 'trace' && action.kind !== 'pathway') return [];
  const projection = objects.find(({ name }) => name === action.projection);
  if (projection?.kind !== 'projection') return [];
  return action.kind === 'trace'
    ? projection.traces.filter(({ name }) => name === action.trace).map(({ kernel }) => kernel)
    : projection.pathways.filter(({ name }) => name === action.pathway).map(({ kernel }) => kernel);
}
