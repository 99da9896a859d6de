import type { CompileOptions, NodeCounters, RangeReport } from '../../core/backend.js';
import {
  type ArrayId,
  type ArrayStorage,
  countsDrops,
  type DrawFunction,
  type DropCounter,
  eventKernels,
  type KernelEnvironment,
  type KernelFunction,
  type Program,
  type ProjectionPlan,
  type ScalarKernel,
  type SpikeAppend,
  type TableStorage,
  type ValueRange,
} from '../../core/ir/index.js';
import { createKeyedStream, type KeyedStream, objectId } from '../../core/random/index.js';
import {
  allocateStorage,
  type Engine,
  normalizeReal,
  type SpikeList,
} from '../../core/runtime/index.js';
import { compileKernel } from '../emit/index.js';

/** Float64 storage and kernels of one program. */
export class ReferenceEngine implements Engine {
  /** How kernels run. */
  readonly name: 'js' | 'interpreter';
  readonly storage: ReadonlyMap<ArrayId, Float64Array>;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly dropped: ReadonlyMap<ArrayId, DropCounter>;
  readonly #arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  readonly #tables: ReadonlyMap<string, TableStorage>;
  readonly #projections: ReadonlyMap<string, ProjectionPlan>;
  /** List that the spikes of a kernel go to. */
  readonly #listOf: (kernel: ScalarKernel) => string;
  readonly #draws: ReadonlyMap<string, DrawFunction>;
  readonly #dtSeconds: number;
  readonly #interpreted: boolean;
  /** Absent without profiling. */
  readonly #ranges: ReadonlyMap<ArrayId, ValueRange> | undefined;
  readonly #kernels: ReadonlyMap<string, KernelFunction>;
  readonly #hostKernels: ReadonlyMap<string, ScalarKernel>;
  readonly #hostFunctions: Map<string, KernelFunction> = new Map();

  constructor(program: Program, options: Pick<CompileOptions, 'interpreted' | 'profiling'> = {}) {
    this.#dtSeconds = program.dtSeconds;
    this.#interpreted = options.interpreted === true;
    const { arrays, storage, spikeLists, dropped } = allocateStorage(program, program.kernels);
    this.#arrays = arrays;
    this.storage = storage;
    this.spikeLists = spikeLists;
    this.dropped = dropped;
    this.#tables = new Map(program.tables.map((table) => [table.name, table]));
    const projections = new Map<string, ProjectionPlan>();
    for (const object of program.objects) {
      if (object.kind === 'projection') projections.set(object.name, object);
    }
    this.#listOf = eventKernels(program);
    this.#projections = projections;
    const stream = createKeyedStream(program.seed);
    this.#draws = new Map(
      program.objects.map((object) => [object.name, drawFunction(stream, objectId(object.name))]),
    );
    if (options.profiling === true) {
      const given = new Set(program.initial.map(({ array }) => array));
      // What no initialiser mentions holds 0 from the start.
      this.#ranges = new Map(
        program.arrays.map(({ id }): [ArrayId, ValueRange] => [
          id,
          given.has(id) ? { lowest: Infinity, highest: -Infinity } : { lowest: 0, highest: 0 },
        ]),
      );
    }
    this.#hostKernels = new Map(program.hostKernels.map((kernel) => [kernel.id, kernel]));
    const kernels = new Map<string, KernelFunction>();
    let engine: 'js' | 'interpreter' = this.#interpreted ? 'interpreter' : 'js';
    for (const kernel of program.kernels) {
      const compiled = compileKernel(kernel, this.#stepEnvironment(program, kernel), {
        interpreted: this.#interpreted,
      });
      engine = compiled.engine;
      kernels.set(kernel.id, compiled.run);
    }
    this.#kernels = kernels;
    this.name = engine;
  }

  readonly bind = (kernel: string): KernelFunction => {
    const found = this.#kernels.get(kernel);
    if (found === undefined) throw new Error(`the program has no kernel ${kernel}`);
    return found;
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
    let run = this.#hostFunctions.get(kernel);
    if (run === undefined) {
      const found = this.#hostKernels.get(kernel);
      if (found === undefined) throw new Error(`the program has no host kernel ${kernel}`);
      run = compileKernel(found, this.#environment(found), { interpreted: this.#interpreted }).run;
      this.#hostFunctions.set(kernel, run);
    }
    run(tick, indices, from, to);
  }

  toReal(_array: ArrayId, stored: number): number {
    return stored;
  }

  fromReal(array: ArrayId, value: number): number {
    if (this.#ranges !== undefined) this.#note(array, value);
    return value;
  }

  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number {
    const values = this.storage.get(array);
    if (values === undefined) throw new Error(`the program has no array ${array}`);
    const zeros = normalizeReal(projection, values, per, total);
    if (this.#ranges !== undefined) for (const value of values) this.#note(array, value);
    return zeros;
  }

  /** Real numbers neither round nor overflow in a way worth counting. */
  counters(): readonly NodeCounters[] {
    return [];
  }

  /** Values held so far; an array without elements held 0. */
  ranges(): RangeReport {
    const ranges = new Map<string, ValueRange>();
    for (const [id, { lowest, highest }] of this.#ranges ?? [])
      ranges.set(id, lowest > highest ? { lowest: 0, highest: 0 } : { lowest, highest });
    return { ranges, steps: 0 };
  }

  #note(array: ArrayId, value: number): void {
    const range = this.#ranges?.get(array);
    if (range === undefined) return;
    if (value < range.lowest) range.lowest = value;
    if (value > range.highest) range.highest = value;
  }

  #stepEnvironment(program: Program, kernel: ScalarKernel): KernelEnvironment {
    const environment = this.#environment(kernel);
    return countsDrops(program, kernel) ? { ...environment, dropped: this.dropped } : environment;
  }

  #environment(kernel: ScalarKernel): KernelEnvironment {
    const { object } = kernel.domain;
    const draw = this.#draws.get(object);
    if (draw === undefined) throw new Error(`kernel ${kernel.id} is of no object`);
    const spikes: SpikeAppend | undefined = this.spikeLists.get(this.#listOf(kernel));
    return {
      arrays: this.#arrays,
      tables: this.#tables,
      dtSeconds: this.#dtSeconds,
      projection: this.#projections.get(object),
      draw,
      spikes,
      ranges: this.#ranges,
    };
  }
}

function drawFunction(stream: KeyedStream, id: number): DrawFunction {
  return (site, distribution, tick, element) =>
    distribution === 'uniform'
      ? stream.uniform(id, site, tick, element)
      : stream.normal(id, site, tick, element);
}
