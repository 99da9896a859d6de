import {
  type ArrayId,
  type ArrayStorage,
  interpretKernel,
  type KernelEnvironment,
  type KernelFunction,
  type Program,
  type ProjectionPlan,
  type ScalarKernel,
  type SpikeAppend,
} from '../ir/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

/**
 * Arrays of a program with their start values, made when they are asked for, and kernels that run on
 * them in float64. What no initialiser mentions starts at 0.
 */
export class StartValues {
  readonly #program: Program;
  readonly #storage = new Map<ArrayId, ArrayStorage>();
  readonly #kernels: ReadonlyMap<string, ScalarKernel>;
  readonly #stream;

  constructor(program: Program) {
    this.#program = program;
    this.#stream = createKeyedStream(program.seed);
    this.#kernels = new Map(
      [...program.kernels, ...program.hostKernels].map((kernel) => [kernel.id, kernel]),
    );
  }

  kernel(id: string): ScalarKernel {
    const found = this.#kernels.get(id);
    if (found === undefined) throw new Error(`the program has no kernel ${id}`);
    return found;
  }

  /** Storage of an array, with its start values. */
  array(id: ArrayId): ArrayStorage {
    const known = this.#storage.get(id);
    if (known !== undefined) return known;
    const declared = this.#program.arrays.find((array) => array.id === id);
    if (declared === undefined) throw new Error(`the program has no array ${id}`);
    const { count, slots } = declared;
    const storage = { count, slots, data: new Float64Array(count * slots) };
    this.#storage.set(id, storage);
    for (const initial of this.#program.initial) {
      if (initial.array !== id) continue;
      if (initial.kind === 'constant') storage.data.fill(initial.value, 0, count);
      else if (initial.kind === 'data') storage.data.set(initial.values);
      else this.bind(this.kernel(initial.kernel))(0, undefined, 0, count);
    }
    for (let slot = 1; slot < slots; slot += 1) storage.data.copyWithin(slot * count, 0, count);
    return storage;
  }

  /**
   * A kernel on these arrays.
   *
   * @param spikes - Where its `spike` appends.
   * @param extra - Arrays that the program does not have.
   */
  bind(
    kernel: ScalarKernel,
    spikes?: SpikeAppend,
    extra: ReadonlyMap<ArrayId, ArrayStorage> = new Map(),
  ): KernelFunction {
    const arrays = new Map<ArrayId, ArrayStorage>();
    for (const node of kernel.body) {
      if ('array' in node) arrays.set(node.array, extra.get(node.array) ?? this.array(node.array));
    }
    const { object } = kernel.domain;
    const id = objectId(object);
    // Timed arrays stand for the outside world: at rest there is none.
    const tables = this.#program.tables.map(({ name, rows, columns }) => {
      return [name, { rows, columns, data: new Float64Array(rows * columns) }] as const;
    });
    const projection = this.projection(object);
    const environment: KernelEnvironment = {
      arrays,
      tables: new Map(tables),
      dtSeconds: this.#program.dtSeconds,
      draw: (site, distribution, tick, element) =>
        this.#stream[distribution](id, site, tick, element),
      ...(projection === undefined ? {} : { projection }),
      ...(spikes === undefined ? {} : { spikes }),
    };
    return interpretKernel(kernel, environment);
  }

  projection(name: string): ProjectionPlan | undefined {
    const found = this.#program.objects.find((object) => object.name === name);
    return found?.kind === 'projection' ? found : undefined;
  }
}
