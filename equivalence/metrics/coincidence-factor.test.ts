import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coincidenceFactor } from './coincidence-factor.js';

const ticks = (...steps: number[]): Float64Array => Float64Array.from(steps);
const options = { windowTicks: 2, durationTicks: 100 };
const trains = fc
  .uniqueArray(fc.nat(999), { maxLength: 30 })
  .map((steps) => Float64Array.from(steps.sort((a, b) => a - b)));

describe('coincidence factor', () => {
  it('counts one partner per spike, the earliest first', () => {
    // 12 takes 10; 13 takes 14; nothing is left for 16.
    expect(coincidenceFactor(ticks(10, 14, 16), ticks(12, 13), options).count).toBe(2);
    expect(coincidenceFactor(ticks(10, 14), ticks(12), options).count).toBe(1);
    const reuse = { ...options, matching: 'reuse' } as const;
    expect(coincidenceFactor(ticks(10, 14), ticks(12), reuse).count).toBe(2);
  });

  it('is worked out by hand: two of two reference spikes among three', () => {
    // nu = 2/100, 2 nu D = 0.08: (2 - 0.08*2)/((2 + 3)/2)/(1 - 0.08) = 1.84/2.5/0.92 = 0.8
    const { gamma } = coincidenceFactor(ticks(10, 50), ticks(11, 30, 52), options);
    expect(gamma).toBeCloseTo(0.8, 12);
  });

  it('is undefined where chance explains everything, and without spikes', () => {
    const wide = { windowTicks: 25, durationTicks: 100 };
    expect(coincidenceFactor(ticks(10, 50), ticks(11), wide).gamma).toBeUndefined();
    expect(coincidenceFactor(ticks(), ticks(), options).gamma).toBeUndefined();
    expect(coincidenceFactor(ticks(10, 50), ticks(10, 50), wide).gamma).toBe(1);
  });

  it('is 0 for spikes out of nothing, and below 0 worse than chance', () => {
    expect(coincidenceFactor(ticks(), ticks(5), options).gamma).toBe(0);
    expect(coincidenceFactor(ticks(5), ticks(50), options).gamma).toBeLessThan(0);
  });

  it('has symmetric counts, is 1 for equal trains and never above 1', () => {
    fc.assert(
      fc.property(trains, trains, fc.nat(5), (a, b, windowTicks) => {
        const some = { windowTicks, durationTicks: 1000 };
        const found = coincidenceFactor(a, b, some);
        expect(coincidenceFactor(b, a, some).count).toBe(found.count);
        expect(found.gamma ?? 0).toBeLessThanOrEqual(1 + 1e-12);
        if (a.length > 0) expect(coincidenceFactor(a, a, some).gamma).toBe(1);
      }),
    );
  });

  it('does not depend on the unit of time', () => {
    fc.assert(
      fc.property(trains, trains, (a, b) => {
        const scaled = (train: Float64Array): Float64Array => train.map((step) => step * 8);
        const small = coincidenceFactor(a, b, { windowTicks: 3, durationTicks: 1000 });
        const large = coincidenceFactor(scaled(a), scaled(b), {
          windowTicks: 24,
          durationTicks: 8000,
        });
        expect(large).toEqual(small);
      }),
    );
  });
});
