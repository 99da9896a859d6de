import type { ValueId } from '../ir/index.js';
import type { SystemLowering } from './differential-system.js';
import type { LinearSystem } from './linear-system.js';

/** A coefficient of M; 0 in rows of guarded variables while the neuron is refractory. */
export function coefficient(
  system: LinearSystem,
  row: number,
  column: number,
  lowering: SystemLowering,
): ValueId | undefined {
  const expression = system.matrix[row]?.[column];
  return expression === undefined
    ? undefined
    : held(system, row, lowering.real(expression), lowering);
}

/** An entry of b; 0 in rows of guarded variables while the neuron is refractory. */
export function input(
  system: LinearSystem,
  row: number,
  lowering: SystemLowering,
): ValueId | undefined {
  const expression = system.rest[row];
  return expression === undefined
    ? undefined
    : held(system, row, lowering.real(expression), lowering);
}

function held(
  system: LinearSystem,
  row: number,
  value: ValueId,
  { builder: b, notRefractory }: SystemLowering,
): ValueId {
  if (system.guarded[row] !== true || notRefractory === undefined) return value;
  return b.select(notRefractory, value, b.constant(0));
}
