import { describe, expect, it } from 'vitest';
import { roundingModes } from './mode-names.js';
import type { RoundingMode, StochasticRule } from './q-format.js';
import { roundShift } from './rounding.js';
import { roundShiftWide } from './rounding-wide.js';

// Worked out by hand: quarters, so that below, at and above the half all occur on both sides.
const quarters = [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7];
const byHand: Readonly<Record<Exclude<RoundingMode, 'stochastic'>, readonly number[]>> = {
  floor: [-2, -2, -2, -1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1],
  ceil: [-1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2],
  toward_zero: [-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
  away: [-2, -2, -2, -1, -1, -1, -1, 0, 1, 1, 1, 1, 2, 2, 2],
  magnitude: [-1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
  nearest_up: [-2, -1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
  nearest_down: [-2, -2, -1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 2],
  nearest_to_zero: [-2, -1, -1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2],
  nearest_away: [-2, -2, -1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 1, 2, 2],
  nearest_even: [-2, -2, -1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2],
  nearest_odd: [-2, -1, -1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 1, 1, 2],
  jam: [-1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1],
  jam_unbiased: [-1, -1, -1, -1, -1, -1, -1, 0, 1, 1, 1, 1, 1, 1, 1],
};

describe.each(Object.entries(byHand))('rounding %s', (mode, expected) => {
  it('rounds quarters', () => {
    const found = quarters.map((x) => roundShift(x, 2, mode as RoundingMode));
    expect(found).toEqual(expected);
    expect(quarters.map((x) => Number(roundShiftWide(BigInt(x), 2, mode as RoundingMode)))).toEqual(
      expected,
    );
  });
});

/** Mean and variance of k - y over all dropped bits and both values of the kept LSB. */
function moments(values: readonly number[], bits: number, round: (x: number) => number) {
  const errors = values.map((x) => round(x) - x / 2 ** bits);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
  return { mean, variance };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe.each([1, 2, 4, 6])('bias and variance for %i dropped bits', (n) => {
  const size = 2 ** n;
  const positive = range(0, 4 * size);
  const uniform = (1 - 4 ** -n) / 12;
  const rows: readonly (readonly [RoundingMode, number, number])[] = [
    ['floor', -(1 - 2 ** -n) / 2, uniform],
    ['ceil', (1 - 2 ** -n) / 2, uniform],
    ['toward_zero', -(1 - 2 ** -n) / 2, uniform],
    ['away', (1 - 2 ** -n) / 2, uniform],
    ['nearest_up', 2 ** -(n + 1), uniform],
    ['nearest_down', -(2 ** -(n + 1)), uniform],
    ['nearest_even', 0, (1 + 2 * 4 ** -n) / 12],
    ['nearest_odd', 0, (1 + 2 * 4 ** -n) / 12],
    ['jam', 2 ** -(n + 1), (4 - 4 ** -n) / 12],
    ['jam_unbiased', 0, 1 / 3 + 4 ** -n / 6 - 2 ** -n / 2],
  ];
  it.each(rows)('%s has bias %d and variance %d', (mode, bias, variance) => {
    const found = moments(positive, n, (x) => roundShift(x, n, mode));
    expect(found.mean).toBeCloseTo(bias, 12);
    expect(found.variance).toBeCloseTo(variance, 12);
  });

  it('nearest_to_zero and nearest_away have no bias over symmetric input', () => {
    const symmetric = range(-4 * size + 1, 4 * size);
    for (const mode of ['nearest_to_zero', 'nearest_away'] as const)
      expect(moments(symmetric, n, (x) => roundShift(x, n, mode)).mean).toBeCloseTo(0, 12);
  });

  it('negative numbers turn the bias of toward_zero and away round', () => {
    const negative = range(-4 * size, 0);
    const bias = (1 - 2 ** -n) / 2;
    const mean = (mode: RoundingMode): number =>
      moments(negative, n, (x) => roundShift(x, n, mode)).mean;
    expect(mean('toward_zero')).toBeCloseTo(bias, 12);
    expect(mean('away')).toBeCloseTo(-bias, 12);
    // One LSB more on exact negatives, which are one in 2^n.
    expect(mean('magnitude')).toBeCloseTo(bias + 2 ** -n, 12);
  });

  const rules = ['lt_high', 'lt_low', 'add_low'] as const;
  it.each(rules)('stochastic %s has no bias and variance (1 - 4^-n)/6', (rule) => {
    // All values of the random bits in use, each once.
    const words = range(0, size).map((p) => (rule === 'lt_high' ? p * 2 ** (32 - n) : p));
    const errors = positive.flatMap((x) =>
      words.map((word) => roundShift(x, n, 'stochastic', word, { rule, bits: 32 }) - x / size),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const variance = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
    expect(mean).toBeCloseTo(0, 12);
    expect(variance).toBeCloseTo((1 - 4 ** -n) / 6, 12);
  });

  it('stochastic equal has bias 2^-(n+1) and variance 1/4 + (1 - 4^-n)/12', () => {
    const errors = positive.flatMap((x) =>
      [0, 1].map(
        (word) => roundShift(x, n, 'stochastic', word, { rule: 'equal', bits: 32 }) - x / size,
      ),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
    expect(mean).toBeCloseTo(2 ** -(n + 1), 12);
    expect(variance).toBeCloseTo(1 / 4 + (1 - 4 ** -n) / 12, 12);
  });
});

describe('stochastic rounding', () => {
  it.each(['lt_high', 'lt_low', 'add_low'] as const)('%s never moves an exact value', (rule) => {
    for (const word of [0, 1, 0x80000000, 0xffffffff])
      expect(roundShift(-48, 4, 'stochastic', word, { rule, bits: 16 })).toBe(-3);
  });

  // x = 5, n = 2: f = 1, d = 1; the word 0x40000003 has the low bits 3 and the high bits 1.
  const rows: readonly (readonly [StochasticRule, number, number])[] = [
    ['lt_low', 0x40000003, 1],
    ['lt_low', 0x40000000, 2],
    ['lt_high', 0x40000003, 1],
    ['lt_high', 0x3fffffff, 2],
    ['add_low', 0x40000003, 2],
    ['add_low', 0x40000002, 1],
    ['equal', 0x40000003, 2],
    ['equal', 0x40000002, 1],
  ];
  it.each(rows)('%s with word %i gives %i', (rule, word, expected) => {
    expect(roundShift(5, 2, 'stochastic', word, { rule, bits: 32 })).toBe(expected);
    expect(roundShiftWide(5n, 2, 'stochastic', word, { rule, bits: 32 })).toBe(BigInt(expected));
  });

  it('cuts off the lowest dropped bits where the generator has fewer', () => {
    // n = 8, 4 bits of a word, d = 0x1f: only the 1 of 0x1 is compared.
    const choice = { rule: 'lt_high', bits: 4 } as const;
    expect(roundShift(0x1f, 8, 'stochastic', 0x0fffffff, choice)).toBe(1);
    expect(roundShift(0x1f, 8, 'stochastic', 0x10000000, choice)).toBe(0);
    expect(roundShift(0x0f, 8, 'stochastic', 0, choice)).toBe(0);
  });

  it('has the stated bias with b of n bits: -2^-b (1 - 2^-(n-b)) / 2', () => {
    const [n, b] = [8, 4];
    const errors = range(0, 2 ** n).flatMap((x) =>
      range(0, 2 ** b).map(
        (p) =>
          roundShift(x, n, 'stochastic', p * 2 ** (32 - b), { rule: 'lt_high', bits: b }) -
          x / 2 ** n,
      ),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(mean).toBeCloseTo((-(2 ** -b) * (1 - 2 ** -(n - b))) / 2, 12);
  });
});

describe('left shifts', () => {
  it('drop nothing in any mode but jam', () => {
    for (const mode of roundingModes.filter((name) => name !== 'jam')) {
      expect(roundShift(-3, -4, mode, 0xffffffff)).toBe(-48);
      expect(roundShift(-3, 0, mode, 0xffffffff)).toBe(-3);
    }
    expect(roundShift(-4, 0, 'jam')).toBe(-3);
    expect(roundShift(3, -2, 'jam')).toBe(13);
  });
});
