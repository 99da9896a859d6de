import { evaluateConstant, linearParts } from '../analysis/index.js';
import { type Expression, printExpression } from '../equations/index.js';
import type { Scope } from '../network/index.js';
import type { DifferentialSystem } from './differential-system.js';
import type { Matrix } from './matrix-propagator.js';
import { circularBlocks } from './real-eigenvalues.js';

/** dx/dt = Mx + b, symbolically; an absent entry is 0 by its form. */
export interface LinearSystem {
  readonly names: readonly string[];
  readonly guarded: readonly boolean[];
  readonly matrix: readonly (readonly (Expression | undefined)[])[];
  readonly rest: readonly (Expression | undefined)[];
}

/** Takes a system apart, or says which term of which variable is not linear. */
export function linearSystem(
  system: DifferentialSystem,
): LinearSystem | { readonly variable: string; readonly nonlinear: Expression } {
  const names = system.equations.map((equation) => equation.name);
  const matrix: (Expression | undefined)[][] = [];
  const rest: (Expression | undefined)[] = [];
  for (const equation of system.equations) {
    const parts = linearParts(equation.expanded, new Set(names));
    if ('nonlinear' in parts) return { variable: equation.name, nonlinear: parts.nonlinear };
    matrix.push(names.map((name) => nonZero(parts.coefficients.get(name))));
    rest.push(nonZero(parts.rest));
  }
  return { names, guarded: system.equations.map(({ guarded }) => guarded), matrix, rest };
}

/** Nothing for an absent expression and for the number 0. */
export function nonZero(expression: Expression | undefined): Expression | undefined {
  if (expression?.kind === 'number' && expression.value === 0) return undefined;
  return expression;
}

/** SI value of an expression of constants and units. */
export function constantValue(expression: Expression, scope: Scope): number | undefined {
  return evaluateConstant(expression, (name) => {
    const resolution = scope.resolve(name);
    if (resolution?.kind === 'constant' || resolution?.kind === 'unit') {
      return resolution.quantity.value;
    }
    return undefined;
  });
}

/** M in numbers, if all its entries are constants. */
export function constantMatrix(matrix: LinearSystem['matrix'], scope: Scope): Matrix | undefined {
  const rows: number[][] = [];
  for (const row of matrix) {
    const values: number[] = [];
    for (const entry of row) {
      const value = entry === undefined ? 0 : constantValue(entry, scope);
      if (value === undefined) return undefined;
      values.push(value);
    }
    rows.push(values);
  }
  return rows;
}

/**
 * M with a number drawn from [1, 2) for every name that is not a unit: what holds for three such
 * matrices holds for M as a formula (Schwartz and Zippel), whatever values the constants have now.
 */
export function genericMatrix(matrix: LinearSystem['matrix'], scope: Scope, trial: number): Matrix {
  const standIn = (name: string): number => {
    const resolution = scope.resolve(name);
    return resolution?.kind === 'unit' ? resolution.quantity.value : numberFor(name, trial);
  };
  return matrix.map((row) =>
    row.map((entry) => {
      if (entry === undefined) return 0;
      return evaluateConstant(entry, standIn) ?? numberFor(printExpression(entry), trial);
    }),
  );
}

/** A number in [1, 2) that depends on the text alone: 32-bit FNV-1a, stirred. */
function numberFor(text: string, trial: number): number {
  let hash = 0x811c9dc5 ^ trial;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return 1 + ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** True if det M vanishes as a formula: no constants could make M invertible. */
export function isSingular(matrix: LinearSystem['matrix'], scope: Scope): boolean {
  return [1, 2, 3].every((trial) => vanishes(genericMatrix(matrix, scope, trial)));
}

/**
 * True if the determinant is 0 up to rounding. It is compared with the sum of the sizes of its
 * products, so that units of very different scales do not matter; blocks of a triangular form are
 * judged one by one.
 */
function vanishes(matrix: Matrix): boolean {
  return circularBlocks(matrix).some((block) => {
    const { value, bound } = determinant(matrix, block);
    return Math.abs(value) <= 1e-12 * bound;
  });
}

/** Determinant of the rows and columns of a block, and the same sum with all its products positive. */
function determinant(
  matrix: Matrix,
  block: readonly number[],
): { readonly value: number; readonly bound: number } {
  const known = new Map<string, { value: number; bound: number }>();
  const expand = (columns: readonly number[]): { value: number; bound: number } => {
    const row = block[block.length - columns.length];
    if (row === undefined) return { value: 1, bound: 1 };
    const key = columns.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const sum = { value: 0, bound: 0 };
    for (const [position, column] of columns.entries()) {
      const entry = matrix[row]?.[column] ?? 0;
      if (entry === 0) continue;
      const minor = expand(columns.filter((other) => other !== column));
      sum.value += (position % 2 === 0 ? entry : -entry) * minor.value;
      sum.bound += Math.abs(entry) * minor.bound;
    }
    known.set(key, sum);
    return sum;
  };
  return expand(block);
}
