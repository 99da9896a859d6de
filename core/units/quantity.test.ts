import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Quantity } from './dimension.js';
import { dimensionless, equalDimensions } from './dimension-algebra.js';
import { formatDimension } from './format-dimension.js';
import { formatQuantity } from './format-quantity.js';
import { parseQuantity, parseUnits, scaleByUnits } from './quantity.js';
import { lookupUnit, unitNames } from './unit-table.js';

function read(text: string | number): Quantity {
  const result = parseQuantity(text);
  if (!result.ok) throw new Error(result.message);
  return result.quantity;
}

describe('parseQuantity', () => {
  it.each([
    // -52*0.001 in float64, which is not -0.052.
    ['-52 mV', -0.052000000000000005, 'volt'],
    ['-52*mV', -0.052000000000000005, 'volt'],
    ['-65 mV', -0.065, 'volt'],
    ['20 ms', 0.02, 'second'],
    ['20*ms', 0.02, 'second'],
    ['0.2/ms', 200, '1/second'],
    ['14 mV/ms', (14 * 0.001) / 0.001, 'volt/second'],
    ['8 mV/ms', (8 * 0.001) / 0.001, 'volt/second'],
    ['1e7 ms', 1e7 * 0.001, 'second'],
    ['3 V/s', 3, 'volt/second'],
    ['2.5e-3 S', 0.0025, 'siemens'],
    ['.5 um**2', 0.5 * (1e-6 * 1e-6), 'metre**2'],
    ['4 mV/(ms*mV)', (4 * 0.001) / (1 * 0.001 * 0.001), '1/second'],
    ['5', 5, '1'],
    ['-1e-4', -1e-4, '1'],
    [0.25, 0.25, '1'],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, '1'],
  ])('%s is %d %s', (text, value, dimension) => {
    const quantity = read(text);
    expect(quantity.value).toBe(value);
    expect(formatDimension(quantity.dimension)).toBe(dimension);
  });

  it.each([
    ['0', true],
    [0, true],
    ['-0.0', true],
    ['0 mV', false],
    ['1', false],
  ])('%s: bare zero %s', (text, bareZero) => {
    expect(parseQuantity(text)).toMatchObject({ ok: true, bareZero });
  });

  it.each([
    ['20ms', 'a space or * is missing', 'write 20 ms'],
    ['mV', 'begins with a number', 'write 1 mV'],
    ['', 'expected a number', 'for example 20 ms'],
    ['v + 1', 'expected a number', 'for example 20 ms'],
    ['2 vlot', 'not the name of a unit', 'did you mean volt?'],
    ['100 \u00b5s', 'without the sign \u00b5', 'write u, as in us'],
    ['100 \u03bcs', 'without the sign \u03bc', 'write u, as in us'],
    ['5 \u03a9', 'without the sign \u03a9', 'write ohm'],
    ['5 mV^2', 'without the sign ^', 'write ** for a power'],
  ])('%s is refused with a repair', (text, message, help) => {
    const result = parseQuantity(text);
    expect(result).toMatchObject({ ok: false, help });
    expect(result.ok ? '' : result.message).toContain(message);
  });

  it.each([
    '5 mV mV',
    '5 mV*2',
    '5 mV +',
    '5 *',
    '5 **2',
    '1_000',
    '0x10',
    '1 2',
    '5 mV**0.3',
    '1e999 mV',
    '1e300 Ysecond3',
    Number.NaN,
    '1'.repeat(2000),
  ])('%s is refused', (text) => {
    expect(parseQuantity(text).ok).toBe(false);
  });

  it('gives the value of NUMBER*UNIT for every unit', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((number) => number + 0),
        fc.constantFrom(...unitNames()),
        fc.constantFrom(' ', '*', ' * '),
        (number, name, sign) => {
          const unit = lookupUnit(name, 'equation');
          const quantity = read(`${String(number)}${sign}${name}`);
          expect(quantity.value).toBe(number * (unit?.value ?? Number.NaN));
          expect(quantity.dimension).toEqual(unit?.dimension);
        },
      ),
    );
  });
});

describe('parseUnits', () => {
  it('scales many numbers as each quantity alone', () => {
    const read = parseUnits('mV/ms');
    if (!read.ok) throw new Error(read.message);
    expect(scaleByUnits(14, read.units)).toBe((14 * 0.001) / 0.001);
    expect(formatDimension(read.units.dimension)).toBe('volt/second');
  });

  it('takes 1 for no unit and refuses numbers', () => {
    const one = parseUnits('1');
    expect(one.ok && scaleByUnits(0.3, one.units)).toBe(0.3);
    expect(parseUnits('2 mV').ok).toBe(false);
    expect(parseUnits('').ok).toBe(false);
  });
});

describe('formatQuantity', () => {
  it.each([
    ['-65 mV', '-65 mV'],
    ['-52 mV', '-52 mV'],
    ['-0.052 volt', '-0.052 volt'],
    ['0.02 second', '20 ms'],
    ['2 second', '2 second'],
    ['350 ms', '350 ms'],
    ['0.25 Hz', '0.25 Hz'],
    ['0.05 mV', '0.05 mV'],
    ['5 mS', '5 mS'],
    ['1e-15 amp', '1e-15 amp'],
    ['63.75 Hz', '63.75 Hz'],
    ['14 mV/ms', '14 volt/second'],
    ['281 pF', '281 pF'],
    ['30 nS', '30 nS'],
    ['20000 um**2', '0.02 mm2'],
    ['0 mV', '0 volt'],
    ['0.8', '0.8'],
    ['-0 Hz', '-0/second'],
    ['0.3 siemens/metre**2', '0.3 siemens/metre**2'],
  ])('%s is written %s', (text, expected) => {
    const { value, dimension } = read(text);
    expect(formatQuantity(value, dimension)).toBe(expected);
  });

  it('rounds for messages', () => {
    const { dimension } = read('1 mV');
    expect(formatQuantity(-0.052, dimension, 3)).toBe('-52 mV');
    expect(formatQuantity(0.0012345678, dimension, 3)).toBe('1.23 mV');
    expect(formatQuantity(1 / 3, dimensionless, 3)).toBe('0.333');
    expect(formatQuantity(Number.POSITIVE_INFINITY, dimension, 3)).toBe('Infinity volt');
  });

  it('is undone by parseQuantity, bit for bit', () => {
    const names = [
      'volt',
      'amp',
      'siemens',
      'second',
      'hertz',
      'metre',
      'metre2',
      'farad',
      'tesla',
    ];
    const values = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -1000, max: 1000 }).map((n) => n * 0.001),
      fc.integer({ min: -1000, max: 1000 }).map((n) => n * 1e-9),
    );
    fc.assert(
      fc.property(values, fc.constantFrom('1', ...names), (value, name) => {
        const dimension = lookupUnit(name, 'equation')?.dimension ?? dimensionless;
        const back = read(formatQuantity(value, dimension));
        expect(back.value).toBe(value);
        expect(equalDimensions(back.dimension, dimension)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
