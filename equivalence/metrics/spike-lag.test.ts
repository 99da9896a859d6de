import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spikeLag } from './spike-lag.js';

const ticks = (...steps: number[]): Float64Array => Float64Array.from(steps);

describe('spike lag', () => {
  it('fits a line through lags that grow by 2 per spike', () => {
    const lag = spikeLag(ticks(10, 20, 30, 40), ticks(11, 23, 35, 47));
    expect(lag).toEqual({ pairs: 4, mean: 4, slopePerSpike: 2, jitter: 0, separation: undefined });
  });

  it('gives the scatter around the line', () => {
    // Lags 0, 3, 0: slope 0, mean 1, residuals -1, 2, -1: sqrt(6/1).
    const { slopePerSpike, jitter, mean } = spikeLag(ticks(0, 10, 20), ticks(0, 13, 20));
    expect([slopePerSpike, mean]).toEqual([0, 1]);
    expect(jitter).toBeCloseTo(Math.sqrt(6), 12);
  });

  it('says from which spike on one side has none', () => {
    expect(spikeLag(ticks(1, 2, 3), ticks(1)).separation).toBe(1);
    expect(spikeLag(ticks(), ticks(4)).separation).toBe(0);
  });

  it('is not defined where there are too few pairs', () => {
    expect(spikeLag(ticks(), ticks()).mean).toBeUndefined();
    expect(spikeLag(ticks(3), ticks(5))).toMatchObject({ mean: 2, slopePerSpike: undefined });
    expect(spikeLag(ticks(3, 4), ticks(5, 6))).toMatchObject({
      slopePerSpike: 0,
      jitter: undefined,
    });
  });

  it('turns its sign when the sides change', () => {
    const train = fc
      .uniqueArray(fc.nat(999), { minLength: 3, maxLength: 20 })
      .map((steps) => Float64Array.from(steps.sort((a, b) => a - b)));
    fc.assert(
      fc.property(train, train, (a, b) => {
        const [there, back] = [spikeLag(a, b), spikeLag(b, a)];
        expect(back.slopePerSpike ?? 0).toBeCloseTo(-(there.slopePerSpike ?? 0), 9);
        expect(back.jitter ?? 0).toBeCloseTo(there.jitter ?? 0, 9);
        expect(back.separation).toBe(there.separation);
      }),
    );
  });
});
