import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addIntervals, type Interval, interval, multiplyIntervals } from './interval.js';
import {
  addPolynomials,
  constantPolynomial,
  multiplyPolynomials,
  type Polynomial,
  scalePolynomial,
  symbolPolynomial,
} from './polynomial.js';
import { polynomialRange } from './polynomial-range.js';

const v = symbolPolynomial(0);
const u = symbolPolynomial(1);

function sum(...parts: readonly (Polynomial | undefined)[]): Polynomial {
  return parts.reduce<Polynomial>((total, part) => {
    const next = part === undefined ? undefined : addPolynomials(total, part, 0);
    if (next === undefined) throw new Error('too large');
    return next;
  }, constantPolynomial(0));
}
function times(a: Polynomial, b: Polynomial): Polynomial {
  const product = multiplyPolynomials(a, b, 0);
  if (product === undefined) throw new Error('too large');
  return product;
}

describe('p(v) = 0.04 v^2 + 5 v + 140 on -90 .. 30 (numerics section 10.2)', () => {
  const range = interval(-90, 30);

  it('term by term with plain intervals: -310 .. 614', () => {
    const square = interval(0, 8100);
    const terms = addIntervals(
      multiplyIntervals(interval(0.04), square),
      multiplyIntervals(interval(5), range),
    );
    const { low, high } = addIntervals(terms, interval(140));
    expect([low, high]).toEqual([-310, 614]);
  });

  it('in Horner form with plain intervals: -418 .. 326', () => {
    const inner = addIntervals(multiplyIntervals(interval(0.04), range), interval(5));
    const { low, high } = addIntervals(multiplyIntervals(inner, range), interval(140));
    expect(low).toBeCloseTo(-418, 9);
    expect(high).toBeCloseTo(326, 9);
  });

  it('affine with e^2 = 1/2 + e1/2: -130 .. 326', () => {
    // v = -30 + 60 e: 0.04 (900 - 3600 e + 3600 e^2) + 5 (-30 + 60 e) + 140, e and e1 in -1 .. 1.
    const e = times(v, constantPolynomial(1));
    const affine = sum(
      constantPolynomial(0.04 * 900 + 0.04 * 1800 - 150 + 140),
      scalePolynomial(e, 0.04 * -3600 + 300, 0),
      scalePolynomial(u, 0.04 * 1800, 0),
    );
    const { low, high } = polynomialRange(affine, () => interval(-1, 1));
    expect(low).toBeCloseTo(-130, 9);
    expect(high).toBeCloseTo(326, 9);
  });

  it('by the vertex, the true range: -16.25 .. 326', () => {
    const p = sum(
      scalePolynomial(times(v, v), 0.04, 0),
      scalePolynomial(v, 5, 0),
      constantPolynomial(140),
    );
    const { low, high } = polynomialRange(p, () => range);
    expect(low).toBeCloseTo(-16.25, 9);
    expect(high).toBeCloseTo(326, 9);
  });

  it('by Bernstein coefficients with halving where a second symbol takes part', () => {
    // (v + u)^2 - 2 v u - u^2 + u = v^2 + u after cancelling; v u^2 keeps both in one group.
    const p = sum(times(v, v), scalePolynomial(times(v, times(u, u)), 1, 0));
    // v^2 + v u^2 on -1 .. 1 and 0 .. 1: least at v = -1/2, u = 1: -1/4; largest at v = u = 1: 2.
    const { low, high } = polynomialRange(p, (id) => (id === 0 ? interval(-1, 1) : interval(0, 1)));
    expect(low).toBeCloseTo(-0.25, 3);
    expect(low).toBeLessThanOrEqual(-0.25);
    expect(high).toBeCloseTo(2, 9);
  });
});

describe('polynomialRange', () => {
  const coefficient = fc.integer({ min: -8, max: 8 });
  const bounds = fc
    .tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: 0, max: 5 }))
    .map(([low, width]) => interval(low, low + width));

  it('holds every value, and comes close to the largest on a grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coefficient, fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 6 }),
        bounds,
        bounds,
        (parts, x, y) => {
          const power = (base: Polynomial, exponent: number): Polynomial =>
            exponent === 0 ? constantPolynomial(1) : times(base, power(base, exponent - 1));
          const p = sum(
            ...parts.map(([c, i, j]) => scalePolynomial(times(power(v, i), power(u, j)), c, 0)),
          );
          const range = polynomialRange(p, (id) => (id === 0 ? x : y));
          let [least, most] = [Infinity, -Infinity];
          const steps = 24;
          const at = ({ low, high }: Interval, k: number): number =>
            low + ((high - low) * k) / steps;
          for (let k = 0; k <= steps; k += 1) {
            for (let l = 0; l <= steps; l += 1) {
              const [a, b] = [at(x, k), at(y, l)];
              const value = parts.reduce((total, [c, i, j]) => total + c * a ** i * b ** j, 0);
              least = Math.min(least, value);
              most = Math.max(most, value);
            }
          }
          expect(range.low).toBeLessThanOrEqual(least + 1e-9);
          expect(range.high).toBeGreaterThanOrEqual(most - 1e-9);
          const spread = most - least;
          expect(range.high - most).toBeLessThanOrEqual(0.1 * spread + 1e-6);
          expect(least - range.low).toBeLessThanOrEqual(0.1 * spread + 1e-6);
        },
      ),
      { numRuns: 200 },
    );
  });
});
