import { expect, it } from 'vitest';
import { binaryFunctions, unaryFunctions } from './functions.js';

it.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, -0],
  [-1.5, -2],
  [-2.5, -2],
  [0.3, 0],
  [-0.3, -0],
  [-0, -0],
  [0, 0],
  [0.49999999999999994, 0],
  [4503599627370495.5, 4503599627370496],
  [4503599627370494.5, 4503599627370494],
  [-4503599627370495.5, -4503599627370496],
  [4503599627370497, 4503599627370497],
  [1e300, 1e300],
  [-Infinity, -Infinity],
  [NaN, NaN],
])('nearest(%d), ties to even', (x, expected) => {
  expect(unaryFunctions.nearest(x)).toBe(expected);
});

it('min and max are one comparison: the first operand stays on NaN and on equal zeros', () => {
  const { min, max } = binaryFunctions;
  expect([min(-0, 0), min(0, -0), max(-0, 0), max(0, -0)]).toEqual([-0, 0, -0, 0]);
  expect([min(NaN, 1), min(1, NaN), max(NaN, 1), max(1, NaN)]).toEqual([NaN, 1, NaN, 1]);
});

it('rem has the sign of the dividend', () => {
  const { rem } = binaryFunctions;
  expect([rem(-5, 3), rem(5, -3), rem(-6, 3), rem(1, 0)]).toEqual([-2, 2, -0, NaN]);
});
