import { type OverflowMode, type RoundingMode, roundingModes } from '../../../core/fixed/index.js';

/** Codes of the overflow modes, by their place. */
export const overflowCodes: readonly OverflowMode['kind'][] = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
];

/** Codes of the rounding modes, by their place; the last one is `stochastic` with the rule `equal`. */
export const roundingCodes: readonly (RoundingMode | 'stochastic (equal)')[] = [
  ...roundingModes,
  'stochastic (equal)',
];

/**
 * What each mode does with x / 2^sh, sh > 0: f is its floor, r = x - f * 2^sh what is dropped,
 * h = 2^(sh - 1). The result is f, or f + 1 under the condition.
 */
export const roundingMeanings: Readonly<Record<(typeof roundingCodes)[number], string>> = {
  floor: 'f',
  ceil: 'f + 1 if r > 0',
  toward_zero: 'f + 1 if x < 0 and r > 0',
  away: 'f + 1 if x >= 0 and r > 0',
  magnitude: 'f + 1 if x < 0, also where r = 0',
  nearest_up: 'f + 1 if r >= h',
  nearest_down: 'f + 1 if r > h',
  nearest_to_zero: 'f + 1 if r > h, or r = h and x < 0',
  nearest_away: 'f + 1 if r > h, or r = h and x >= 0',
  nearest_even: 'f + 1 if r > h, or r = h and f is odd',
  nearest_odd: 'f + 1 if r > h, or r = h and f is even',
  jam: 'f with its lowest bit set; also where sh <= 0',
  jam_unbiased: 'f with its lowest bit set if r > 0',
  stochastic: 'f + 1 if the random word is below the dropped part: rules below',
  'stochastic (equal)':
    'f + 1 if the random word is odd; where r = 0 only if rng.consume is always',
};

/** What each mode does with a rounded code c outside of low .. high; W is the width. */
export const overflowMeanings: Readonly<Record<OverflowMode['kind'], string>> = {
  saturate: 'low or high, whichever is nearer',
  saturate_zero: '0',
  saturate_symmetric:
    'high above; below -high if signed, else 0; also c = low of a signed format becomes -high',
  wrap: 'n = 0: the low W bits. n > 0: the low W - n bits under n bits that are all ones (unsigned), 10..0 (signed, c < 0) or 01..1 (signed, c >= 0)',
  wrap_sm:
    'signed only. m = max(n, 1), b = bit W - m of c, s = bit W of c (n = 0; arithmetic ap: of f) or c < 0 (n > 0). The low W - m bits of c, inverted if b differs from s (n <= 1) or equals s (n > 1); above them s, then m - 1 bits that are the opposite of s',
};

/** Layout of a word of the format table. Fraction bits are not in it: shifts are in the instructions. */
export const formatFields: readonly {
  readonly name: string;
  readonly low: number;
  readonly bits: number;
  readonly meaning: string;
}[] = [
  { name: 'width', low: 0, bits: 6, meaning: 'W - 1' },
  { name: 'signed', low: 6, bits: 1, meaning: '1: with a sign' },
  { name: 'rounding', low: 7, bits: 4, meaning: 'code of the rounding mode' },
  { name: 'overflow', low: 11, bits: 3, meaning: 'code of the overflow mode' },
  { name: 'kept', low: 14, bits: 6, meaning: 'n of wrap(n) and wrap_sm(n), else 0' },
];

export const formatWordBits = 20;
export const mostFormatWords = 16;
/** Directory of tables. */
export const tableWordBits = 24;
export const mostTableWords = 64;
