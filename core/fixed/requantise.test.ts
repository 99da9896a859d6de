import { describe, expect, it } from 'vitest';
import { profileProblem } from './profiles.js';
import {
  compileRequantise,
  drawsWord,
  fitsNumberLane,
  requantise,
  standardContext,
} from './requantise.js';

const s5f2 = { signed: true, wordBits: 5, fracBits: 2 };

describe('requantisation', () => {
  it('shows the deviation of profile ap that numerics section 3.2 works out', () => {
    const step = {
      to: s5f2,
      rounding: 'nearest_up',
      overflow: { kind: 'wrap_sm', bits: 0 },
    } as const;
    expect(requantise(-386, 2, step, { ...standardContext, profile: 'sc' })).toBe(-1);
    expect(requantise(-386, 2, step, { ...standardContext, profile: 'ap' })).toBe(0);
    expect(requantise(-386n, 2, step, { ...standardContext, profile: 'ap' })).toBe(0n);
  });

  it('rounds ties to even where half of a value still has 52 bits', () => {
    const step = {
      to: { signed: true, wordBits: 53, fracBits: 0 },
      rounding: 'nearest_even',
      overflow: { kind: 'saturate' },
    } as const;
    expect(requantise(2 ** 52 + 2, 1, step)).toBe(2 ** 51 + 1);
    expect(requantise(2 ** 52 + 1, 1, step)).toBe(2 ** 51);
    expect(requantise(2 ** 52 + 3, 1, step)).toBe(2 ** 51 + 2);
  });

  it('makes the in-range lowest code symmetric as well', () => {
    const step = { to: s5f2, rounding: 'floor', overflow: { kind: 'saturate_symmetric' } } as const;
    expect(requantise(-16, 0, step)).toBe(-15);
    expect(requantise(-100, 0, step)).toBe(-15);
    expect(requantise(100, 0, step)).toBe(15);
  });

  it('lets the rounding carry overflow', () => {
    const step = { to: s5f2, rounding: 'nearest_up', overflow: { kind: 'wrap', bits: 0 } } as const;
    expect(requantise(31, 1, step)).toBe(-16);
  });

  it('spreads the sign over the saturated bits of wrap(n)', () => {
    // k = 20 = 010100: sign 0, n = 2 sets bit 3, low three bits 100.
    const step = { to: s5f2, rounding: 'floor', overflow: { kind: 'wrap', bits: 2 } } as const;
    expect(requantise(20, 0, step)).toBe(12);
    expect(requantise(-20, 0, step)).toBe(-12);
  });

  it('keeps a left shift of any size finite', () => {
    const saturating = { to: s5f2, rounding: 'floor', overflow: { kind: 'saturate' } } as const;
    const wrapping = { to: s5f2, rounding: 'jam', overflow: { kind: 'wrap', bits: 0 } } as const;
    expect(requantise(3, -5000, saturating)).toBe(15);
    expect(requantise(0, -5000, saturating)).toBe(0);
    expect(requantise(3, -60, wrapping)).toBe(1);
  });

  it('knows which lanes hold the result', () => {
    const s64 = { signed: true, wordBits: 64, fracBits: 0 };
    const saturating = { to: s64, rounding: 'floor', overflow: { kind: 'saturate' } } as const;
    expect(fitsNumberLane(3, saturating)).toBe(true);
    expect(fitsNumberLane(-3, saturating)).toBe(false);
    expect(requantise(-9, 1, saturating)).toBe(-5);
    expect(() => requantise(1, -3, saturating)).toThrow(RangeError);
    expect(requantise(1n, -62, saturating)).toBe(1n << 62n);
    expect(requantise(1n, -63, saturating)).toBe((1n << 63n) - 1n);
  });

  it('refuses what is not defined', () => {
    const unsigned = { signed: false, wordBits: 5, fracBits: 0 };
    const rounding = 'floor';
    expect(() =>
      compileRequantise(1, { to: unsigned, rounding, overflow: { kind: 'wrap_sm', bits: 0 } }),
    ).toThrow(RangeError);
    expect(() =>
      requantise(1n, 1, { to: s5f2, rounding, overflow: { kind: 'wrap', bits: 6 } }),
    ).toThrow(RangeError);
  });

  it('draws only where bits are dropped stochastically', () => {
    const step = { to: s5f2, rounding: 'stochastic', overflow: { kind: 'saturate' } } as const;
    expect([drawsWord(1, step), drawsWord(0, step)]).toEqual([true, false]);
    expect(drawsWord(1, { ...step, rounding: 'floor' })).toBe(false);
  });
});

describe('what a profile lacks', () => {
  const saturate = { kind: 'saturate' } as const;
  it.each([
    ['sc', 'stochastic'],
    ['sc', 'nearest_odd'],
    ['ap', 'jam'],
    ['ac', 'ceil'],
    ['spinn', 'nearest_even'],
  ] as const)('%s has no %s', (profile, rounding) => {
    expect(profileProblem(profile, rounding, saturate)).toContain(rounding);
  });

  it('standard has every mode', () => {
    expect(profileProblem('standard', 'stochastic', saturate)).toBeUndefined();
    expect(profileProblem('standard', 'jam', { kind: 'wrap_sm', bits: 2 }, s5f2)).toBeUndefined();
  });

  it('ac wraps without saturated bits only', () => {
    expect(profileProblem('ac', 'nearest_odd', { kind: 'wrap', bits: 0 })).toBeUndefined();
    expect(profileProblem('ac', 'floor', { kind: 'wrap', bits: 1 })).toContain('wrap(1)');
    expect(profileProblem('ac', 'floor', { kind: 'wrap_sm', bits: 0 })).toContain('wrap_sm');
  });

  it('checks the mode against a format where one is given', () => {
    const unsigned = { signed: false, wordBits: 5, fracBits: 0 };
    expect(profileProblem('sc', 'floor', { kind: 'wrap_sm', bits: 0 }, unsigned)).toContain('u5f0');
  });
});
