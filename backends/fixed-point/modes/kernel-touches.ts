import type { ArrayId, ElementIndex } from '../../../core/ir/index.js';

/** Nodes of a float64 or an integer kernel, as far as storage is concerned. */
export interface TouchingKernel {
  readonly id: string;
  readonly body: readonly {
    readonly op: string;
    readonly array?: ArrayId;
    readonly index?: ElementIndex;
  }[];
}

/** One array at one kind of element. */
export interface Touch {
  readonly array: ArrayId;
  readonly index: ElementIndex;
}

/** What a kernel does to storage, each array and index once, in the order of the body. */
export interface KernelTouches {
  /** Includes `aged`. */
  readonly loads: readonly Touch[];
  /** Arrays of which older slots are read. */
  readonly aged: ReadonlySet<ArrayId>;
  readonly stores: readonly Touch[];
  readonly accumulates: readonly Touch[];
  readonly spikes: boolean;
}

export function touchesOf({ body }: TouchingKernel): KernelTouches {
  const of = (...wanted: readonly string[]): readonly Touch[] =>
    distinct(
      body.flatMap(({ op, array, index }) =>
        wanted.includes(op) && array !== undefined && index !== undefined ? [{ array, index }] : [],
      ),
    );
  return {
    loads: of('load', 'load_aged'),
    aged: new Set(of('load_aged').map(({ array }) => array)),
    stores: of('store'),
    accumulates: of('accumulate'),
    spikes: body.some(({ op }) => op === 'spike'),
  };
}

export function distinct(touches: readonly Touch[]): readonly Touch[] {
  const found = new Map(touches.map((touch) => [`${touch.index} ${touch.array}`, touch]));
  return [...found.values()];
}

/** Synapses of the lanes of a kernel, where it has any. */
export interface Ends {
  readonly pre: Int32Array;
  readonly post: Int32Array;
}

/** The element that a lane touches. */
export function elementOf(index: ElementIndex, ends: Ends | undefined): (lane: number) => number {
  if (index === 'shared') return () => 0;
  if (index === 'lane') return (lane) => lane;
  const neurons = ends?.[index];
  if (neurons === undefined) throw new Error(`a kernel without synapses reads at ${index}`);
  return (lane) => neurons[lane] as number;
}
