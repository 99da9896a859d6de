import type { Recording } from '../core/recording/index.js';
import { trainOf } from './ordered-train.js';

/** What a constant input does to one neuron, and what the errors of single steps do to it. */
export interface LagPrediction {
  readonly population: string;
  /** The neuron that spikes most in the reference. */
  readonly neuron: number;
  /** Number of the spike whose time is compared, from 1. */
  readonly spike: number;
  /** Seconds that the spike moves per unit of input, in SI of the membrane per second. */
  readonly slope: number;
  /** The run that gave the slope: its input, and the seconds by which it moved the spike. */
  readonly shift?: { readonly input: number; readonly movedBy: number };
  /** Seconds the spike is late by: from the equivalent input, from the membrane's share alone, and as run. */
  readonly predicted: number;
  readonly fromMembrane: number;
  readonly measured: number;
  /** Spikes of the neuron in the ticks of which errors were taken. */
  readonly reference: number;
  readonly subject: number;
}

export interface LagOptions {
  readonly population: string;
  readonly reference: Recording;
  readonly subject: Recording;
  /** A run with a known input, in SI per second; or the slope, where it is known. */
  readonly slope: { readonly shifted: Recording; readonly input: number } | number;
  /** Equivalent input of all states, and of the membrane alone. */
  readonly total: number;
  readonly membrane: number;
  /** Ticks of which errors were taken. */
  readonly ticks: number;
  /** Number of the spike, from 1; absent: the last one that all three runs have. */
  readonly spike?: number;
}

/**
 * Predicted lag = slope x equivalent input, beside the measured one; the slope is that of a float64
 * run with a known input (equivalence section 6).
 *
 * @returns undefined if one of the runs does not have the spike, or the input moved nothing.
 */
export function predictLag(options: LagOptions): LagPrediction | undefined {
  const { population, reference, subject, slope: given, ticks } = options;
  const neuron = busiestNeuron(reference, population);
  if (neuron === undefined) return undefined;
  const shifted = typeof given === 'number' ? reference : given.shifted;
  const [ours, theirs, moved] = [reference, subject, shifted].map((recording) =>
    ticksOf(recording, population, neuron),
  ) as [readonly number[], readonly number[], readonly number[]];
  const spike = options.spike ?? Math.min(ours.length, theirs.length, moved.length);
  const [own, late, shiftedTick] = [ours[spike - 1], theirs[spike - 1], moved[spike - 1]];
  if (own === undefined || late === undefined || shiftedTick === undefined) return undefined;
  const { dtSeconds } = reference;
  const movedBy = (shiftedTick - own) * dtSeconds;
  const slope = typeof given === 'number' ? given : movedBy / given.input;
  if (!Number.isFinite(slope)) return undefined;
  const within = (train: readonly number[]): number => train.filter((tick) => tick < ticks).length;
  return {
    population,
    neuron,
    spike,
    slope,
    ...(typeof given === 'number' ? {} : { shift: { input: given.input, movedBy } }),
    predicted: slope * options.total,
    fromMembrane: slope * options.membrane,
    measured: (late - own) * dtSeconds,
    reference: within(ours),
    subject: within(theirs),
  };
}

/** The neuron with most spikes, the first of several; undefined if none spikes. */
function busiestNeuron(recording: Recording, population: string): number | undefined {
  const train = trainOf(recording, population, recording.steps);
  if (train === undefined || train.indices.length === 0) return undefined;
  const counts = new Float64Array(train.size);
  for (const neuron of train.indices) counts[neuron] = (counts[neuron] as number) + 1;
  return counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
}

function ticksOf(recording: Recording, population: string, neuron: number): readonly number[] {
  const train = trainOf(recording, population, recording.steps);
  if (train === undefined) return [];
  return [...train.steps].filter((_, at) => train.indices[at] === neuron);
}
