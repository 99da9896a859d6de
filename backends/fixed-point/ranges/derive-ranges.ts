import {
  type ArrayId,
  type Program,
  type ScalarKernel,
  type ScalarNode,
  unaryFunctions,
} from '../../../core/ir/index.js';
import {
  absoluteInterval,
  addIntervals,
  contains,
  divideIntervals,
  everything,
  type Interval,
  interval,
  isBounded,
  mapIncreasing,
  multiplyIntervals,
  negateInterval,
  union,
} from './interval.js';

/** Rounds of plain iteration before a bound that still moves is given up. */
const roundsBeforeWidening = 6;
/** Rounds that take back what widening gave away, such as the bounds of a clip(). */
const narrowingRounds = 2;

/**
 * Ranges that follow from the program alone: X(j+1) = X(j) united with S(X(j)), from the start
 * values, until nothing moves; bounds that keep moving are widened to infinity (numerics 10.3,
 * steps 1, 4 and 6; guard refinement and closed forms are not applied, so states of neurons
 * usually stay unbounded here and get their range from a profile).
 *
 * @returns SI ranges of all arrays whose both bounds are finite: sound for every input.
 */
export function deriveRanges(program: Program): ReadonlyMap<ArrayId, Interval> {
  const ranges = new Map<ArrayId, Interval>();
  const stepNumbers = new Set<ArrayId>();
  for (const array of program.arrays) {
    if (array.kind === 'boolean') ranges.set(array.id, interval(0, 1));
    else if (array.role === 'tick') stepNumbers.add(array.id);
    else if (array.role === 'delay-ticks')
      ranges.set(array.id, interval(0, Number.POSITIVE_INFINITY));
    else ranges.set(array.id, interval(0));
  }
  for (const id of stepNumbers) ranges.set(id, everything);
  const analysis = new RangeAnalysis(program, ranges, stepNumbers);
  analysis.applyInitialValues();
  // Widening makes every bound move at most once more.
  const mostRounds = roundsBeforeWidening + 2 * program.arrays.length + 1;
  for (let round = 0; analysis.applyStep(round >= roundsBeforeWidening); round += 1) {
    if (round > mostRounds) throw new Error('ranges do not settle');
  }
  for (let round = 0; round < narrowingRounds; round += 1) analysis.narrow();
  return new Map([...ranges].filter(([, range]) => isBounded(range)));
}

/** One write of a kernel or of the host, and all values it may carry. */
interface Write {
  readonly array: ArrayId;
  readonly range: Interval;
}

class RangeAnalysis {
  readonly #program: Program;
  readonly #ranges: Map<ArrayId, Interval>;
  readonly #stepNumbers: ReadonlySet<ArrayId>;
  readonly #hostKernels: ReadonlyMap<string, ScalarKernel>;
  /** Ranges of the start values alone. */
  #start: ReadonlyMap<ArrayId, Interval> = new Map();
  #changed = false;
  #widening = false;

  constructor(program: Program, ranges: Map<ArrayId, Interval>, stepNumbers: ReadonlySet<ArrayId>) {
    this.#program = program;
    this.#ranges = ranges;
    this.#stepNumbers = stepNumbers;
    this.#hostKernels = new Map(program.hostKernels.map((kernel) => [kernel.id, kernel]));
  }

