import { describe, expect, it } from 'vitest';
import type { Recording } from '../core/recording/index.js';
import { handMadeRecording, handMadeSnapshot } from '../tests/support/hand-made-recording.js';
import { compareWeights, type PlasticVariable } from './compare-weights.js';
import type { FormatInfo } from './format-info.js';

// Synapses 0, 1 end at neuron 0; 2, 3 at neuron 1.
const targets = Int32Array.of(0, 0, 1, 1);
const plastic: PlasticVariable = { name: 'S.w', bounds: [0, 2], targets };
const record = (end: readonly number[], checkpoint?: readonly number[]): Recording =>
  handMadeRecording({
    weights: [
      ...(checkpoint === undefined ? [] : [handMadeSnapshot('S.w', 500, checkpoint)]),
      handMadeSnapshot('S.w', 1000, end),
    ],
    final: [handMadeSnapshot('S.w', 1000, end)],
  });
const compare = (
  ours: Recording,
  theirs: Recording,
  variable: PlasticVariable = plastic,
  format?: FormatInfo,
): ReturnType<typeof compareWeights>[number] => {
  const [found] = compareWeights(ours, theirs, { variables: [variable], formats: () => format });
  if (found === undefined) throw new Error('nothing was compared');
  return found;
};

describe('weights', () => {
  it('gives mean, RMS and largest difference in unit, LSB and share of the range', () => {
    const format = { lsb: 0.25, unit: '1', format: 'u8f2' };
    const { checkpoints } = compare(record([0, 1, 1, 2]), record([0, 1.5, 1, 1]), plastic, format);
    expect(checkpoints.length).toBe(1);
    expect(checkpoints[0]).toMatchObject({
      step: 1000,
      atEnd: true,
      difference: {
        samples: 4,
        largest: -1,
        mean: -0.125,
        at: { step: 1000, element: 3 },
        lsb: { largest: -4, mean: -0.5 },
      },
      ofRange: { largest: -0.5, mean: -0.0625 },
    });
    const rms = Math.sqrt((0.25 + 1) / 4);
    expect(checkpoints[0]?.difference.rms).toBeCloseTo(rms, 12);
    expect(checkpoints[0]?.ofRange?.rms).toBeCloseTo(rms / 2, 12);
  });

  it('counts weights at their bounds; one LSB away still counts on the subject', () => {
    const format = { lsb: 0.25, unit: '1', format: 'u8f2' };
    const ours = record([0, 0.25, 1.75, 2]);
    const [exact] = compare(ours, ours).checkpoints;
    expect(exact).toMatchObject({
      atLower: { reference: 0.25, subject: 0.25 },
      atUpper: { reference: 0.25, subject: 0.25 },
    });
    const [stored] = compare(ours, ours, plastic, format).checkpoints;
    expect(stored).toMatchObject({
      atLower: { reference: 0.25, subject: 0.5 },
      atUpper: { reference: 0.25, subject: 0.5 },
    });
  });

  it('gives cosine and column sums per target', () => {
    // Target 0: (3, 4) against (4, 3): 24/25. Target 1: equal directions.
    const [found] = compare(record([3, 4, 1, 1]), record([4, 3, 2, 2])).checkpoints;
    expect(found?.cosine?.minimum).toBeCloseTo(0.96, 12);
    expect(found?.cosine).toMatchObject({ target: 0, targets: 2 });
    expect(found?.cosine?.mean).toBeCloseTo(0.98, 12);
    expect(found?.columnSums).toMatchObject({ largest: 2, target: 1 });
    expect(found?.columnSums?.rms).toBeCloseTo(Math.sqrt(2), 12);
  });

  it('has no cosine for a target without weights, and 0 for weights on one side', () => {
    const [found] = compare(record([0, 0, 1, 1]), record([0, 0, 0, 0])).checkpoints;
    expect(found?.cosine).toEqual({ minimum: 0, target: 1, mean: 0, targets: 1 });
    const [none] = compare(record([0, 0, 0, 0]), record([0, 0, 0, 0])).checkpoints;
    expect(none?.cosine).toBeUndefined();
  });

  it('finds weights that never moved, also those that moved on the reference', () => {
    const initial = {
      reference: Float64Array.of(1, 1, 1, 1),
      subject: Float64Array.of(1, 1, 1, 1),
    };
    // Synapse 0 stays on both sides, 1 moves and comes back on the reference, 2 and 3 move there;
    // on the subject only 3 moves.
    const found = compare(
      record([1, 1, 1.1, 1.2], [1, 1.3, 1, 1]),
      record([1, 1, 1, 1.2], [1, 1, 1, 1]),
      { ...plastic, initial },
    );
    expect(found.checkpoints.map(({ step }) => step)).toEqual([500, 1000]);
    expect(found.neverMoved).toEqual({ reference: 0.25, subject: 0.75, subjectAlone: 2 / 3 });
  });

  it('says nothing of bounds that nobody declared', () => {
    const [found] = compare(record([0, 1, 1, 2]), record([0, 1, 1, 2]), {
      name: 'S.w',
      targets,
    }).checkpoints;
    expect(found?.ofRange).toBeUndefined();
    expect(found?.atLower).toBeUndefined();
    expect(found).toMatchObject({ difference: { rms: 0 }, cosine: { minimum: 1, mean: 1 } });
  });

  it('compares only steps that both sides have', () => {
    const ended = { ...record([1, 1, 1, 1], [1, 1, 1, 1]) };
    const stopped = handMadeRecording({
      steps: 700,
      weights: [handMadeSnapshot('S.w', 500, [1, 1, 1, 1])],
      final: [handMadeSnapshot('S.w', 700, [1, 1, 1, 1])],
    });
    const { checkpoints } = compare(ended, stopped);
    expect(checkpoints.map(({ step, atEnd }) => [step, atEnd])).toEqual([[500, false]]);
  });
});
