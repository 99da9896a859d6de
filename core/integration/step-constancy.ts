import { type Expression, walkExpression } from '../equations/index.js';
import type { DifferentialSystem } from './differential-system.js';

/** Why a coefficient is not one number over a step, and the term that is to blame. */
export interface Inconstancy {
  readonly term: Expression;
  readonly reason: string;
}

/**
 * The first thing in an expression that may change within a step: the time, a random number, or a
 * timed array whose rows do not begin with a step (h <= its dt and dt/h an integer, semantics
 * section 8, point 2). Undefined if there is none.
 */
export function findInconstancy(
  expression: Expression,
  system: DifferentialSystem,
): Inconstancy | undefined {
  const excused = new Set<Expression>();
  let found: Inconstancy | undefined;
  const blame = (term: Expression, reason: string): void => {
    found ??= { term, reason };
  };
  walkExpression(expression, (node) => {
    if (excused.has(node)) return;
    if (node.kind === 'name') {
      const resolution = system.scope.resolve(node.name);
      if (resolution?.kind !== 'builtin') return;
      if (resolution.name === 't' || resolution.name === 't_in_timesteps') {
        blame(node, 'it depends on the time');
      }
      return;
    }
    if (node.kind !== 'call') return;
    if (node.callee === 'rand' || node.callee === 'randn' || node.callee === 'poisson') {
      blame(node, 'it draws a random number');
      return;
    }
    const resolution = system.scope.resolve(node.callee);
    if (resolution?.kind !== 'array') return;
    const [time] = node.args;
    if (time?.kind !== 'name' || time.name !== 't') {
      blame(node, 'the array is read at another time than t');
    } else if (!alignedRows(system, resolution.array)) {
      blame(node, 'the rows of the array do not begin with a step');
    } else {
      excused.add(time);
    }
  });
  return found;
}

function alignedRows(system: DifferentialSystem, array: string): boolean {
  const [rowSeconds, stepSeconds] = [system.arrayStep(array), system.stepSeconds];
  if (rowSeconds === undefined) throw new Error(`there is no timed array ${array}`);
  if (stepSeconds === undefined) return false;
  const ratio = rowSeconds / stepSeconds;
  // Both are products of a decimal number and a unit: their quotient is off by a few roundings.
  return ratio > 1 - 1e-9 && Math.abs(ratio - Math.round(ratio)) <= 1e-9 * ratio;
}
