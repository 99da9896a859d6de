import type { LockstepErrors, NodeCounters, RangeReport } from '../../../core/backend.js';
import type {
  ArrayId,
  DropCounter,
  KernelFunction,
  ProjectionPlan,
  StepPlan,
} from '../../../core/ir/index.js';
import type { Engine, SpikeList, Storage } from '../../../core/runtime/index.js';
import type { FixedPlan } from '../plan-fixed.js';
import type { LockstepEngines } from './lockstep-engines.js';
import { LockstepKernels } from './lockstep-kernels.js';

/**
 * Takes every step three times: undisturbed in float64, and, from the reference's state rounded to
 * the formats (nearest even), once on integers and once exactly. What the last two store differs by
 * the error of this one step; nothing accumulates.
 */
export class LockstepEngine implements Engine {
  readonly name = 'lockstep';
  readonly storage: Storage;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly dropped: ReadonlyMap<ArrayId, DropCounter>;
  readonly #engines: LockstepEngines;
  readonly #kernels: LockstepKernels;

  /** @param ticks - Ticks of which errors are taken, from the first one on. */
  constructor(plan: FixedPlan, engines: LockstepEngines, ticks: number = Infinity) {
    this.#engines = engines;
    const { reference, fixed } = engines;
    this.storage = new Map([...accumulatorsOf(plan.fixed, fixed), ...reference.storage]);
    this.spikeLists = reference.spikeLists;
    this.dropped = reference.dropped ?? new Map();
    this.#kernels = new LockstepKernels(plan, engines, ticks);
  }

  readonly bind = (kernel: string): KernelFunction => this.#kernels.bind(kernel);

  run(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    this.bind(kernel)(tick, indices, from, to);
  }

  runHost(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    this.#engines.reference.runHost(kernel, tick, indices, from, to);
  }

  toReal(_array: ArrayId, stored: number): number {
    return stored;
  }

  fromReal(_array: ArrayId, value: number): number {
    return value;
  }

  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number {
    return this.#engines.reference.normalize(projection, array, per, total);
  }

  /** Of the single steps on integers. */
  counters(): readonly NodeCounters[] {
    return this.#engines.fixed.counters();
  }

  ranges(): RangeReport {
    return this.#engines.reference.ranges();
  }

  errors(): LockstepErrors {
    return this.#kernels.errors();
  }
}

/** Arrays that only integers have: the plan of a lockstep run names them too. */
function accumulatorsOf({ arrays }: StepPlan, fixed: Engine): readonly [ArrayId, Float64Array][] {
  return arrays
    .filter(({ role }) => role === 'accumulator')
    .map(({ id }) => [id, fixed.storage.get(id) as Float64Array]);
}
