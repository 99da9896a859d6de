import {
  type ArrayId,
  type ArrayStorage,
  interpretKernel,
  type ProgramTable,
  type ScalarKernel,
} from '../ir/index.js';
import type { Variables } from './variables.js';

/**
 * A state update on a copy of the state in SI, without noise: what the equations would do, asked
 * without doing it.
 */
export class MirrorKernel {
  readonly arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  readonly #variables: Variables;
  readonly #run: (tick: number, neuron: number) => void;
  /** Factor of step numbers: a kernel for half a step counts twice as many. */
  readonly #tickFactor: number;

  constructor(
    kernel: ScalarKernel,
    variables: Variables,
    tables: readonly ProgramTable[],
    dtSeconds: number,
    tickFactor: number = 1,
  ) {
    this.#variables = variables;
    this.#tickFactor = tickFactor;
    const arrays = new Map<ArrayId, ArrayStorage>();
    for (const node of kernel.body) {
      if (!('array' in node) || arrays.has(node.array)) continue;
      const { count } = variables.declaration(node.array);
      arrays.set(node.array, { count, slots: 1, data: new Float64Array(count) });
    }
    this.arrays = arrays;
    const run = interpretKernel(kernel, {
      arrays,
      tables: new Map(tables.map((table) => [table.name, table])),
      dtSeconds,
      draw: (_site, distribution) => (distribution === 'uniform' ? 0.5 : 0),
    });
    this.#run = (tick, neuron) => run(tick, undefined, neuron, neuron + 1);
  }

  /** Takes over the state of one neuron. */
  take(tick: number, neuron: number): void {
    for (const [id, { data }] of this.arrays) {
      const element = data.length === 1 ? 0 : neuron;
      const factor = this.#variables.declaration(id).role === 'tick' ? this.#tickFactor : 1;
      data[element] = this.#variables.valueOf(id, tick, element) * factor;
    }
  }

  get(id: ArrayId, neuron: number): number {
    const data = this.arrays.get(id)?.data;
    return data?.[data.length === 1 ? 0 : neuron] ?? NaN;
  }

  set(id: ArrayId, neuron: number, value: number): void {
    const data = this.arrays.get(id)?.data;
    if (data !== undefined) data[data.length === 1 ? 0 : neuron] = value;
  }

  step(tick: number, neuron: number): void {
    this.#run(tick, neuron);
  }
}
