import { describe, expect, it } from 'vitest';
import type { RoundingMode } from '../../../core/fixed/index.js';
import { type Rational, rational } from '../lower/rational.js';
import { type DecayForm, fractionToMove, stuckCodes } from './dead-zone.js';

/** Definitions of numerics section 2, for y = p/q. */
function rounded(p: bigint, q: bigint, mode: RoundingMode): bigint {
  const floor = p >= 0n || p % q === 0n ? p / q : p / q - 1n;
  const rest = p - floor * q;
  const up = floor + 1n;
  if (mode === 'jam') return floor | 1n;
  if (mode === 'jam_unbiased') return rest === 0n ? floor : floor | 1n;
  if (mode === 'magnitude') return p < 0n ? up : floor;
  if (rest === 0n) return floor;
  const doubled = 2n * rest;
  switch (mode) {
    case 'floor':
      return floor;
    case 'ceil':
      return up;
    case 'toward_zero':
      return p < 0n ? up : floor;
    case 'away':
      return p < 0n ? floor : up;
    default: {
      if (doubled !== q) return doubled > q ? up : floor;
      const even = floor % 2n === 0n;
      if (mode === 'nearest_up') return up;
      if (mode === 'nearest_down') return floor;
      if (mode === 'nearest_to_zero') return p < 0n ? up : floor;
      if (mode === 'nearest_away') return p < 0n ? floor : up;
      return (mode === 'nearest_even') === even ? floor : up;
    }
  }
}

/** Lowest and highest code within +-200 that x <- round(d x) keeps, by trying all. */
function byTrial(decay: Rational, mode: RoundingMode, form: DecayForm): readonly [bigint, bigint] {
  let [lowest, highest] = [0n, 0n];
  for (let x = -200n; x <= 200n; x += 1n) {
    const { numerator, denominator } = decay;
    const next =
      form === 'product'
        ? rounded(x * (denominator - numerator), denominator, mode)
        : x - rounded(x * numerator, denominator, mode);
    if (next !== x) continue;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  return [lowest, highest];
}

const modes: readonly RoundingMode[] = [
  'floor',
  'ceil',
  'toward_zero',
  'away',
  'magnitude',
  'nearest_up',
  'nearest_down',
  'nearest_even',
  'nearest_odd',
  'nearest_to_zero',
  'nearest_away',
  'jam',
  'jam_unbiased',
];
const decays = [
  rational(1n, 10n),
  rational(1n, 100n),
  rational(1n, 16n),
  rational(1n, 32n),
  rational(3n, 64n),
];

describe('stuckCodes', () => {
  it.each(
    modes.flatMap((mode) =>
      (['product', 'difference'] as const).map((form) => [mode, form] as const),
    ),
  )('%s of the %s: as found by trying all codes up to +-200', (mode, form) => {
    for (const decay of decays) {
      const { lowest, highest } = stuckCodes(decay, mode, form);
      const text = `${decay.numerator}/${decay.denominator}`;
      expect([lowest, highest], text).toEqual(byTrial(decay, mode, form));
    }
  });

  it.each([
    // The table of numerics section 12.1: mode, d = 0.9, d = 31/32.
    ['nearest_up', 'product', [-4n, 5n], [-15n, 16n]],
    ['nearest_even', 'product', [-4n, 4n], [-16n, 16n]],
    ['floor', 'product', [-9n, 0n], [-31n, 0n]],
    ['toward_zero', 'product', [0n, 0n], [0n, 0n]],
    ['floor', 'difference', [0n, 9n], [0n, 31n]],
    ['nearest_up', 'difference', [-5n, 4n], [-16n, 15n]],
    ['stochastic', 'product', [0n, 0n], [0n, 0n]],
  ] as const)('%s of the %s as the table says', (mode, form, tenth, last) => {
    const at = (decay: Rational): readonly bigint[] => {
      const { lowest, highest } = stuckCodes(decay, mode, form);
      return [lowest, highest];
    };
    expect(at(rational(1n, 10n))).toEqual(tenth);
    expect(at(rational(1n, 32n))).toEqual(last);
  });
});

describe('fractionToMove', () => {
  it('for tau = 1e7 ms at 0.5 ms: 24 bits below full scale, 25 where increments are dropped', () => {
    const decay = 0.5 / 1e7;
    expect(fractionToMove(1, decay, 'nearest_even')).toBe(24);
    expect(fractionToMove(1, decay, 'floor')).toBe(25);
    // Ten bits more above the point are ten fewer below it.
    expect(fractionToMove(1024, decay, 'nearest_even')).toBe(14);
  });
});
