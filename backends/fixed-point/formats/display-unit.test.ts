import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../core/units/index.js';
import { toNumber } from '../lower/rational.js';
import { chooseDisplayUnit, inUnit } from './display-unit.js';

const volt = [24, 12, -36, -12, 0, 0, 0];
const second = [0, 0, 12, 0, 0, 0, 0];
const siemens = [-24, -12, 36, 24, 0, 0, 0];
const ampere = [0, 0, 0, 12, 0, 0, 0];
const hertz = [0, 0, -12, 0, 0, 0, 0];
const slope = [24, 12, -48, -12, 0, 0, 0];

describe('chooseDisplayUnit', () => {
  it.each([
    [volt, 0.065, 'mV', -3],
    [volt, 1, 'V', 0],
    [volt, 0.999, 'mV', -3],
    [volt, 0.001, 'mV', -3],
    [volt, 0.00099, 'mV', -3],
    [second, 0.02, 'ms', -3],
    [siemens, 2e-8, 'nS', -9],
    [ampere, 3e-12, 'pA', -12],
    [volt, 5000, 'V', 0],
    [volt, 0, 'V', 0],
    // There is no microvolt, kilovolt or femtosiemens in the language: the nearest unit it has.
    [siemens, 1e-18, 'nS', -9],
    [slope, 8, 'volt/second', 0],
    [slope, 0.008, 'volt/second', 0],
    [hertz, 20, 'Hz', 0],
  ] as const)('%j up to %d is kept in %s', (dimension, magnitude, text, exponent) => {
    const unit = chooseDisplayUnit(dimension, magnitude);
    expect(unit.text).toBe(text);
    expect(toNumber(unit.scale)).toBe(10 ** exponent);
  });

  it('keeps plain numbers as they are', () => {
    expect(chooseDisplayUnit([0, 0, 0, 0, 0, 0, 0], 1e-6)).toEqual({
      scale: { numerator: 1n, denominator: 1n },
      text: '1',
    });
  });

  it.each([volt, second, siemens, ampere, hertz])(
    'names a unit that can be read back: %j',
    (...dimension) => {
      const unit = chooseDisplayUnit(dimension, 0.005);
      const parsed = parseQuantity(`1 ${unit.text}`);
      expect(parsed.ok && parsed.quantity.value).toBe(toNumber(unit.scale));
      expect(parsed.ok && parsed.quantity.dimension.twelfths).toEqual(dimension);
    },
  );
});

describe('inUnit', () => {
  it('finds a bound of 64 mV to be 64, though float64 does not', () => {
    expect(0.0644 / 0.001).not.toBe(64.4);
    expect(inUnit(0.0644, 0.001)).toBe(64.4);
    expect(inUnit(0.064, 0.001)).toBe(64);
  });
});