  applyInitialValues(): void {
    for (const start of this.#program.initial) {
      if (start.kind === 'constant') this.#include(start.array, interval(start.value));
      else if (start.kind === 'data') this.#include(start.array, rangeOf(start.values));
      else {
        const kernel = this.#hostKernels.get(start.kernel);
        for (const write of this.#kernelWrites(kernel)) this.#include(write.array, write.range);
      }
    }
    this.#start = new Map(this.#ranges);
  }

  /** One round over all that writes; true while something moved. */
  applyStep(widening: boolean): boolean {
    this.#changed = false;
    this.#widening = widening;
    for (const kernel of this.#program.kernels) {
      for (const write of this.#kernelWrites(kernel)) this.#include(write.array, write.range);
    }
    for (const write of this.#hostWrites(this.#program.host)) {
      this.#include(write.array, write.range);
    }
    return this.#changed;
  }

  /**
   * X = start united with S(X), from ranges that already contain S(X): every round stays sound and
   * can only shrink.
   */
  narrow(): void {
    const writes = [
      ...this.#program.kernels.flatMap((kernel) => this.#kernelWrites(kernel)),
      ...this.#hostWrites(this.#program.host),
    ];
    for (const [array, range] of this.#start) this.#ranges.set(array, range);
    this.#widening = false;
    for (const { array, range } of writes) this.#include(array, range);
  }

  /** What host operations between ticks may write, from the ranges as they are. */
  #hostWrites(steps: Program['host']): readonly Write[] {
    return steps.flatMap((step): readonly Write[] => {
      if (step.kind === 'repeat') return this.#hostWrites(step.steps);
      if (step.kind === 'present') return this.#hostWrites([...step.before, ...step.after]);
      // Normalisation is left out: where it would leave the range that statements enforce, the host
      // saturates and counts, and widening the format for it would cost every weight a bit.
      if (step.kind !== 'set') return [];
      return step.writes.map((write): Write => {
        const { array } = write;
        if (write.kind === 'constant') return { array, range: interval(write.value) };
        if (write.kind === 'data') return { array, range: rangeOf(write.values) };
        const [staged] = this.#kernelWrites(this.#hostKernels.get(write.kernel));
        return { array, range: staged?.range ?? everything };
      });
    });
  }

  #kernelWrites(kernel: ScalarKernel | undefined): readonly Write[] {
    if (kernel === undefined) throw new Error('a kernel of the program is missing');
    const values = this.#evaluate(kernel);
    const writes: Write[] = [];
    for (const node of kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      const value = values[node.value] ?? everything;
      const before = this.#ranges.get(node.array) ?? everything;
      const range = node.op === 'store' ? value : addIntervals(before, value);
      writes.push({ array: node.array, range });
    }
    return writes;
  }

  #include(array: ArrayId, range: Interval): void {
    if (this.#stepNumbers.has(array)) return;
    const before = this.#ranges.get(array) ?? range;
    if (contains(before, range)) return;
    const joined = union(before, range);
    this.#changed = true;
    this.#ranges.set(
      array,
      this.#widening
        ? {
            low: joined.low < before.low ? Number.NEGATIVE_INFINITY : joined.low,
            high: joined.high > before.high ? Number.POSITIVE_INFINITY : joined.high,
          }
        : joined,
    );
  }

  #evaluate(kernel: ScalarKernel): readonly Interval[] {
    const values: Interval[] = [];
    for (const node of kernel.body) values.push(this.#nodeRange(node, values, kernel.body));
    return values;
  }

  #nodeRange(node: ScalarNode, values: readonly Interval[], body: readonly ScalarNode[]): Interval {
    const of = (id: number): Interval => values[id] ?? everything;
    switch (node.op) {
      case 'const':
        return interval(node.value);
      case 'load':
      case 'load_aged':
        return this.#ranges.get(node.array) ?? everything;
      case 'tick':
      case 'time':
      case 'index':
        return interval(0, Number.POSITIVE_INFINITY);
      case 'add':
        return addIntervals(of(node.left), of(node.right));
      case 'sub':
        // A stored step number is never in the future, whatever their separate ranges say.
        return this.#isTick(body[node.left]) && this.#isStepNumber(body[node.right])
          ? interval(0, Number.POSITIVE_INFINITY)
          : addIntervals(of(node.left), negateInterval(of(node.right)));
      case 'mul':
        return node.left === node.right
          ? square(of(node.left))
          : multiplyIntervals(of(node.left), of(node.right));
      case 'div':
        return divideIntervals(of(node.left), of(node.right));
      case 'min':
        return mapPair(of(node.left), of(node.right), Math.min);
      case 'max':
        return mapPair(of(node.left), of(node.right), Math.max);
      case 'neg':
        return negateInterval(of(node.operand));
      case 'abs':
        return absoluteInterval(of(node.operand));
      case 'exp':
        return mapIncreasing(of(node.operand), Math.exp);
      case 'floor':
      case 'ceil':
      case 'trunc':
        return mapIncreasing(of(node.operand), Math[node.op]);
      case 'nearest':
        return mapIncreasing(of(node.operand), unaryFunctions.nearest);
      case 'sin':
      case 'cos':
      case 'tanh':
        return interval(-1, 1);
      case 'select':
        return union(of(node.whenTrue), of(node.whenFalse));
      case 'draw':
        return node.distribution === 'uniform' ? interval(0, 1) : everything;
      case 'lookup':
        return this.#tableRange(node.table);
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'and':
      case 'or':
      case 'not':
        return interval(0, 1);
      default:
        return everything;
    }
  }

  #isTick(node: ScalarNode | undefined): boolean {
    return node?.op === 'tick';
  }

  #isStepNumber(node: ScalarNode | undefined): boolean {
    return (node?.op === 'load' || node?.op === 'load_aged') && this.#stepNumbers.has(node.array);
  }

  #tableRange(name: string): Interval {
    const table = this.#program.tables.find((entry) => entry.name === name);
    return table === undefined ? everything : rangeOf(table.data);
  }
}

/** Range of listed values; `[0, 0]` for an empty list. */
export function rangeOf(values: Float64Array): Interval {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? interval(0) : interval(low, high);
}

function square(a: Interval): Interval {
  const magnitude = absoluteInterval(a);
  return multiplyIntervals(magnitude, magnitude);
}

function mapPair(a: Interval, b: Interval, f: (x: number, y: number) => number): Interval {
  return interval(f(a.low, b.low), f(a.high, b.high));
}
