import type { LockstepErrors } from '../../../core/backend.js';
import type { ArrayId, KernelFunction, ScalarKernel } from '../../../core/ir/index.js';
import { accumulatorArray } from '../lower/accumulators.js';
import type { FixedKernel } from '../lower/fixed-ir.js';
import { toNumber } from '../lower/rational.js';
import type { FixedPlan } from '../plan-fixed.js';
import { ErrorSum } from './error-sum.js';
import { distinct, elementOf, type Touch, touchesOf } from './kernel-touches.js';
import type { LockstepEngines } from './lockstep-engines.js';
import { type PopulationInput, populationInput, thresholdOf } from './population-input.js';
import { endsOf, roundedCopy } from './storage-copies.js';

interface Stored {
  readonly array: ArrayId;
  readonly lsb: number;
  readonly sum: ErrorSum;
  readonly add: (tick: number, lane: number) => void;
}
interface Decisions {
  count: number;
  different: number;
  first?: { readonly tick: number; readonly element: number };
}

/** The kernels of a lockstep run, and what was found. */
export class LockstepKernels {
  readonly #plan: FixedPlan;
  readonly #engines: LockstepEngines;
  readonly #ticks: number;
  readonly #errors: { readonly kernel: string; readonly stored: readonly Stored[] }[] = [];
  readonly #decisions: { readonly kernel: string; readonly found: Decisions }[] = [];
  readonly #inputs: PopulationInput[] = [];
  /** What was delivered in this tick and not yet folded, in SI, per variable with an accumulator. */
  readonly #pending: ReadonlyMap<ArrayId, Float64Array>;
  #seen = 0;

