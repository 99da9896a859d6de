import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixPropagator } from './matrix-propagator.js';

const rate = fc.double({ min: -2000, max: 2000, noNaN: true });
const step = fc.double({ min: 1e-5, max: 1e-2, noNaN: true });

describe('matrixPropagator', () => {
  it.each([
    { m: -1000, h: 1e-4 },
    { m: -50, h: 1e-4 },
    { m: -10_000, h: 1e-3 },
    { m: 300, h: 5e-4 },
  ])('of the scalar $m over $h s is exp and expm1', ({ m, h }) => {
    const { state, input } = matrixPropagator([[m]], h);
    expect(state[0]?.[0]).toBeCloseTo(Math.exp(m * h), 14);
    expect((input[0]?.[0] as number) / h).toBeCloseTo(Math.expm1(m * h) / (m * h), 13);
  });

  it('gives the limit for a rate of 0', () => {
    expect(matrixPropagator([[0]], 0.25)).toEqual({ state: [[1]], input: [[0.25]] });
  });

  it('gives the limit for two equal rates: v = v q + (h/tau) g q', () => {
    const tau = 0.005;
    const h = 1e-4;
    const { state } = matrixPropagator(
      [
        [-1 / tau, 1 / tau],
        [0, -1 / tau],
      ],
      h,
    );
    const q = Math.exp(-h / tau);
    expect(state[0]?.[0]).toBeCloseTo(q, 15);
    expect(state[0]?.[1]).toBeCloseTo((h / tau) * q, 15);
    expect(state[1]?.[0]).toBe(0);
  });

  it('of two chained rates is the divided difference of exponentials', () => {
    fc.assert(
      fc.property(rate, rate, rate, step, (a, b, c, h) => {
        fc.pre(Math.abs(a - b) > 1);
        const { state } = matrixPropagator(
          [
            [a, c],
            [0, b],
          ],
          h,
        );
        const expected = (c * Math.exp(b * h) * Math.expm1((a - b) * h)) / (a - b);
        const size = Math.abs(c * h) * Math.max(Math.exp(a * h), Math.exp(b * h));
        expect(Math.abs((state[0]?.[1] as number) - expected)).toBeLessThanOrEqual(
          1e-12 * size + 1e-300,
        );
      }),
    );
  });

  it('two half steps are one step', () => {
    fc.assert(
      fc.property(fc.array(rate, { minLength: 9, maxLength: 9 }), step, (entries, h) => {
        const m = [entries.slice(0, 3), entries.slice(3, 6), entries.slice(6, 9)];
        const half = matrixPropagator(m, h / 2).state;
        const whole = matrixPropagator(m, h).state;
        const largest = Math.max(1, ...half.flat().map(Math.abs));
        for (let r = 0; r < 3; r++) {
          for (let c = 0; c < 3; c++) {
            let sum = 0;
            for (let k = 0; k < 3; k++) sum += (half[r]?.[k] as number) * (half[k]?.[c] as number);
            expect(Math.abs(sum - (whole[r]?.[c] as number))).toBeLessThan(
              1e-9 * largest * largest,
            );
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
