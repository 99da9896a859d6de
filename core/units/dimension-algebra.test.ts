import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dimension } from './dimension.js';
import {
  dimensionless,
  divideDimensions,
  equalDimensions,
  isDimensionless,
  multiplyDimensions,
  powerDimension,
} from './dimension-algebra.js';
import { lookupUnit } from './unit-table.js';

const exponent = fc.integer({ min: -60, max: 60 });
const dimensions: fc.Arbitrary<Dimension> = fc
  .tuple(exponent, exponent, exponent, exponent, exponent, exponent, exponent)
  .map((twelfths) => ({ twelfths }));

function dimensionOf(name: string): Dimension {
  return lookupUnit(name, 'equation')?.dimension ?? dimensionless;
}

describe('products of dimensions', () => {
  it('form a commutative group', () => {
    fc.assert(
      fc.property(dimensions, dimensions, dimensions, (a, b, c) => {
        const product = multiplyDimensions(a, b);
        expect(product).toEqual(multiplyDimensions(b, a));
        expect(multiplyDimensions(product, c)).toEqual(
          multiplyDimensions(a, multiplyDimensions(b, c)),
        );
        expect(multiplyDimensions(a, dimensionless)).toEqual(a);
        expect(equalDimensions(divideDimensions(product, b), a)).toBe(true);
        expect(isDimensionless(divideDimensions(a, a))).toBe(true);
      }),
    );
  });

  it.each([
    ['volt', 'amp', 'watt'],
    ['ohm', 'farad', 'second'],
    ['volt', 'siemens', 'amp'],
    ['newton', 'metre', 'joule'],
    ['henry', 'amp', 'weber'],
    ['volt', 'second', 'weber'],
    ['coulomb', 'hertz', 'amp'],
    ['pascal', 'metre2', 'newton'],
    ['molar', 'litre', 'mole'],
    ['gray', 'kilogram', 'joule'],
    ['lux', 'metre2', 'lumen'],
    ['katal', 'second', 'mol'],
  ])('%s times %s is %s', (a, b, product) => {
    const found = multiplyDimensions(dimensionOf(a), dimensionOf(b));
    expect(found).toEqual(dimensionOf(product));
  });
});

describe('powerDimension', () => {
  it('undoes itself', () => {
    fc.assert(
      fc.property(dimensions, fc.constantFrom(1, 2, 3, 4, 6, 12), (a, n) => {
        const power = powerDimension(a, n);
        expect(power && powerDimension(power, 1, n)).toEqual(a);
      }),
    );
  });

  it('halves for a square root and takes real exponents', () => {
    expect(powerDimension(dimensionOf('metre2'), 1, 2)).toEqual(dimensionOf('metre'));
    expect(powerDimension(dimensionOf('metre'), 2.5)?.twelfths[0]).toBe(30);
    expect(powerDimension(dimensionOf('metre'), 1 / 3)?.twelfths[0]).toBe(4);
    expect(powerDimension(dimensionOf('volt'), -1)).toEqual(
      divideDimensions(dimensionless, dimensionOf('volt')),
    );
  });

  it('has no result off the twelfths, or for absurd exponents', () => {
    expect(powerDimension(dimensionOf('volt'), 0.3)).toBeUndefined();
    expect(powerDimension(dimensionOf('volt'), 1e9)).toBeUndefined();
    expect(powerDimension(dimensionOf('volt'), Number.NaN)).toBeUndefined();
    expect(powerDimension(dimensionOf('volt'), 1, 0)).toBeUndefined();
    expect(powerDimension(dimensionless, 0.3)).toEqual(dimensionless);
  });
});
