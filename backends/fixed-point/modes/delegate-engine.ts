import type { NodeCounters, RangeReport } from '../../../core/backend.js';
import type {
  ArrayId,
  DropCounter,
  KernelFunction,
  ProjectionPlan,
} from '../../../core/ir/index.js';
import type { Engine, SpikeList, Storage } from '../../../core/runtime/index.js';

/** An engine that does what another one does, but for the step kernels that `wrap` replaces. */
export class DelegateEngine implements Engine {
  readonly name: string;
  readonly storage: Storage;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly dropped: ReadonlyMap<ArrayId, DropCounter>;
  readonly delivered?: ReadonlyMap<string, SpikeList>;
  readonly #engine: Engine;
  readonly #wrap: (kernel: string, run: KernelFunction) => KernelFunction;

  /** @param delivered - Spikes for synapses, where those are not the engine's own. */
  constructor(
    engine: Engine,
    name: string,
    wrap: (kernel: string, run: KernelFunction) => KernelFunction,
    delivered?: ReadonlyMap<string, SpikeList>,
  ) {
    this.name = name;
    this.#engine = engine;
    this.#wrap = wrap;
    this.storage = engine.storage;
    this.spikeLists = engine.spikeLists;
    this.dropped = engine.dropped ?? new Map();
    if (delivered !== undefined) this.delivered = delivered;
  }

  readonly bind = (kernel: string): KernelFunction => {
    const engine = this.#engine;
    const run: KernelFunction =
      engine.bind?.(kernel) ??
      ((tick, indices, from, to) => engine.run(kernel, tick, indices, from, to));
    return this.#wrap(kernel, run);
  };

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
    this.#engine.runHost(kernel, tick, indices, from, to);
  }

  toReal(array: ArrayId, stored: number): number {
    return this.#engine.toReal(array, stored);
  }

  fromReal(array: ArrayId, value: number): number {
    return this.#engine.fromReal(array, value);
  }

  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number {
    return this.#engine.normalize(projection, array, per, total);
  }

  counters(): readonly NodeCounters[] {
    return this.#engine.counters();
  }

  ranges(): RangeReport {
    return this.#engine.ranges();
  }
}
