import type { ArrayId, Program } from '../../../core/ir/index.js';
import { contains, type Interval, interval, isBounded, union } from './interval.js';
import { type RangeWrite, StepAnalysis } from './step-analysis.js';
import type { TickState } from './tick-state.js';
import { BoundHistory, widened, wideningStops } from './widening.js';

/** What follows from the program for one array; SI. */
export interface DerivedRange extends Interval {
  /** Sound for every input; otherwise only while the declared bounds of `assumed` are kept. */
  readonly proved: boolean;
  readonly assumed: readonly ArrayId[];
  /** What gives the lower and the upper bound. */
  readonly lowFrom: RangeWrite;
  readonly highFrom: RangeWrite;
  /** The bound is one that steps approach: a jump against a decay. */
  readonly limit: boolean;
}

export interface DerivedRanges {
  readonly ranges: ReadonlyMap<ArrayId, DerivedRange>;
  /** Arrays without a range: what they depend on, round to themselves, as far as it is unbounded. */
  readonly cycles: ReadonlyMap<ArrayId, readonly ArrayId[]>;
}

/** Rounds between two looks at where bounds are heading. */
const roundsPerLimit = 4;
/** Rounds of plain iteration and of limits before bounds are widened to powers of two. */
const roundsBeforeWidening = 48;
/** Rounds of widening to powers of two before a bound that still moves is given up. */
const roundsBeforeInfinity = 16;
/** Rounds of widening that stop at every power of two; later ones pass over more and more. */
const hesitantRounds = 6;
/** Rounds that take back what widening gave away. */
const narrowingRounds = 12;

/**
 * Ranges that follow from the program alone: X(j+1) = X(j) united with S(X(j)), from the start
 * values, until nothing moves (numerics section 10.3). Bounds that close in on a limit, as a decay
 * against jumps does, are put there; others are widened to the next power of two or constant of the
 * program, at last to infinity; then narrowed. What is returned was checked: one more step does not
 * leave it.
 *
 * Declared bounds are taken for granted as far as the step keeps them; where it does not, ranges
 * that need them say so.
 */
export function deriveRanges(program: Program): DerivedRanges {
  const declared = new Map(
    program.arrays.flatMap(({ id, bounds }): [ArrayId, Interval][] =>
      bounds === undefined ? [] : [[id, interval(bounds[0], bounds[1])]],
    ),
  );
  const trusting = analyse(program, declared);
  if (trusting.broken.size === 0) return result(program, trusting, []);
  const sound = withoutBroken(program, declared, trusting.broken);
  const broken = [...trusting.broken];
  const [proved, conditional] = [result(program, sound, []), result(program, trusting, broken)];
  const ranges = new Map(conditional.ranges);
  for (const [id, range] of proved.ranges) {
    const other = ranges.get(id);
    if (other === undefined || contains(other, range) || !muchWider(range, other)) {
      ranges.set(id, range);
    }
  }
  return { ranges, cycles: proved.cycles };
}

/** Gives up every declared bound that a step does not keep, until the rest holds by itself. */
function withoutBroken(
  program: Program,
  declared: ReadonlyMap<ArrayId, Interval>,
  broken: ReadonlySet<ArrayId>,
): Analysis {
  const kept = new Map([...declared].filter(([id]) => !broken.has(id)));
  const analysis = analyse(program, kept);
  return analysis.broken.size === 0 ? analysis : withoutBroken(program, kept, analysis.broken);
}

/** More than two bits: the rule by which a profiled range wins over a derived one. */
function muchWider(a: Interval, b: Interval): boolean {
  const size = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high));
  return size(a) > 4 * size(b);
}

interface Analysis {
  readonly step: StepAnalysis;
  readonly state: TickState;
  readonly broken: ReadonlySet<ArrayId>;
  readonly limits: ReadonlySet<ArrayId>;
}

