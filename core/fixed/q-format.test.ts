import { describe, expect, it } from 'vitest';
import {
  equalFormats,
  fitsDouble,
  lsbOf,
  maxWord,
  maxWordWide,
  minWord,
  minWordWide,
  parseFormat,
  printFormat,
} from './q-format.js';

// The table of numerics section 1: text, canonical text, W, F, LSB, range of values.
const formats = [
  { text: 's5f2', canonical: 's5f2', lsb: 1 / 4, low: -4, high: 3.75 },
  { text: 's3f-2', canonical: 's3f-2', lsb: 4, low: -16, high: 12 },
  { text: 's4f6', canonical: 's4f6', lsb: 1 / 64, low: -1 / 8, high: 7 / 64 },
  { text: 's16.15', canonical: 's32f15', lsb: 2 ** -15, low: -65536, high: 65536 - 2 ** -15 },
  { text: 's8.7', canonical: 's16f7', lsb: 2 ** -7, low: -256, high: 256 - 2 ** -7 },
  { text: 's0.31', canonical: 's32f31', lsb: 2 ** -31, low: -1, high: 1 - 2 ** -31 },
  { text: 's0.15', canonical: 's16f15', lsb: 2 ** -15, low: -1, high: 1 - 2 ** -15 },
  { text: 'u0.32', canonical: 'u32f32', lsb: 2 ** -32, low: 0, high: 1 - 2 ** -32 },
  { text: 'u0.16', canonical: 'u16f16', lsb: 2 ** -16, low: 0, high: 1 - 2 ** -16 },
  { text: 'u8f12', canonical: 'u8f12', lsb: 2 ** -12, low: 0, high: 255 / 4096 },
  { text: 's8.15', canonical: 's24f15', lsb: 2 ** -15, low: -256, high: 256 - 2 ** -15 },
] as const;

describe('formats', () => {
  it.each(formats)('$text is $canonical with its LSB and range', (row) => {
    const parsed = parseFormat(row.text);
    if (!parsed.ok) throw new Error(parsed.message);
    const { format } = parsed;
    expect(printFormat(format)).toBe(row.canonical);
    expect(lsbOf(format)).toBe(row.lsb);
    expect(minWord(format) * lsbOf(format)).toBe(row.low);
    expect(maxWord(format) * lsbOf(format)).toBe(row.high);
    expect(minWordWide(format)).toBe(BigInt(minWord(format)));
    expect(maxWordWide(format)).toBe(BigInt(maxWord(format)));
  });

  it.each([
    's0f0',
    'u65f2',
    's64.0',
    'x8f2',
    's8',
    '8f2',
    's8f',
    's8f+2',
    's8f2 ',
    'S8f2',
    's8f9999',
  ])('refuses %s', (text) => {
    expect(parseFormat(text).ok).toBe(false);
  });

  it('reads -0 fraction bits as 0', () => {
    const parsed = parseFormat('s8f-0');
    expect(parsed.ok && Object.is(parsed.format.fracBits, 0)).toBe(true);
  });

  it('keeps 64-bit limits exact', () => {
    const signed = { signed: true, wordBits: 64, fracBits: 0 };
    expect(minWordWide(signed)).toBe(-9223372036854775808n);
    expect(maxWordWide(signed)).toBe(9223372036854775807n);
    expect(() => maxWord(signed)).toThrow(RangeError);
    expect([fitsDouble(53), fitsDouble(54)]).toEqual([true, false]);
  });

  it('compares by content', () => {
    const format = { signed: true, wordBits: 8, fracBits: 4 };
    expect(equalFormats(format, { ...format })).toBe(true);
    expect(equalFormats(format, { ...format, signed: false })).toBe(false);
  });
});
