import type { ValueId } from '../ir/index.js';
import type { Scope } from '../network/index.js';
import { advanceClosedForm } from './closed-form.js';
import { components, isTwoLevel, subsystem } from './component.js';
import type { Advanced, SystemLowering } from './differential-system.js';
import { constantMatrix, type LinearSystem } from './linear-system.js';
import { type Matrix, matrixPropagator, type Propagator } from './matrix-propagator.js';
import { advancePropagated } from './propagated-step.js';

/**
 * x' = Px + Qb over a step of known length (method `exact`, semantics section 8).
 *
 * Parts of the system that are not coupled are advanced on their own: those whose coefficients are
 * constants with a propagator computed here, the others at run time, with closed forms where there
 * are some. While a neuron is refractory its guarded variables have derivative 0 in the whole system, hence a second
 * propagator.
 */
export function advanceExact(
  system: LinearSystem,
  scope: Scope,
  stepSeconds: number,
  lowering: SystemLowering,
): Advanced {
  const advanced = new Map<string, ValueId>();
  for (const members of components(system)) {
    const part = subsystem(system, members);
    const matrix = constantMatrix(part.matrix, scope);
    const values =
      matrix === undefined
        ? advanceVarying(part, lowering)
        : advanceConstant(part, matrix, stepSeconds, lowering);
    for (const [name, value] of values) advanced.set(name, value);
  }
  return new Map(system.names.map((name) => [name, advanced.get(name) as ValueId]));
}

function advanceVarying(system: LinearSystem, lowering: SystemLowering): Advanced {
  return isTwoLevel(system)
    ? advanceClosedForm(system, lowering)
    : advancePropagated(system, lowering);
}

/**
 * Variables whose step evaluates a matrix exponential per neuron: fixed point has no such arithmetic.
 */
export function propagatedVariables(system: LinearSystem, scope: Scope): readonly string[] {
  return components(system)
    .map((members) => subsystem(system, members))
    .filter((part) => constantMatrix(part.matrix, scope) === undefined && !isTwoLevel(part))
    .flatMap(({ names }) => names);
}

function advanceConstant(
  system: LinearSystem,
  matrix: Matrix,
  stepSeconds: number,
  lowering: SystemLowering,
): Advanced {
  const { builder: b, notRefractory } = lowering;
  const inputs = system.rest.map((rest) => (rest === undefined ? undefined : lowering.real(rest)));
  const running = matrixPropagator(matrix, stepSeconds);
  const holds = notRefractory !== undefined && system.guarded.includes(true);
  const resting = holds
    ? matrixPropagator(
        matrix.map((row, r) => row.map((entry) => (system.guarded[r] === true ? 0 : entry))),
        stepSeconds,
      )
    : undefined;
  const heldInputs = inputs.map((input, r) => (system.guarded[r] === true ? undefined : input));
  return new Map(
    system.names.map((name, row) => {
      const value = combine(system, row, running, inputs, lowering);
      // The store of a guarded variable is dropped while it is refractory: one propagator will do.
      if (resting === undefined || system.guarded[row] === true) return [name, value];
      if (sameRow(system, row, running, resting)) return [name, value];
      const held = combine(system, row, resting, heldInputs, lowering);
      return [name, b.select(notRefractory as ValueId, value, held)];
    }),
  );
}

/** Row of Px + Qb, terms in the order of the equations, entries of 0 left out. */
function combine(
  system: LinearSystem,
  row: number,
  { state, input }: Propagator,
  inputs: readonly (ValueId | undefined)[],
  { builder: b, state: stateOf }: SystemLowering,
): ValueId {
  const terms: ValueId[] = [];
  const factor = (matrix: Matrix, column: number): number => matrix[row]?.[column] as number;
  for (const [column, name] of system.names.entries()) {
    if (factor(state, column) !== 0) {
      terms.push(b.mul(stateOf(name), b.constant(factor(state, column))));
    }
  }
  for (const [column, value] of inputs.entries()) {
    if (value !== undefined && factor(input, column) !== 0) {
      terms.push(b.mul(value, b.constant(factor(input, column))));
    }
  }
  // A decay to less than the smallest number leaves nothing.
  if (terms.length === 0) return b.constant(0);
  return terms.reduce((sum, term) => b.add(sum, term));
}

/** True if a variable's row reaches no guarded variable, so that both propagators agree on it. */
function sameRow(system: LinearSystem, row: number, a: Propagator, c: Propagator): boolean {
  return system.names.every(
    (_, column) =>
      a.state[row]?.[column] === c.state[row]?.[column] &&
      (a.input[row]?.[column] === c.input[row]?.[column] || system.rest[column] === undefined),
  );
}
