import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeToValue,
  compileQuantiser,
  quantizeValue,
  quantizeValueWide,
} from './quantise-value.js';

const s24f15 = { signed: true, wordBits: 24, fracBits: 15 };
const u8f8 = { signed: false, wordBits: 8, fracBits: 8 };

describe('real numbers to codes', () => {
  it('rounds to nearest even and saturates', () => {
    expect(quantizeValue(-65, s24f15)).toBe(-65 * 32768);
    expect(quantizeValue(1, u8f8)).toBe(255);
    expect(quantizeValue(-0.1, u8f8)).toBe(0);
    expect(quantizeValue(1.5 / 256, u8f8)).toBe(2);
    expect(quantizeValue(2.5 / 256, u8f8)).toBe(2);
    expect(quantizeValue(Number.POSITIVE_INFINITY, s24f15)).toBe(2 ** 23 - 1);
    expect(Object.is(quantizeValue(-0, s24f15), 0)).toBe(true);
  });

  it('truncates 0.04 in s16.15 to 1310, as numerics section 6 quotes', () => {
    const s32f15 = { signed: true, wordBits: 32, fracBits: 15 };
    expect(quantizeValue(0.04, s32f15, 'floor')).toBe(1310);
    expect(quantizeValue(0.04, s32f15)).toBe(1311);
    expect(codeToValue(1310, s32f15)).toBeCloseTo(0.03997803, 8);
  });

  it('sees the exact double: 0.1 lies above one tenth, so ceil moves and a tiny value does too', () => {
    expect(quantizeValue(2 ** -60, u8f8, 'ceil')).toBe(1);
    expect(quantizeValue(Number.MIN_VALUE, u8f8, 'ceil')).toBe(1);
    expect(quantizeValue(-Number.MIN_VALUE, s24f15, 'floor')).toBe(-1);
    // Half an LSB and one last place less.
    expect(quantizeValue(0.5 / 256 - 2 ** -62, u8f8, 'nearest_up')).toBe(0);
  });

  it('reaches formats without a point and beyond the word', () => {
    expect(quantizeValue(-16, { signed: true, wordBits: 3, fracBits: -2 })).toBe(-4);
    expect(quantizeValue(7 / 64, { signed: true, wordBits: 4, fracBits: 6 })).toBe(7);
    expect(quantizeValueWide(1, { signed: false, wordBits: 64, fracBits: 63 })).toBe(1n << 63n);
    expect(quantizeValueWide(0.1, { signed: true, wordBits: 64, fracBits: 62 })).toBe(
      // 0.1 as a double is 3602879701896397 * 2^-55.
      3602879701896397n << 7n,
    );
  });

  it('wraps where it is told to', () => {
    expect(quantizeValue(257 / 256, u8f8, 'floor', { kind: 'wrap', bits: 0 })).toBe(1);
  });

  it('refuses NaN, and infinity where nothing saturates', () => {
    expect(() => quantizeValue(Number.NaN, s24f15)).toThrow(RangeError);
    expect(() => compileQuantiser(s24f15)(Number.NaN)).toThrow(RangeError);
    expect(() =>
      quantizeValue(Number.POSITIVE_INFINITY, s24f15, 'floor', { kind: 'wrap', bits: 0 }),
    ).toThrow(RangeError);
  });

  it('compiled, gives the same codes', () => {
    const format = fc.record({
      signed: fc.boolean(),
      wordBits: fc.integer({ min: 1, max: 53 }),
      fracBits: fc.integer({ min: -20, max: 80 }),
    });
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        format,
        fc.integer({ min: -80, max: 80 }),
        (x, to, scale) => {
          for (const value of [x, x * 2 ** scale, (Math.round(x) + 0.5) * 2 ** -to.fracBits])
            expect(Object.is(compileQuantiser(to)(value), quantizeValue(value, to))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('turns every code back into the value that gives it', () => {
    for (let code = 0; code < 256; code++)
      expect(quantizeValue(codeToValue(code, u8f8), u8f8)).toBe(code);
    expect(codeToValue(-5n, { signed: true, wordBits: 64, fracBits: -2 })).toBe(-20);
  });
});
