import type { ArrayDeclaration, ProjectionPlan, StepPlan } from '../../core/ir/index.js';
import { type Engine, normalizeReal, type SpikeList } from '../../core/runtime/index.js';

/** What a hand-written kernel does with one lane. */
export type LaneKernel = (lane: number, tick: number, engine: FakeEngine) => void;

/** An engine whose kernels are plain functions: tests of the runtime need no lowering. */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  readonly storage: ReadonlyMap<string, Float64Array>;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly #kernels: Readonly<Record<string, LaneKernel>>;

  constructor(plan: StepPlan, kernels: Readonly<Record<string, LaneKernel>>) {
    this.#kernels = kernels;
    this.storage = new Map(
      plan.arrays.map((array) => [array.id, new Float64Array(array.count * array.slots)]),
    );
    const lists = new Map<string, SpikeList>();
    for (const object of plan.objects)
      if (object.kind === 'population')
        lists.set(object.name, { indices: new Int32Array(object.size), count: 0 });
    this.spikeLists = lists;
  }

  array(id: string): Float64Array {
    const found = this.storage.get(id);
    if (found === undefined) throw new Error(`no array ${id}`);
    return found;
  }

  spike(population: string, neuron: number): void {
    const list = this.spikeLists.get(population);
    if (list === undefined) throw new Error(`no population ${population}`);
    list.indices[list.count] = neuron;
    list.count += 1;
  }

  run(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    const lane = this.#kernels[kernel];
    if (lane === undefined) throw new Error(`no kernel ${kernel}`);
    for (let at = from; at < to; at += 1) lane(indices?.[at] ?? at, tick, this);
  }

  runHost(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    this.run(kernel, tick, indices, from, to);
  }

  toReal(_array: string, stored: number): number {
    return stored;
  }
  fromReal(_array: string, value: number): number {
    return value;
  }
  normalize(
    projection: ProjectionPlan,
    array: string,
    per: 'target' | 'source',
    total: number,
  ): number {
    return normalizeReal(projection, this.array(array), per, total);
  }
  counters(): readonly [] {
    return [];
  }
  ranges(): { readonly ranges: ReadonlyMap<string, never>; readonly steps: number } {
    return { ranges: new Map<string, never>(), steps: 0 };
  }
}

/** Declaration of `OBJECT.VARIABLE` with plain values. */
export function declare(
  id: string,
  count: number,
  more: Partial<ArrayDeclaration> = {},
): ArrayDeclaration {
  const [object = '', variable = ''] = id.split('.');
  return {
    id,
    object,
    variable,
    count,
    slots: 1,
    kind: 'real',
    role: 'state',
    shared: false,
    dimension: [0, 0, 0, 0, 0, 0, 0],
    unitText: '1',
    visible: true,
    ...more,
  };
}

/** A plan with nothing in it, 0.1 ms steps and seed 1. */
export function emptyPlan(more: Partial<StepPlan>): StepPlan {
  return {
    name: 'test',
    dtSeconds: 1e-4,
    seed: 1n,
    arrays: [],
    tables: [],
    objects: [],
    initial: [],
    actions: [],
    host: [],
    probes: [],
    hostKernels: [],
    ...more,
  };
}

/** A projection without pathways; ends are numbers in the whole objects. */
export function connect(
  name: string,
  source: string,
  target: string,
  pre: readonly number[],
  post: readonly number[],
  more: Partial<ProjectionPlan> = {},
): ProjectionPlan {
  return {
    kind: 'projection',
    name,
    source,
    target,
    sourceFirst: 0,
    targetFirst: 0,
    sourceCount: Math.max(0, ...pre) + 1,
    targetCount: Math.max(0, ...post) + 1,
    pre: Int32Array.from(pre),
    post: Int32Array.from(post),
    pathways: [],
    traces: [],
    plastic: [],
    readouts: [],
    ...more,
  };
}
