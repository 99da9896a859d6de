import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isiDistance,
  localVariation,
  spikeDistance,
  spikeSynchronisation,
  vanRossumDistance,
  victorPurpuraDistance,
} from './index.js';

const train = fc
  .uniqueArray(fc.integer({ min: 0, max: 100 }), { maxLength: 8 })
  .map((times) => times.sort((a, b) => a - b));
const edges = [0, 100] as const;

const distances: readonly (readonly [string, (a: number[], b: number[]) => number])[] = [
  ['Victor-Purpura', (a, b) => victorPurpuraDistance(a, b, 0.1)],
  ['van Rossum', (a, b) => vanRossumDistance(a, b, 10)],
  ['ISI', (a, b) => isiDistance(a, b, edges)],
  ['SPIKE', (a, b) => spikeDistance(a, b, edges)],
];

describe.each(distances)('%s distance', (_name, distance) => {
  it('is 0 for equal trains, symmetric and not negative', () => {
    fc.assert(
      fc.property(train, train, (a, b) => {
        expect(distance(a, a)).toBeCloseTo(0, 6);
        expect(distance(b, a)).toBeCloseTo(distance(a, b), 9);
        expect(distance(a, b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('metrics', () => {
  it.each(distances.slice(0, 2))('%s keeps the triangle inequality', (_name, distance) => {
    fc.assert(
      fc.property(train, train, train, (a, b, c) => {
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-6);
      }),
    );
  });

  it('van Rossum equals its definition as a double sum', () => {
    fc.assert(
      fc.property(train, train, (a, b) => {
        const overlap = (x: number[], y: number[]): number =>
          x.flatMap((s) => y.map((t) => Math.exp(-Math.abs(s - t) / 7))).reduce((p, q) => p + q, 0);
        const squared = overlap(a, a) + overlap(b, b) - 2 * overlap(a, b);
        expect(vanRossumDistance(a, b, 7) ** 2).toBeCloseTo(Math.max(0, squared), 8);
      }),
    );
  });

  it('synchronisation is symmetric and 1 for a train with itself', () => {
    fc.assert(
      fc.property(train, train, (a, b) => {
        expect(spikeSynchronisation([b, a], edges)).toBe(spikeSynchronisation([a, b], edges));
        expect(spikeSynchronisation([a, a], edges)).toBe(1);
      }),
    );
  });

  it('statistics of intervals need two of them', () => {
    expect(localVariation([5])).toBeUndefined();
    expect(localVariation([5, 5, 5])).toBe(0);
  });
});
