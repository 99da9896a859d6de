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
 * section 8, point 2; dt/h in float64). Undefined if there is none.
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
    } else {
      const steps = stepsPerRow(system, resolution.array);
      if (steps !== undefined && steps >= 1 && Number.isInteger(steps)) excused.add(time);
      else blame(node, misaligned(steps));
    }
  });
  return found;
}

/** Undefined where there are no steps: between events. */
function stepsPerRow(system: DifferentialSystem, array: string): number | undefined {
  const [rowSeconds, stepSeconds] = [system.arrayStep(array), system.stepSeconds];
  if (rowSeconds === undefined) throw new Error(`there is no timed array ${array}`);
  // No tolerance, so that the choice of a method is Brian2's: 0.3*ms / (0.1*ms) is below 3 in float64.
  return stepSeconds === undefined ? undefined : rowSeconds / stepSeconds;
}

function misaligned(steps: number | undefined): string {
  const rows = 'the rows of the array do not begin with a step';
  return steps === undefined ? rows : `${rows}, each lasts ${steps} steps`;
}
