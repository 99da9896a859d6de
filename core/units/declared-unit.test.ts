import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeclaredUnit } from './declared-unit.js';
import { formatDimension } from './format-dimension.js';

function read(text: string): string {
  const unit = parseDeclaredUnit(text);
  return unit.ok ? `${unit.type} ${unit.dimension.twelfths.map((n) => n / 12)}` : unit.message;
}

describe('parseDeclaredUnit', () => {
  it.each([
    ['volt', 'real 2,1,-3,-1,0,0,0'],
    [' volt / second ', 'real 2,1,-4,-1,0,0,0'],
    ['metre**2', 'real 2,0,0,0,0,0,0'],
    ['metre2', 'real 2,0,0,0,0,0,0'],
    ['Hz', 'real 0,0,-1,0,0,0,0'],
    ['1/second', 'real 0,0,-1,0,0,0,0'],
    ['second**-0.5', 'real 0,0,-0.5,0,0,0,0'],
    ['second**(-1/2)', 'real 0,0,-0.5,0,0,0,0'],
    ['volt/(second*metre)', 'real 1,1,-4,-1,0,0,0'],
    ['siemens/metre**2', 'real -4,-1,3,2,0,0,0'],
    ['1', 'real 0,0,0,0,0,0,0'],
    ['radian', 'real 0,0,0,0,0,0,0'],
    ['boolean', 'boolean 0,0,0,0,0,0,0'],
    ['integer', 'integer 0,0,0,0,0,0,0'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['mV', 'write volt instead of mV'],
    ['mV/second', 'write volt instead of mV'],
    ['gram', 'write kilogram instead of gram'],
    ['litre', 'write metre**3 instead of litre'],
    ['1*volt', 'leave out 1* or write 1/UNIT'],
    ['V', 'write volt'],
    ['bool', 'write boolean'],
    ['vlot', 'did you mean volt?'],
  ])('%s is refused, and the repair is: %s', (text, help) => {
    const unit = parseDeclaredUnit(text);
    expect(unit).toMatchObject({ ok: false, help });
  });

  it.each([
    ['2*volt', 'not of numbers'],
    ['volt*2', 'not of numbers'],
    ['volt+volt', 'not a sum'],
    ['volt volt', 'expected * or /'],
    ['volt*', 'the unit ends'],
    ['volt/(second', 'expected )'],
    ['', 'missing'],
    ['volt**x', 'expected a number'],
    ['volt**(1/0)', 'divides by 0'],
    ['volt**0.3', 'multiple of 1/12'],
    ['volt$', '$'],
    [`${'('.repeat(100)}volt`, 'nested'],
    ['volt*'.repeat(1000), 'longer'],
  ])('%s is refused', (text, part) => {
    expect(read(text)).toContain(part);
  });

  it('never throws', () => {
    const signs = fc.constantFrom('volt', 'mV', '*', '/', '**', '(', ')', '-', '1', ' ', '.', 'é');
    const texts = fc.oneof(
      fc.string(),
      fc.array(signs).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(typeof parseDeclaredUnit(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('formatDimension', () => {
  it.each([
    ['kilogram*metre**2/second**3/amp', 'volt'],
    ['volt/second', 'volt/second'],
    ['amp/farad', 'volt/second'],
    ['hertz', '1/second'],
    ['second**-0.5', '1/second**0.5'],
    ['volt/second**0.5', 'volt/second**0.5'],
    ['siemens/metre**2', 'siemens/metre**2'],
    ['metre**2', 'metre**2'],
    ['volt**2', 'volt**2'],
    ['1/volt', '1/volt'],
    ['volt*second', 'weber'],
    ['1', '1'],
    ['second**(1/3)', 'second**(1/3)'],
    ['joule/kelvin/mole', 'metre**2*kilogram/second**2/kelvin/mole'],
  ])('%s is written %s', (text, expected) => {
    const unit = parseDeclaredUnit(text);
    expect(unit.ok ? formatDimension(unit.dimension) : unit.message).toBe(expected);
  });

  it('gives a text that declares the same dimension', () => {
    const exponent = fc.oneof(
      fc.constantFrom(-24, -12, 0, 12, 24),
      fc.integer({ min: -40, max: 40 }),
    );
    const all = fc.tuple(exponent, exponent, exponent, exponent, exponent, exponent, exponent);
    fc.assert(
      fc.property(all, (twelfths) => {
        expect(parseDeclaredUnit(formatDimension({ twelfths }))).toEqual({
          ok: true,
          type: 'real',
          dimension: { twelfths },
        });
      }),
    );
  });
});
