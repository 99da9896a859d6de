import { alignToBitmap } from './limits.js';
import type { PathwayCut } from './pathway-cut.js';

/** Inlets of neurons low .. end - 1 of an object on a core: contiguous, ascending. */
export interface InletBlock {
  readonly source: string;
  readonly low: number;
  readonly end: number;
  /** Inlet of neuron `low`. */
  readonly first: number;
}

/** Which inlets a core has. */
export interface InletPlan {
  readonly blocks: readonly InletBlock[];
  /** Count inlets; `first` is the inlet of all its neurons. */
  readonly counts: readonly InletBlock[];
  /** The last inlet and one more. */
  readonly used: number;
  /** First inlet, or count inlet, of a pathway of this core. */
  readonly first: (cut: PathwayCut) => number;
}

type Interval = Omit<InletBlock, 'first'>;

/**
 * Every source has one block of inlets for all pathways that hear it. Blocks begin at words of the
 * ring while there is room for that.
 *
 * @param available - Inlets of a core.
 */
export function planInlets(cuts: readonly PathwayCut[], available: number): InletPlan {
  const heard = cuts.filter(({ form }) => form.kind !== 'count').map(intervalOf);
  const intervals = mergeIntervals(heard);
  const aligned = place(intervals, alignToBitmap);
  const packed = aligned.used <= available ? aligned : place(intervals, (inlet) => inlet);
  const counts: InletBlock[] = [];
  for (const cut of cuts) {
    if (cut.form.kind !== 'count') continue;
    const interval = intervalOf(cut);
    if (!counts.some((count) => sameInterval(count, interval)))
      counts.push({ ...interval, first: counts.length });
  }
  return {
    blocks: packed.blocks,
    counts,
    used: packed.used,
    first: (cut) => {
      const interval = intervalOf(cut);
      const found =
        cut.form.kind === 'count'
          ? counts.find((count) => sameInterval(count, interval))
          : packed.blocks.find((block) => holds(block, interval));
      if (found === undefined) throw new Error(`${cut.form.plan.name} has no inlets`);
      return cut.form.kind === 'count' ? found.first : found.first + interval.low - found.low;
    },
  };
}

function intervalOf({ form, sourceLow, sourceEnd }: PathwayCut): Interval {
  const { source, sourceFirst } = form.plan;
  return { source, low: sourceFirst + sourceLow, end: sourceFirst + sourceEnd };
}

function sameInterval(a: Interval, b: Interval): boolean {
  return a.source === b.source && a.low === b.low && a.end === b.end;
}

function holds(outer: Interval, inner: Interval): boolean {
  return outer.source === inner.source && outer.low <= inner.low && outer.end >= inner.end;
}

/** Intervals of one source that overlap or touch become one; sources in the order of their first use. */
function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const sources = [...new Set(intervals.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const own = intervals.filter((interval) => interval.source === source);
    const merged: { source: string; low: number; end: number }[] = [];
    for (const { low, end } of [...own].sort((a, b) => a.low - b.low)) {
      const last = merged.at(-1);
      if (last !== undefined && low <= last.end) last.end = Math.max(last.end, end);
      else merged.push({ source, low, end });
    }
    return merged;
  });
}

function place(
  intervals: readonly Interval[],
  start: (inlet: number) => number,
): { readonly blocks: readonly InletBlock[]; readonly used: number } {
  let used = 0;
  const blocks = intervals.map((interval): InletBlock => {
    const first = start(used);
    used = first + interval.end - interval.low;
    return { ...interval, first };
  });
  return { blocks, used };
}
