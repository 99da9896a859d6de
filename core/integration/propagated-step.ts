import type { KernelBuilder, ValueId } from '../ir/index.js';
import type { Advanced, SystemLowering } from './differential-system.js';
import { coefficient, input } from './held-coefficient.js';
import type { LinearSystem } from './linear-system.js';

/** Square matrix of values of a kernel; an absent entry is 0 by its form. */
type Values = readonly (readonly (ValueId | undefined)[])[];

/** The step is halved so often: the series below is exact while the norm of Mh is at most 2^16. */
const halvings = 20;

/**
 * Exact step of a system whose coefficients are known only at run time, of any form: e^(Mh) is
 * evaluated for every neuron in every step, so whatever a coefficient is made of may change between
 * steps.
 *
 * The exponential of a 2^20th of the step is a series; doubling that step 20 times gives the whole
 * one. What is doubled is E = e^(Mh) - I and q = (integral of e^(Ms)) b, as in `matrixPropagator`:
 * E(2h) = 2E + E^2, q(2h) = 2q + Eq. So small coefficients lose no digits, and equal rates, rates of
 * 0 and oscillation need no case of their own (deviation D4 of semantics section 14). For a norm of Mh
 * from 2^16 up e^(Mh) loses digits, but what decays that fast has decayed: E and q share their
 * series, and with it the state of rest -b/M.
 */
export function advancePropagated(system: LinearSystem, lowering: SystemLowering): Advanced {
  const { builder: b } = lowering;
  const { names } = system;
  const part = b.mul(lowering.step, b.constant(2 ** -halvings));
  const scaled: Values = names.map((_, row) =>
    names.map((_unused, column) => {
      const value = coefficient(system, row, column, lowering);
      return value === undefined ? undefined : b.mul(value, part);
    }),
  );
  const inner = series(b, scaled);
  let excess = multiply(b, scaled, inner);
  const inputs = names.map((_, row) => {
    const value = input(system, row, lowering);
    return value === undefined ? undefined : b.mul(value, part);
  });
  let added = apply(b, inner, inputs);
  for (let round = 0; round < halvings; round++) {
    const more = apply(b, excess, added);
    added = added.map((value, row) => plus(b, twice(b, value), more[row]));
    excess = sum(
      b,
      excess.map((entries) => entries.map((entry) => twice(b, entry))),
      multiply(b, excess, excess),
    );
  }
  const states = names.map((name) => lowering.state(name));
  const moved = apply(b, excess, states);
  return new Map(
    names.map((name, row) => {
      const change = plus(b, moved[row], added[row]);
      const state = states[row] as ValueId;
      return [name, change === undefined ? state : b.add(state, change)];
    }),
  );
}

/**
 * Sum of A^k/(k+1)! for k up to 8, in three groups by powers of A^3 (Paterson and Stockmeyer 1973).
 * With a norm of A of at most 2^-4 the terms left out are below 2^-57.
 */
function series(b: KernelBuilder, a: Values): Values {
  const square = multiply(b, a, a);
  const cube = multiply(b, square, a);
  const group = (first: number): Values => {
    const weight = (k: number): ValueId => b.constant(1 / factorial(first + k + 1));
    return a.map((row, r) =>
      row.map((entry, c) => {
        const linear = entry && b.mul(entry, weight(1));
        const quadratic = square[r]?.[c];
        const both = plus(b, linear, quadratic && b.mul(quadratic, weight(2)));
        return r === c ? plus(b, weight(0), both) : both;
      }),
    );
  };
  const outer = sum(b, group(3), multiply(b, cube, group(6)));
  return sum(b, group(0), multiply(b, cube, outer));
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function twice(b: KernelBuilder, value: ValueId | undefined): ValueId | undefined {
  return value === undefined ? undefined : b.add(value, value);
}

function plus(
  b: KernelBuilder,
  left: ValueId | undefined,
  right: ValueId | undefined,
): ValueId | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : b.add(left, right);
}

function sum(b: KernelBuilder, left: Values, right: Values): Values {
  return left.map((row, r) => row.map((entry, c) => plus(b, entry, right[r]?.[c])));
}

function multiply(b: KernelBuilder, left: Values, right: Values): Values {
  return left.map((row) =>
    left.map((_, c) =>
      product(
        b,
        row,
        right.map((entries) => entries[c]),
      ),
    ),
  );
}

function apply(
  b: KernelBuilder,
  matrix: Values,
  vector: readonly (ValueId | undefined)[],
): readonly (ValueId | undefined)[] {
  return matrix.map((row) => product(b, row, vector));
}

/** Sum of the products of what is there in both. */
function product(
  b: KernelBuilder,
  row: readonly (ValueId | undefined)[],
  column: readonly (ValueId | undefined)[],
): ValueId | undefined {
  let total: ValueId | undefined;
  for (const [k, left] of row.entries()) {
    const right = column[k];
    if (left === undefined || right === undefined) continue;
    total = plus(b, total, b.mul(left, right));
  }
  return total;
}
