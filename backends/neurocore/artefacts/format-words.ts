import { type OverflowMode, type RoundingMode, roundingModes } from '../../../core/fixed/index.js';
import type { FormatEntry } from '../image/index.js';

/** Codes of the overflow modes, by their place. */
export const overflowCodes: readonly OverflowMode['kind'][] = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
];

/** Codes of the rounding modes, by their place. */
export const roundingCodes: readonly RoundingMode[] = roundingModes;

/** A field of a format word. */
interface FormatField {
  readonly name: string;
  readonly low: number;
  readonly bits: number;
  readonly meaning: string;
  readonly value: (entry: FormatEntry) => number;
}

/** Layout of a word of the format table. Fraction bits are not in it: shifts are in the instructions. */
export const formatFields: readonly FormatField[] = [
  { name: 'width', low: 0, bits: 6, meaning: 'W - 1', value: ({ to }) => to.wordBits - 1 },
  {
    name: 'signed',
    low: 6,
    bits: 1,
    meaning: '1: with a sign',
    value: ({ to }) => (to.signed ? 1 : 0),
  },
  {
    name: 'rounding',
    low: 7,
    bits: 4,
    meaning: 'code of the rounding mode',
    value: ({ rounding }) => roundingCodes.indexOf(rounding),
  },
  {
    name: 'overflow',
    low: 11,
    bits: 3,
    meaning: 'code of the overflow mode',
    value: ({ overflow }) => overflowCodes.indexOf(overflow.kind),
  },
  {
    name: 'kept',
    low: 14,
    bits: 6,
    meaning: 'n of wrap(n) and wrap_sm(n), else 0',
    value: ({ overflow }) => ('bits' in overflow ? overflow.bits : 0),
  },
];

export const formatWordBits = 20;

/** The word of a format entry. @throws Error for what has no code */
export function encodeFormat(entry: FormatEntry): number {
  return formatFields.reduce((word, { name, low, bits, value }) => {
    const code = value(entry);
    if (code < 0 || code >= 2 ** bits) throw new Error(`format field ${name} cannot hold ${code}`);
    return word + code * 2 ** low;
  }, 0);
}

/** What a word of the format table says. @throws Error for codes that no mode has */
export function decodeFormat(word: number): Omit<FormatEntry, 'to'> & {
  readonly wordBits: number;
  readonly signed: boolean;
} {
  const [width, signed, rounding, overflow, kept] = formatFields.map(
    ({ low, bits }) => Math.floor(word / 2 ** low) % 2 ** bits,
  ) as [number, number, number, number, number];
  const mode = roundingCodes[rounding];
  const kind = overflowCodes[overflow];
  if (mode === undefined || kind === undefined)
    throw new Error(`format word ${word} has no meaning`);
  return {
    wordBits: width + 1,
    signed: signed === 1,
    rounding: mode,
    overflow: kind === 'wrap' || kind === 'wrap_sm' ? { kind, bits: kept } : { kind },
  };
}
