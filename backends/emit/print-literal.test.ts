import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printLiteral } from './print-literal.js';

it.each([
  [0, '0'],
  [-0, '(-0)'],
  [0.1, '0.1'],
  [-2.5, '(-2.5)'],
  [1e300, '1e+300'],
  [5e-324, '5e-324'],
  [Infinity, 'Infinity'],
  [-Infinity, '(-Infinity)'],
])('%d is %s', (value, text) => {
  expect(printLiteral(value)).toBe(text);
});

it('reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(printLiteral(value).replace(/^\((.*)\)$/, '$1'))).toBe(value);
    }),
  );
});

it('refuses NaN', () => {
  expect(() => printLiteral(NaN)).toThrow('NaN');
});
