import { describe, expect, it } from 'vitest';
import {
  clip,
  exprel,
  floorDivide,
  floorModulo,
  power,
  sign,
  timedArrayRow,
  timestep,
  truncate,
} from './composites.js';
import { interpretKernel } from './interpret-kernel.js';
import { KernelBuilder } from './kernel-builder.js';
import type { ScalarKernel, ValueId } from './nodes.js';

type Composite = (b: KernelBuilder, ...operands: readonly [ValueId, ValueId, ValueId]) => ValueId;

/** The composite over data, so that nothing is constant, and what it computes. */
function kernelOf(composite: Composite): ScalarKernel {
  const b = new KernelBuilder('k', { kind: 'elements', object: 'p', count: 1 });
  const value = composite(b, b.load('x'), b.load('y'), b.load('z'));
  b.store('x', 'lane', value);
  return b.finish();
}
function evaluate(composite: Composite, x: number, y = 0, z = 0): number {
  const arrays = new Map(
    Object.entries({ x, y, z }).map(([id, value]) => [
      id,
      { data: Float64Array.of(value), count: 1, slots: 1 },
    ]),
  );
  const environment = { arrays, tables: new Map(), dtSeconds: 1, draw: () => 0 };
  interpretKernel(kernelOf(composite), environment)(0, undefined, 0, 1);
  return arrays.get('x')?.data[0] ?? NaN;
}

describe('floorDivide and floorModulo', () => {
  // x, y, numpy.floor_divide(x, y), numpy.remainder(x, y): NumPy 2.4.6, float64.
  it.each([
    [7, 2, 3, 1],
    [-7, 2, -4, 1],
    [5, 3, 1, 2],
    [-5, 3, -2, 1],
    [1, 0.1, 9, 0.09999999999999995],
    [-1, 0.1, -10, 5.551115123125783e-17],
    [0, 3, 0, 0],
    [-0, 3, -0, 0],
    [1, 0, Infinity, NaN],
    [0.3, 0.1, 2, 0.09999999999999998],
    [-0.3, 0.1, -3, 2.7755575615628914e-17],
    [1e300, 0.003, 3.3333333333333335e302, 0.0015554758406080569],
    [-1e-300, 2, -1, 2],
    [Infinity, 2, NaN, NaN],
    [-Infinity, 2, NaN, NaN],
    [5, Infinity, 0, 5],
    [-5, Infinity, -1, Infinity],
    [5, -Infinity, -1, -Infinity],
    [NaN, 1, NaN, NaN],
    [1, NaN, NaN, NaN],
    [0, 0, NaN, NaN],
    [-0, -2, 0, -0],
    [6, -3, -2, -0],
    [-6, -3, 2, -0],
    [0.7, 0.1, 6, 0.09999999999999992],
    [1e17, 3, 3.3333333333333332e16, 1],
    [5e-324, 1e300, 0, 5e-324],
  ])('%d and %d', (x, y, quotient, remainder) => {
    expect(evaluate(floorDivide, x, y)).toBe(quotient);
    expect(evaluate(floorModulo, x, y)).toBe(remainder);
  });
});

describe('power', () => {
  const toThe = (exponent: number): Composite => {
    return (b, x) => power(b, x, b.constant(exponent));
  };
  it.each([
    [2, ['load', 'load', 'load', 'const', 'mul', 'store']],
    [3, ['load', 'load', 'load', 'const', 'mul', 'mul', 'store']],
    [-1, ['load', 'load', 'load', 'const', 'const', 'div', 'store']],
    [0.5, ['load', 'load', 'load', 'const', 'pow', 'store']],
    [9, ['load', 'load', 'load', 'const', 'pow', 'store']],
  ])('multiplies x ** %d out if the exponent is a small integer', (exponent, operations) => {
    expect(kernelOf(toThe(exponent)).body.map(({ op }) => op)).toEqual(operations);
  });
  it.each([
    [3, 0, 1],
    [3, 1, 3],
    [3, 2, 9],
    [-3, 3, -27],
    [3, 5, 243],
    [3, 7, 2187],
    [2, 8, 256],
    [4, -2, 0.0625],
    [4, 0.5, 2],
    [2, 10, 1024],
  ])('%d ** %d', (x, exponent, expected) => {
    expect(evaluate(toThe(exponent), x)).toBe(expected);
  });
  it('follows IEEE 754 where 1 and -1 meet infinity', () => {
    const pow: Composite = (b, x, y) => power(b, x, y);
    expect(evaluate(pow, 1, NaN)).toBe(1);
    expect(evaluate(pow, -1, -Infinity)).toBe(1);
  });
});

it.each([
  [0, 1],
  [9e-17, 1],
  [-9e-17, 1],
  [1, Math.E - 1],
  [717.5, Infinity],
  [-Infinity, 0],
  [NaN, NaN],
])('exprel(%d)', (x, expected) => {
  expect(evaluate(exprel, x)).toBe(expected);
});

it.each([
  [-3, -1],
  [5e-324, 1],
  [0, 0],
  [-0, 0],
  [NaN, NaN],
])('sign(%d)', (x, expected) => {
  expect(evaluate(sign, x)).toBe(expected);
});

it.each([
  [5, 0, 1, 1],
  [-5, 0, 1, 0],
  [0.5, 0, 1, 0.5],
  [0.5, 2, 1, 1],
  [NaN, 0, 1, NaN],
])('clip(%d, %d, %d)', (x, low, high, expected) => {
  expect(evaluate(clip, x, low, high)).toBe(expected);
});

it('truncate cuts toward zero and takes a bool as 0 or 1', () => {
  expect(evaluate(truncate, -1.7)).toBe(-1);
  expect(evaluate((b, x, y) => truncate(b, b.gt(x, y)), 2, 1)).toBe(1);
});

it.each([
  [0.19e-3, 0.1e-3, 1],
  [0.3e-3, 0.1e-3, 3],
  [0.29999e-3, 0.1e-3, 3],
  [0.2998e-3, 0.1e-3, 2],
])('timestep(%d, %d)', (t, dt, expected) => {
  expect(evaluate(timestep, t, dt)).toBe(expected);
});

describe('timedArrayRow', () => {
  // Rows quoted in semantics section 10.4, for steps 0, 1, 2, ...
  it.each([
    [0.3e-3, 0.1e-3, [0, 0, 0, 1, 1, 1, 2]],
    [0.25e-3, 0.1e-3, [0, 0, 0, 1, 1, 2, 2, 2, 3]],
    [0.05e-3, 0.1e-3, [0, 2, 3]],
    [0.7e-3, 0.5e-3, [0, 0, 1, 2, 2, 3]],
  ])('rows of %d s at steps of %d s', (arrayDt, dt, rows) => {
    const row: Composite = (b, t) => timedArrayRow(b, t, arrayDt, dt, 4);
    expect(rows.map((_, step) => evaluate(row, step * dt))).toEqual(rows);
  });
});
