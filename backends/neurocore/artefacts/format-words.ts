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
