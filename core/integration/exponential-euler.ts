import type { Expression } from '../equations/index.js';
import type { ValueId } from '../ir/index.js';
import type { Advanced, SystemLowering } from './differential-system.js';

/**
 * dx/dt = Ax + B for one variable, the others frozen, and functions of x itself too; an absent part
 * is 0 by its form.
 */
export interface ConditionallyLinear {
  readonly name: string;
  readonly coefficient: Expression | undefined;
  readonly rest: Expression | undefined;
}

/**
 * A = 0: x + hB, also where A is 0 at run time (deviation D5 of semantics section 14); B = 0 by its
 * form: x e^(Ah); else (x + B/A) e^(Ah) - B/A.
 */
export function advanceExponentialEuler(
  equations: readonly ConditionallyLinear[],
  lowering: SystemLowering,
): Advanced {
  return new Map(equations.map((equation) => [equation.name, advance(equation, lowering)]));
}

function advance(
  { name, coefficient, rest }: ConditionallyLinear,
  { builder: b, step, state, real }: SystemLowering,
): ValueId {
  const x = state(name);
  if (coefficient === undefined) return rest === undefined ? x : b.add(x, b.mul(step, real(rest)));
  const a = real(coefficient);
  const factor = b.unary('exp', b.mul(a, step));
  if (rest === undefined) return b.mul(x, factor);
  const input = real(rest);
  const fixed = b.div(input, a);
  const linear = b.sub(b.mul(b.add(x, fixed), factor), fixed);
  return b.select(b.eq(a, b.constant(0)), b.add(x, b.mul(step, input)), linear);
}
