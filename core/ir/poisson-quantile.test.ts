import { describe, expect, it } from 'vitest';
import { poissonQuantile } from './poisson-quantile.js';

describe('inversion of the Poisson distribution', () => {
  it('steps where the cumulative probability does', () => {
    // e^-1 (1, 1, 1/2, 1/6): cumulative 0.36788, 0.73576, 0.91970, 0.98101.
    const rows = [
      [0.367879, 0],
      [0.36788, 1],
      [0.735758, 1],
      [0.73576, 2],
      [0.919698, 2],
      [0.9197, 3],
      [0.98102, 4],
    ] as const;
    for (const [u, count] of rows) expect(poissonQuantile(u, 1)).toBe(count);
  });

  it.each([0.02, 3, 40, 499.5, 500.5, 2000, 123456.7])(
    'has the mean and variance lam = %s',
    (lam) => {
      const points = 20000;
      let [sum, squares] = [0, 0];
      for (let at = 0; at < points; at += 1) {
        const k = poissonQuantile((at + 0.5) / points, lam);
        sum += k;
        squares += (k - lam) ** 2;
      }
      expect(Math.abs(sum / points - lam)).toBeLessThan(0.002 * Math.sqrt(lam) + 1e-4);
      expect(Math.abs(squares / points / lam - 1)).toBeLessThan(0.005);
    },
  );

  it('is monotone across the change of the search', () => {
    for (const u of [1e-9, 0.01, 0.5, 0.99, 1 - 1e-12]) {
      const below = poissonQuantile(u, 500);
      const above = poissonQuantile(u, 500.0000001);
      expect(Math.abs(above - below)).toBeLessThanOrEqual(1);
    }
  });

  it('ends at the edges', () => {
    expect(poissonQuantile(0.5, 0)).toBe(0);
    expect(poissonQuantile(1 - 2 ** -53, 10)).toBeGreaterThan(40);
    expect(poissonQuantile(2 ** -54, 600)).toBeGreaterThan(400);
    expect(poissonQuantile(0.5, -1)).toBeNaN();
    expect(poissonQuantile(0.5, NaN)).toBeNaN();
    expect(poissonQuantile(0.5, Infinity)).toBeNaN();
  });
});
