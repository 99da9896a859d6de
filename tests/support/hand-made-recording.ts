import type { Counters, NodeCounters } from '../../core/backend.js';
import type { Recording, Snapshot, SpikeTrain, StateTrace } from '../../core/recording/index.js';
import { hashRecording } from '../../core/recording/index.js';
import type { ComparedSide } from '../../equivalence/index.js';

/** Spikes as pairs of step and neuron, in order. */
export function handMadeTrain(
  object: string,
  size: number,
  spikes: readonly (readonly [step: number, neuron: number])[],
): SpikeTrain {
  const counts = new Float64Array(size);
  for (const [, neuron] of spikes) counts[neuron] = (counts[neuron] ?? 0) + 1;
  return {
    object,
    size,
    steps: Float64Array.from(spikes, ([step]) => step),
    indices: Int32Array.from(spikes, ([, neuron]) => neuron),
    counts,
  };
}

/** Samples in rows: one row per step, one value per neuron. */
export function handMadeTrace(
  name: string,
  steps: readonly number[],
  rows: readonly (readonly number[])[],
  more: Partial<StateTrace> = {},
): StateTrace {
  const [object = '', variable = ''] = name.split('.');
  return {
    object,
    variable,
    unitText: 'volt',
    when: 'start',
    indices: Int32Array.from(rows[0] ?? [], (_, index) => index),
    steps: Float64Array.from(steps),
    values: Float64Array.from(rows.flat()),
    ...more,
  };
}

export function handMadeSnapshot(
  name: string,
  step: number,
  values: readonly number[],
  more: Partial<Snapshot> = {},
): Snapshot {
  const [object = '', variable = ''] = name.split('.');
  return {
    kind: 'projection',
    object,
    variable,
    unitText: '1',
    step,
    values: Float64Array.from(values),
    ...more,
  };
}

/** A recording of 1,000 steps of 0.1 ms with nothing in it but what is given. */
export function handMadeRecording(parts: Partial<Recording> = {}): Recording {
  const spikes = parts.spikes ?? [];
  return {
    dtSeconds: 1e-4,
    steps: 1000,
    spikes,
    states: [],
    weights: [],
    final: [],
    responses: [],
    totals: spikes.map(({ object, counts }) => ({
      object,
      spikes: counts.reduce((sum, count) => sum + count, 0),
    })),
    ...parts,
  };
}

export function handMadeNode(more: Partial<NodeCounters> = {}): NodeCounters {
  return {
    kernel: 'exc.update',
    node: 0,
    name: 'exc.v',
    wordClass: 'state',
    operations: 1000,
    overflowPositive: 0,
    overflowNegative: 0,
    wrapDistance: 0,
    underflowToZero: 0,
    inexact: 0,
    swampedAdds: 0,
    deadUpdates: 0,
    draws: 0,
    lowestCode: 0,
    highestCode: 0,
    ...more,
  };
}

export function handMadeSide(
  backend: 'reference' | 'fixed',
  recording: Recording,
  more: Partial<ComparedSide> & { readonly nodes?: readonly NodeCounters[] } = {},
): ComparedSide {
  const { nodes = [], ...rest } = more;
  const counters: Counters = { events: {}, nodes };
  return {
    info: {
      backend,
      engine: backend === 'fixed' ? 'integer' : 'js',
      version: '1.2.3',
      network: 'pair',
      seed: '11',
      dtSeconds: recording.dtSeconds,
      ...(backend === 'fixed' ? { hardware: 'iso-256' } : {}),
      hashes: { program: `${backend}-program`, host: 'host' },
      notes: [],
    },
    recording,
    hashes: hashRecording(recording),
    counters,
    finished: true,
    ...rest,
  };
}
