import { describe, expect, it } from 'vitest';
import type { Recording } from '../core/recording/index.js';
import { handMadeTrain } from '../tests/support/hand-made-recording.js';
import { type LagOptions, predictLag } from './predict-lag.js';

function recording(spikes: readonly (readonly [number, number])[]): Recording {
  return {
    ...{ dtSeconds: 1e-3, steps: 100, states: [], weights: [], responses: [], final: [] },
    spikes: [handMadeTrain('p', 2, spikes)],
    totals: [{ object: 'p', spikes: spikes.length }],
  } as Recording;
}

const options: LagOptions = {
  population: 'p',
  reference: recording([
    [5, 0],
    [10, 1],
    [20, 1],
    [30, 1],
  ]),
  subject: recording([
    [11, 1],
    [22, 1],
    [34, 1],
  ]),
  slope: {
    shifted: recording([
      [12, 1],
      [25, 1],
      [40, 1],
    ]),
    input: -2,
  },
  total: -1,
  membrane: -0.5,
  ticks: 25,
};

describe('predictLag', () => {
  it('takes the busiest neuron and the last spike that all runs have', () => {
    const found = predictLag(options);
    // Moved by 10 ms by -2: 5 ms per unit, late for a negative input.
    expect(found).toMatchObject({ neuron: 1, spike: 3, reference: 2, subject: 2 });
    expect(found?.slope).toBeCloseTo(-5e-3, 12);
    expect(found?.predicted).toBeCloseTo(5e-3, 12);
    expect(found?.fromMembrane).toBeCloseTo(2.5e-3, 12);
    expect(found?.measured).toBeCloseTo(4e-3, 12);
  });

  it('takes the spike and the slope that are named', () => {
    const found = predictLag({ ...options, spike: 2, slope: -0.1 });
    expect(found).toMatchObject({ spike: 2, slope: -0.1 });
    expect(found?.predicted).toBeCloseTo(0.1, 12);
    expect(found?.measured).toBeCloseTo(2e-3, 12);
    expect(found?.shift).toBeUndefined();
  });

  it('tells nothing of a spike that a run lacks, or of silence', () => {
    expect(predictLag({ ...options, spike: 4 })).toBeUndefined();
    expect(predictLag({ ...options, reference: recording([]) })).toBeUndefined();
  });
});
