import type { ArrayId } from './nodes.js';

/** How an array is laid out: element e of slot s is at s * count + e. */
export interface ArrayShape {
  readonly count: number;
  /** Ticks kept; the slot of tick k is k mod slots. 1: no ring. */
  readonly slots: number;
}
export interface TableShape {
  readonly rows: number;
  readonly columns: number;
}
/** All that a kernel's meaning needs to know about storage, without the storage itself. */
export interface KernelShapes {
  readonly arrays: ReadonlyMap<ArrayId, ArrayShape>;
  readonly tables: ReadonlyMap<string, TableShape>;
  /** Length of one tick in seconds. */
  readonly dtSeconds: number;
}

export interface ArrayStorage extends ArrayShape {
  /** count * slots numbers; booleans are 1 and 0. */
  readonly data: Float64Array;
}
export interface TableStorage extends TableShape {
  /** Row-major. */
  readonly data: Float64Array;
}
/** Both ends of the synapses of one projection, in synapse order. A `ProjectionPlan` is one. */
export interface SynapseEnds {
  /** Neuron numbers in the whole source and target objects. */
  readonly pre: Int32Array;
  readonly post: Int32Array;
  /** Offsets of the slices: i = pre[s] - sourceFirst, j = post[s] - targetFirst. */
  readonly sourceFirst: number;
  readonly targetFirst: number;
  readonly targetCount: number;
}
/** Where `spike` appends; the caller sets `count` back before each tick. */
export interface SpikeAppend {
  /** As long as the object. */
  readonly indices: Int32Array;
  count: number;
}
/** Extremes of what was stored; start with Infinity and -Infinity. NaN leaves no mark. */
export interface ValueRange {
  lowest: number;
  highest: number;
}
/** Writes to one array that a guard suppressed. */
export interface DropCounter {
  count: number;
}
/**
 * A keyed random number, the same for the same arguments. `element` is the neuron for populations
 * and inputs, and (pre - sourceFirst) * targetCount + (post - targetFirst) for synapses.
 */
export type DrawFunction = (
  site: number,
  distribution: 'uniform' | 'normal',
  tick: number,
  element: number,
) => number;

/** What a kernel is bound to. Typed arrays are captured once: their contents may change, they themselves not. */
export interface KernelEnvironment extends KernelShapes {
  readonly arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  readonly tables: ReadonlyMap<string, TableStorage>;
  /** Needed by kernels over synapses. */
  readonly projection?: SynapseEnds | undefined;
  readonly draw: DrawFunction;
  /** Needed by kernels with a `spike`. */
  readonly spikes?: SpikeAppend | undefined;
  /** Arrays whose stored values are to be watched. */
  readonly ranges?: ReadonlyMap<ArrayId, ValueRange> | undefined;
  /** Arrays of which the guarded stores and accumulations that do not take place are counted. */
  readonly dropped?: ReadonlyMap<ArrayId, DropCounter> | undefined;
}

/**
 * Runs a kernel for the lanes `from .. to-1`, or for `indices[from .. to-1]` in that order; every
 * domain accepts both. All effects of one lane end before the next lane begins.
 */
export type KernelFunction = (
  tick: number,
  indices: Int32Array | undefined,
  from: number,
  to: number,
) => void;
