import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  divide,
  exponentOfTwo,
  multiply,
  powerOfTwo,
  rational,
  rationalFromNumber,
  toNumber,
} from './rational.js';
import { nearestPlainScale, roundRational } from './rational-rounding.js';

describe('rationalFromNumber', () => {
  it.each([
    [-52 * 0.001, -52n, 1000n],
    [0.1, 1n, 10n],
    [5e-4, 1n, 2000n],
    [1e7 * 1e-3, 10000n, 1n],
    [0.02 / 0.001, 20n, 1n],
    [1e-20, 1n, 10n ** 20n],
  ])('%d is %d/%d', (value, numerator, denominator) => {
    expect(rationalFromNumber(value)).toEqual(rational(numerator, denominator));
  });

  it('keeps numbers that need all their digits', () => {
    expect(toNumber(rationalFromNumber(1 / 3))).toBe(1 / 3);
  });

  it('stays within rounding of every float64', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }),
        (value) => {
          fc.pre(Math.abs(value) > 1e-300);
          const back = toNumber(rationalFromNumber(value));
          expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -50);
        },
      ),
    );
  });
});

describe('arithmetic', () => {
  it('multiplies and divides in lowest terms', () => {
    expect(multiply(rational(6n, 4n), rational(-2n, 9n))).toEqual({
      numerator: -1n,
      denominator: 3n,
    });
    expect(divide(rational(1n, 2n), rational(-1n, 4n))).toEqual({
      numerator: -2n,
      denominator: 1n,
    });
  });

  it.each([-70, -1, 0, 1, 70])('2^%d is recognised', (exponent) => {
    expect(exponentOfTwo(powerOfTwo(exponent))).toBe(exponent);
    expect(exponentOfTwo(multiply(powerOfTwo(exponent), rational(3n)))).toBeUndefined();
  });

  it('knows plain scales', () => {
    expect(nearestPlainScale(rational(4n, 1000n))).toEqual(rational(1n, 1000n));
  });
});

describe('roundRational', () => {
  it.each([
    [7n, 2n, 'nearest_even', 4n],
    [5n, 2n, 'nearest_even', 2n],
    [-5n, 2n, 'nearest_even', -2n],
    [5n, 2n, 'nearest_up', 3n],
    [-5n, 2n, 'nearest_up', -2n],
    [-5n, 2n, 'nearest_away', -3n],
    [-7n, 3n, 'floor', -3n],
    [-7n, 3n, 'toward_zero', -2n],
    [10n, 3n, 'ceil', 4n],
    [10n, 3n, 'jam', 3n],
    [4n, 1n, 'jam', 5n],
  ] as const)('%d/%d, %s', (numerator, denominator, mode, expected) => {
    expect(roundRational(rational(numerator, denominator), mode)).toBe(expected);
  });
});
