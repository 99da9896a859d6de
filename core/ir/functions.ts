import type { BinaryOperation, CompareOperation, UnaryOperation } from './nodes.js';
import { poissonQuantile } from './poisson-quantile.js';

/** Every integer of this size and above is its own neighbour: nothing is left to round. */
const integersOnly = 2 ** 52;

/** To the nearest integer, ties to even, keeping the sign of zero (as WebAssembly's f64.nearest). */
function nearest(x: number): number {
  if (x === 0 || !(Math.abs(x) < integersOnly)) return x;
  // The sum has no bits below 1, so the addition itself rounds, to even as all float64 additions.
  return x < 0 ? -(integersOnly - x - integersOnly) : x + integersOnly - integersOnly;
}

/** IEEE 754-2019 pow: where Math.pow has NaN, 1 to any power and (-1) to +-infinity are 1. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/**
 * What the operations compute. The only place where the IR's real functions are bound to an
 * implementation: the interpreter, constant folding and generated code all go through it.
 */
export const unaryFunctions: Readonly<Record<UnaryOperation, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  nearest,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
};

export const binaryFunctions: Readonly<
  Record<BinaryOperation, (left: number, right: number) => number>
> = {
  add: (left, right) => left + right,
  sub: (left, right) => left - right,
  mul: (left, right) => left * right,
  div: (left, right) => left / right,
  // Not Math.min and Math.max: those differ on NaN and on zeros of both signs.
  min: (left, right) => (right < left ? right : left),
  max: (left, right) => (left < right ? right : left),
  rem: (left, right) => left % right,
  pow: power,
  poisson: poissonQuantile,
};

export const comparisons: Readonly<
  Record<CompareOperation, (left: number, right: number) => boolean>
> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};
