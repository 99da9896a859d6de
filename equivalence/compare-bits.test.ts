import { describe, expect, it } from 'vitest';
import type { Recording } from '../core/recording/index.js';
import { firstBitDifference } from './compare-bits.js';

function recording(changes: Partial<Recording> = {}): Recording {
  return {
    dtSeconds: 1e-3,
    steps: 10,
    spikes: [
      {
        object: 'a',
        size: 3,
        steps: Float64Array.of(1, 4, 7),
        indices: Int32Array.of(0, 2, 1),
        counts: Float64Array.of(1, 1, 1),
      },
      {
        object: 'b',
        size: 1,
        steps: Float64Array.of(3),
        indices: Int32Array.of(0),
        counts: Float64Array.of(1),
      },
    ],
    states: [
      {
        object: 'a',
        variable: 'v',
        unitText: '1',
        when: 'end',
        indices: Int32Array.of(0, 2),
        steps: Float64Array.of(0, 1),
        values: Float64Array.of(0.5, 0.25, -0.5, 0),
      },
    ],
    weights: [],
    final: [
      {
        kind: 'projection',
        object: 's',
        variable: 'w',
        unitText: '1',
        step: 10,
        values: Float64Array.of(0.5, 0.75),
      },
    ],
    responses: [],
    totals: [],
    ...changes,
  };
}

describe('firstBitDifference', () => {
  it('finds none in equal recordings, whatever the sign of 0', () => {
    const zero = recording();
    (zero.states[0] as { values: Float64Array }).values[3] = -0;
    expect(firstBitDifference(recording(), zero)).toBeUndefined();
  });

  it('names the earliest spike that differs, over all objects', () => {
    const other = recording();
    (other.spikes[0] as { indices: Int32Array }).indices[2] = 0;
    (other.spikes[1] as { steps: Float64Array }).steps[0] = 5;
    expect(firstBitDifference(recording(), other)).toBe(
      'spike 0 of b: neuron 0 at tick 3 against neuron 0 at tick 5',
    );
  });

  it('names a spike that is missing', () => {
    const [first, second] = recording().spikes;
    const shorter = { ...first, steps: Float64Array.of(1, 4), indices: Int32Array.of(0, 2) };
    expect(firstBitDifference(recording(), recording({ spikes: [shorter, second] as never }))).toBe(
      'spike 2 of a: neuron 1 at tick 7 against none',
    );
  });

  it('names samples and final values', () => {
    const sample = recording();
    (sample.states[0] as { values: Float64Array }).values[3] = 2 ** -30;
    expect(firstBitDifference(recording(), sample)).toContain('a.v[2] at tick 1: 0 against');
    const weight = recording();
    (weight.final[0] as { values: Float64Array }).values[1] = 0.5;
    expect(firstBitDifference(recording(), weight)).toBe('s.w[1] at tick 10: 0.75 against 0.5');
  });

  it('does not take a shorter run for an equal one', () => {
    expect(firstBitDifference(recording(), recording({ steps: 9 }))).toBe('10 ticks against 9');
  });
});
