import type { ArrayId, ScalarKernel, StepPlan } from '../ir/index.js';
import type { Recording } from '../recording/index.js';

/** A population that did not spike while it should have. */
export interface SilentWindow {
  readonly population: string;
  /** Windows looked at, and those without a spike. */
  readonly windows: number;
  readonly silent: number;
  /** The first silent one: step at which it began, and its length. */
  readonly firstStep: number;
  readonly ticks: number;
  /** True if the windows are presentations, false for the time after the first input. */
  readonly presentation: boolean;
  /** What the threshold saw in it at most, in SI (at least, where it spikes below). */
  readonly extreme: number;
  /** Events run per pathway, `PROJECTION.PATHWAY`, and spikes per object, in the first silent one. */
  readonly events: ReadonlyMap<string, number>;
  readonly spikes: ReadonlyMap<string, number>;
}

/** Intervals between the spikes of the neurons of a population. */
export interface IntervalCounts {
  readonly periodTicks: number;
  /** Per neuron: all intervals, and those hardly longer than the refractory period. */
  readonly all: Uint32Array;
  readonly shortest: Uint32Array;
}

/** A variable at the begin of the items: how far it was from rest, and how far when the gap began. */
export interface RestSighting {
  readonly array: ArrayId;
  readonly rest: number;
  /** Distance that the equations leave of a distance of 1 after the gap. */
  readonly computed: number;
  /** Largest distances over all neurons and items. */
  readonly atGap: number;
  readonly atOnset: number;
  readonly gapTicks: number;
}

/** One step against two half steps. */
export interface StepDifference {
  readonly array: ArrayId;
  readonly largest: number;
  /** Neuron and step of it. */
  readonly element: number;
  readonly step: number;
  /** Range of the variable as far as it was looked at. */
  readonly lowest: number;
  readonly highest: number;
}

/** What was looked at during a run. */
export interface Observations {
  readonly ticks: number;
  readonly silent: readonly SilentWindow[];
  readonly intervals: ReadonlyMap<string, IntervalCounts>;
  readonly rests: readonly RestSighting[];
  readonly steps: readonly StepDifference[];
  /** Spikes per population and input. */
  readonly spikes: ReadonlyMap<string, number>;
  /** Synaptic events per pathway, `PROJECTION.PATHWAY`. */
  readonly events: ReadonlyMap<string, number>;
}

/** Everything that a finding about a run is made from. */
export interface RunFacts {
  readonly plan: StepPlan;
  /** Step kernels in float64: what the network means, on every engine. */
  readonly kernels: readonly ScalarKernel[];
  readonly observations: Observations;
  readonly responses: Recording['responses'];
  /** Value of an array at the end, in SI. */
  readonly values: (array: ArrayId) => Float64Array;
}