  constructor(plan: FixedPlan, engines: LockstepEngines, ticks: number) {
    this.#plan = plan;
    this.#engines = engines;
    this.#ticks = ticks;
    this.#pending = new Map(
      plan.fixed.arrays
        .filter(({ id }) => engines.fixed.storage.has(accumulatorArray(id)))
        .map(({ id, count }) => [id, new Float64Array(count)]),
    );
  }

  bind(id: string): KernelFunction {
    const fixed = this.#plan.fixed.kernels.find((kernel) => kernel.id === id);
    if (fixed === undefined) throw new Error(`no integer kernel ${id}`);
    const float = this.#plan.program.kernels.find((kernel) => kernel.id === id);
    return float === undefined ? this.#fold(fixed) : this.#step(fixed, float);
  }

  errors(): LockstepErrors {
    return {
      ticks: this.#seen,
      errors: this.#errors.flatMap(({ kernel, stored }) =>
        stored
          .filter(({ sum }) => sum.count + sum.notFinite > 0)
          .map(({ array, lsb, sum }) => ({
            kernel,
            array,
            lsb,
            count: sum.count,
            mean: sum.mean,
            deviation: sum.deviation,
            largest: sum.largest,
            at: { tick: sum.tick, element: sum.element },
            notFinite: sum.notFinite,
          })),
      ),
      decisions: this.#decisions
        .filter(({ found }) => found.count > 0)
        .map(({ kernel, found }) => ({ kernel, ...found })),
      inputs: this.#inputs.map((input) =>
        input.result((kernel, array) => this.#bias(kernel, array)),
      ),
    };
  }

  #bias(kernel: string, array: ArrayId): number {
    const entry = this.#errors.find((found) => found.kernel === kernel);
    const stored = entry?.stored.find((found) => found.array === array);
    return stored === undefined ? 0 : stored.sum.mean * stored.lsb;
  }

  #step(fixed: FixedKernel, float: ScalarKernel): KernelFunction {
    const { reference, exact, fixed: integers } = this.#engines;
    const { domain, id } = fixed;
    const plan = this.#plan.program;
    const [ours, theirs] = [touchesOf(float), touchesOf(fixed)];
    const threshold = thresholdOf(plan, fixed);
    const seen = threshold === undefined ? [] : touchesOf(threshold).loads;
    const known = [...ours.loads, ...ours.stores, ...ours.accumulates, ...seen, ...theirs.loads];
    const touched = distinct([...known, ...theirs.stores]).filter(({ array }) =>
      reference.storage.has(array),
    );
    const engines = { plan, reference, exact, fixed: integers };
    const copy = roundedCopy(engines, domain, touched, {
      ...ours,
      aged: new Set([...ours.aged, ...theirs.aged]),
    });
    const stored = theirs.stores.flatMap((touch) => this.#stored(touch, fixed));
    const deliveries = ours.accumulates.flatMap((touch) =>
      this.#delivered(touch, fixed, ours.loads),
    );
    const list = theirs.spikes ? this.#decide(id) : undefined;
    const sums = [...stored, ...deliveries.map(({ entry }) => entry)];
    this.#errors.push({ kernel: id, stored: sums });
    const input = populationInput(this.#plan, float, this.#engines);
    if (input !== undefined) this.#inputs.push(input);
    const [runReference, runExact, runFixed] = [reference, exact, integers].map(
      (engine): KernelFunction =>
        engine.bind?.(id) ?? ((tick, indices, from, to) => engine.run(id, tick, indices, from, to)),
    ) as [KernelFunction, KernelFunction, KernelFunction];
    const above = threshold === undefined ? undefined : this.#reaches(threshold);
    const compared: KernelFunction = (tick, indices, from, to) => {
      const lanes = (at: number): number => (indices === undefined ? at : (indices[at] as number));
      for (let at = from; at < to; at += 1) {
        copy(tick, lanes(at));
        for (const { before } of deliveries) before(lanes(at));
      }
      list?.clear();
      runFixed(tick, indices, from, to);
      runExact(tick, indices, from, to);
      list?.compare(tick, to - from);
      const skipped = above?.(tick, indices, from, to);
      for (let at = from; at < to; at += 1) {
        const lane = lanes(at);
        if (skipped?.has(lane) === true) continue;
        for (const { add } of sums) add(tick, lane);
      }
      if (input !== undefined) input.look(tick, to - from);
      runReference(tick, indices, from, to);
      for (const { after } of deliveries) for (let at = from; at < to; at += 1) after(lanes(at));
    };
    // Synapses that meet at a neuron see each other's effects: each begins from the state it finds.
    const oneByOne: KernelFunction =
      domain.kind === 'synapses'
        ? (tick, indices, from, to) => {
            for (let at = from; at < to; at += 1) compared(tick, indices, at, at + 1);
          }
        : compared;
    return (tick, indices, from, to) => {
      if (tick >= this.#ticks) return runReference(tick, indices, from, to);
      this.#seen = Math.max(this.#seen, tick + 1);
      oneByOne(tick, indices, from, to);
    };
  }

  /** Statistics of an array that a kernel stores; none for step numbers, flags and accumulators. */
  #stored({ array, index }: Touch, { domain }: FixedKernel): readonly Stored[] {
    const { exact, fixed } = this.#engines;
    const entry = this.#plan.fixed.formats.get(array);
    const declared = this.#plan.fixed.arrays.find(({ id }) => id === array);
    const values = exact.storage.get(array);
    if (entry === undefined || declared === undefined || values === undefined) return [];
    if (entry.wordClass === 'flag' || entry.wordClass === 'step') return [];
    const lsb = this.#lsb(array);
    const codes = fixed.storage.get(array) as Float64Array;
    const element = elementOf(index, endsOf(this.#plan.fixed, domain));
    const { count, slots } = declared;
    const sum = new ErrorSum();
    const add = (tick: number, lane: number): void => {
      const place = (tick % slots) * count + element(lane);
      const real = fixed.toReal(array, codes[place] as number);
      sum.add((real - (values[place] as number)) / lsb, tick, element(lane));
    };
    return [{ array, lsb, sum, add }];
  }

  /** One delivery: what the accumulator got, against what the variable got in float64. */
  #delivered(
    { array, index }: Touch,
    { domain }: FixedKernel,
    loads: readonly Touch[],
  ): readonly {
    readonly entry: Stored;
    readonly before: (lane: number) => void;
    readonly after: (lane: number) => void;
  }[] {
    const { reference, exact, fixed } = this.#engines;
    const accumulator = accumulatorArray(array);
    const codes = fixed.storage.get(accumulator);
    const pending = this.#pending.get(array);
    if (codes === undefined || pending === undefined) return [];
    const values = exact.storage.get(array) as Float64Array;
    const own = reference.storage.get(array) as Float64Array;
    const lsb = this.#lsb(accumulator);
    const element = elementOf(index, endsOf(this.#plan.fixed, domain));
    const begins = loads.some((load) => load.array === array);
    const sum = new ErrorSum();
    let [start, held] = [0, 0];
    const add = (tick: number, lane: number): void => {
      const place = element(lane);
      const real = fixed.toReal(accumulator, codes[place] as number);
      sum.add((real - ((values[place] as number) - start)) / lsb, tick, place);
    };
    return [
      {
        entry: { array: accumulator, lsb, sum, add },
        before: (lane) => {
          held = own[element(lane)] as number;
          start = begins ? (values[element(lane)] as number) : 0;
        },
        after: (lane) => {
          const place = element(lane);
          pending[place] = (pending[place] as number) + (own[place] as number) - held;
        },
      },
    ];
  }

  /** Only integers fold: from what float64 held before the deliveries, and their rounded sum. */
  #fold(kernel: FixedKernel): KernelFunction {
    const { reference, exact, fixed } = this.#engines;
    const folded = touchesOf(kernel).stores.flatMap((touch) => {
      const pending = this.#pending.get(touch.array);
      if (pending === undefined) return [];
      const accumulator = accumulatorArray(touch.array);
      return this.#stored(touch, kernel).map((entry) => ({
        ...{ entry, pending, accumulator, array: touch.array },
        value: reference.storage.get(touch.array) as Float64Array,
        exact: exact.storage.get(touch.array) as Float64Array,
        code: fixed.storage.get(touch.array) as Float64Array,
        input: fixed.storage.get(accumulator) as Float64Array,
      }));
    });
    this.#errors.push({ kernel: kernel.id, stored: folded.map(({ entry }) => entry) });
    return (tick, _indices, from, to) => {
      if (tick >= this.#ticks) return;
      for (let lane = from; lane < to; lane += 1) {
        if (folded.every(({ pending }) => pending[lane] === 0)) continue;
        for (const { value, array, accumulator, pending, code, input, exact: sums } of folded) {
          const delivered = pending[lane] as number;
          code[lane] = fixed.fromReal(array, (value[lane] as number) - delivered);
          input[lane] = fixed.fromReal(accumulator, delivered);
          sums[lane] =
            fixed.toReal(array, code[lane] as number) +
            fixed.toReal(accumulator, input[lane] as number);
        }
        fixed.run(kernel.id, tick, undefined, lane, lane + 1);
        for (const { entry, pending } of folded) {
          if (pending[lane] !== 0) entry.add(tick, lane);
          pending[lane] = 0;
        }
      }
    };
  }

  #decide(kernel: string): {
    clear(): void;
    compare(tick: number, lanes: number): void;
  } {
    const { fixed, exact } = this.#engines;
    const name = listOf(this.#plan, kernel);
    const [ours, theirs] = [exact.spikeLists.get(name), fixed.spikeLists.get(name)];
    if (ours === undefined || theirs === undefined) throw new Error(`${kernel} has no spike list`);
    const found: Decisions = { count: 0, different: 0 };
    this.#decisions.push({ kernel, found });
    return {
      clear: () => {
        ours.count = 0;
        theirs.count = 0;
      },
      compare: (tick, lanes) => {
        found.count += lanes;
        const above = new Set(ours.indices.subarray(0, ours.count));
        const odd = new Set(above);
        for (const lane of theirs.indices.subarray(0, theirs.count))
          if (!odd.delete(lane)) odd.add(lane);
        found.different += odd.size;
        const [element] = [...odd].sort((a, b) => a - b);
        if (element !== undefined) found.first ??= { tick, element };
      },
    };
  }

  /** Lanes whose exact state reaches the threshold: the spike that follows hides the error. */
  #reaches(
    threshold: ScalarKernel,
  ): (
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ) => ReadonlySet<number> | undefined {
    const { exact } = this.#engines;
    const list = exact.spikeLists.get(listOf(this.#plan, threshold.id));
    if (list === undefined) throw new Error(`${threshold.id} has no spike list`);
    return (tick, indices, from, to) => {
      list.count = 0;
      exact.run(threshold.id, tick, indices, from, to);
      return list.count === 0 ? undefined : new Set(list.indices.subarray(0, list.count));
    };
  }

  #lsb(array: ArrayId): number {
    const entry = this.#plan.fixed.formats.get(array);
    if (entry === undefined) throw new Error(`${array} has no format`);
    return toNumber(entry.scale) * 2 ** -entry.format.fracBits;
  }
}

/** The list that a threshold kernel appends to. */
function listOf({ fixed }: FixedPlan, kernel: string): string {
  for (const action of fixed.actions) {
    if (action.kind !== 'threshold' || action.kernel !== kernel) continue;
    return action.event === undefined ? action.population : `${action.population}.${action.event}`;
  }
  throw new Error(`${kernel} decides on no spikes`);
}