function analyse(program: Program, assumed: ReadonlyMap<ArrayId, Interval>): Analysis {
  const step = new StepAnalysis(program, assumed);
  const stops = wideningStops(program);
  const history = new BoundHistory();
  const limits = new Set<ArrayId>();
  let state = step.start();
  const mostRounds = roundsBeforeWidening + roundsBeforeInfinity + 4 * program.arrays.length + 16;
  for (let round = 0; ; round += 1) {
    if (round > mostRounds) throw new Error('ranges do not settle');
    const next = state.join(step.step(state));
    if (next.equals(state)) break;
    history.note(next);
    if (round >= roundsBeforeWidening) {
      const give = round >= roundsBeforeWidening + roundsBeforeInfinity;
      const reach = 2 ** Math.max(0, round - roundsBeforeWidening - hesitantRounds);
      state = widened(state, next, give ? [] : stops, reach);
    } else if (round % roundsPerLimit === roundsPerLimit - 1) {
      state = history.extrapolated(next, limits, stops);
    } else state = next;
  }
  const start = step.start();
  for (let round = 0; round < narrowingRounds; round += 1) {
    const next = start.join(step.step(state));
    if (next.equals(state)) break;
    state = next;
  }
  step.broken.clear();
  step.step(state);
  return { step, state, broken: new Set(step.broken), limits };
}

/** Everything that is ever held, also between two actions of a step, and which write gave it. */
function result(
  program: Program,
  { step, state, limits }: Analysis,
  assumed: readonly ArrayId[],
): DerivedRanges {
  const found = new Map<ArrayId, { range: Interval; lowFrom: RangeWrite; highFrom: RangeWrite }>();
  const observe = (write: RangeWrite): void => {
    const { array, range } = write;
    const known = found.get(array);
    found.set(
      array,
      known === undefined
        ? { range, lowFrom: write, highFrom: write }
        : {
            range: union(known.range, range),
            lowFrom: range.low < known.range.low ? write : known.lowFrom,
            highFrom: range.high > known.range.high ? write : known.highFrom,
          },
    );
  };
  step.start(observe);
  step.step(state, observe);
  const ranges = new Map<ArrayId, DerivedRange>();
  const unbounded = new Set<ArrayId>();
  for (const { id, role } of program.arrays) {
    const entry = found.get(id);
    if (role === 'tick' || role === 'delay-ticks' || entry === undefined) continue;
    const { range, lowFrom, highFrom } = entry;
    if (!isBounded(range)) {
      unbounded.add(id);
      continue;
    }
    const proved = assumed.length === 0;
    const limit = limits.has(id);
    ranges.set(id, { ...range, proved, assumed, lowFrom, highFrom, limit });
  }
  return { ranges, cycles: cyclesOf(program, unbounded) };
}

/** For each array without a range, the shortest way on which it depends on itself, or on another such. */
function cyclesOf(
  program: Program,
  unbounded: ReadonlySet<ArrayId>,
): ReadonlyMap<ArrayId, readonly ArrayId[]> {
  const reads = new Map<ArrayId, Set<ArrayId>>();
  for (const { body } of program.kernels) {
    const read = body.flatMap((node) =>
      node.op === 'load' || node.op === 'load_aged' ? [node.array] : [],
    );
    for (const node of body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      const own = reads.get(node.array) ?? new Set<ArrayId>();
      for (const array of read) if (unbounded.has(array)) own.add(array);
      if (node.op === 'accumulate') own.add(node.array);
      reads.set(node.array, own);
    }
  }
  const cycles = new Map<ArrayId, readonly ArrayId[]>();
  for (const array of unbounded) cycles.set(array, shortestCycle(array, reads));
  return cycles;
}

function shortestCycle(
  from: ArrayId,
  reads: ReadonlyMap<ArrayId, ReadonlySet<ArrayId>>,
): readonly ArrayId[] {
  const paths: (readonly ArrayId[])[] = [[from]];
  const seen = new Set<ArrayId>();
  for (const path of paths) {
    for (const next of reads.get(path.at(-1) ?? from) ?? []) {
      if (next === from) return [...path, from];
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return paths.at(-1) ?? [from];
}
