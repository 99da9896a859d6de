import type { ChipReport, NodeCounters, RangeReport } from '../backend.js';
import type { ArrayId, DropCounter, KernelFunction, ProjectionPlan } from '../ir/index.js';

/** Spikes of one object in one tick, in list order. `indices` is as long as the object. */
export interface SpikeList {
  readonly indices: Int32Array;
  count: number;
}

/** Storage as engines hold it: real numbers, or integer codes kept exactly in float64. Ring slot s of element e: s * count + e. */
export type Storage = ReadonlyMap<ArrayId, Float64Array>;

/**
 * A chip that executes whole steps: state updates, thresholds, synapses and resets. `storage` then
 * holds copies of what lies on the chip; inputs, traces kept for reading, probes and the timeline
 * stay with the runtime.
 */
export interface Device {
  /** Brings an array in `storage` up to date. */
  refresh(array: ArrayId): void;
  /** Says that the host changed an array in `storage`; the chip gets it before the next step. */
  changed(array: ArrayId): void;
  /** One step, with the spikes of all inputs; fills the spike lists of the populations. */
  step(tick: number, inputs: readonly { readonly name: string; readonly list: SpikeList }[]): void;
  /** What happened on the chip so far, by name. */
  counts(): Readonly<Record<string, number>>;
  /** What the run cost so far. */
  report(): ChipReport;
  /** Plain data. */
  save(): unknown;
  load(state: unknown): void;
}

/**
 * The arithmetic under a step plan. The runtime owns order, queues, inputs, host program and
 * probes; an engine owns storage and kernels. One for float64, one for integers.
 */
export interface Engine {
  readonly name: string;
  readonly storage: Storage;
  /**
   * Runs a step kernel for lanes `from .. to-1` (domain elements; `indices` absent) or for
   * `indices[from .. to-1]` in that order. Effects of one lane end before the next begins.
   */
  run(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void;
  /** Runs a host kernel in real numbers; what it stores is quantised where the array is fixed point. */
  runHost(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void;
  /** The list that a threshold kernel of this population appends to. */
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  /**
   * Spikes that go to synapses and their traces, where those are not the ones of `spikeLists`: a run
   * whose synapses are driven by another one. Resets and records follow `spikeLists`.
   */
  readonly delivered?: ReadonlyMap<string, SpikeList>;
  /** The function behind `run` for one step kernel, so that the runtime looks kernels up only once. */
  readonly bind?: (kernel: string) => KernelFunction;
  /** Writes to refractory neurons that did not take place, per variable flagged "unless refractory". */
  readonly dropped?: ReadonlyMap<ArrayId, DropCounter>;
  /** Present where steps are executed by a chip. */
  readonly device?: Device;
  toReal(array: ArrayId, stored: number): number;
  /** Rounds to the array's format (nearest even, saturating) where it has one. */
  fromReal(array: ArrayId, value: number): number;
  /** Scales each column (per target) or row (per source) of a synaptic variable to `total`; returns how many had sum 0. */
  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number;
  counters(): readonly NodeCounters[];
  ranges(): RangeReport;
}
