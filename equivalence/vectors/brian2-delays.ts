import { Diagnostics } from '../../core/diagnostics/index.js';
import { type Expression, parseExpression, plainOrigin } from '../../core/equations/index.js';
import type { ValueSpec } from '../../core/network/index.js';
import { arrayAt } from './brian2-arrays.js';
import { seconds } from './brian2-texts.js';
import {
  integerAt,
  isAbsent,
  member,
  refuse,
  textAt,
  unsupported,
  type VectorValue,
} from './vector-shape.js';

/** Source and target of every synapse, in synapse order. */
export type Pairs = readonly (readonly [number, number])[];

/** Delay of the pre pathway: the value before rounding where the vector gives it. */
export function preDelay(synapses: VectorValue, dt: number, pairs: Pairs): ValueSpec {
  const steps = member(synapses, 'delay_steps');
  const formula = member(synapses, 'delay_steps_formula');
  const unrounded = member(synapses, 'delay');
  const stated = isAbsent(steps)
    ? isAbsent(formula)
      ? undefined
      : formulaSteps(formula, pairs)
    : stepList(steps, pairs.length);
  if (isAbsent(unrounded)) return stated === undefined ? seconds(0) : stepDelays(stated, dt);
  const { values } = arrayAt(unrounded);
  checkRounding(unrounded, values, stated, pairs.length, dt);
  return { values, unit: 'second' };
}

/** Delay of another pathway, in whole steps. */
export function delayOfSteps(steps: VectorValue, dt: number, count: number): ValueSpec {
  return isAbsent(steps) ? seconds(0) : stepDelays(stepList(steps, count), dt);
}

/** One delay where it is the same for all synapses. */
function stepDelays(steps: readonly number[], dt: number): ValueSpec {
  const [first = 0] = steps;
  if (steps.every((count) => count === first)) return seconds(first * dt);
  return { values: steps.map((count) => count * dt), unit: 'second' };
}

/** `{const}` needs no length here. */
function stepList(of: VectorValue, count: number): readonly number[] {
  const { value } = of;
  const bare = typeof value === 'object' && value !== null && 'const' in value && !('n' in value);
  const values = bare
    ? new Array<number>(count).fill(integerAt(member(of, 'const')))
    : arrayAt(of).values;
  if (values.length !== count) refuse(of.path, `${values.length} delays, not ${count}`);
  if (!values.every((steps) => Number.isSafeInteger(steps) && steps >= 0))
    refuse(of.path, 'a delay is no number of steps');
  return values;
}

/** Rounding the delays must give the steps that the vector states. */
function checkRounding(
  of: VectorValue,
  delays: readonly number[],
  steps: readonly number[] | undefined,
  count: number,
  dt: number,
): void {
  if (delays.length !== count) refuse(of.path, `${delays.length} delays, not ${count}`);
  if (steps === undefined) return;
  const wrong = delays.findIndex((delay, s) => Math.floor(delay / dt + 0.5) !== steps[s]);
  if (wrong >= 0)
    refuse(`${of.path}[${wrong}]`, 'the delay does not round to the step that is stated');
}

/**
 * `delay_steps[s] = (2*i + 5*j) mod 11`: whole numbers, i, j, s and parentheses with + - * mod. A
 * remark may stand behind a comma or semicolon.
 */
function formulaSteps(of: VectorValue, pairs: Pairs): readonly number[] {
  const text = textAt(of);
  const right = text.replace(/^\s*delay_steps(?:\s*\[[^\]]*\])?\s*=/, '').replace(/[,;].*$/s, '');
  const expression = parseExpression(
    plainOrigin(right.replaceAll(/\bmod\b/g, '%')),
    new Diagnostics(),
  );
  if (expression === undefined) return unsupported(`the delay formula ${text}`);
  return pairs.map(([i, j], s) => {
    const steps = evaluate(expression, { i, j, s });
    if (steps === undefined) return unsupported(`the delay formula ${text}`);
    if (steps < 0) return refuse(of.path, `synapse ${s} has a delay of ${steps} steps`);
    return steps;
  });
}

/** Undefined for anything but whole numbers and the operators of a formula. */
function evaluate(
  expression: Expression,
  names: Readonly<Record<string, number>>,
): number | undefined {
  if (expression.kind === 'number')
    return Number.isSafeInteger(expression.value) ? expression.value : undefined;
  if (expression.kind === 'name') return names[expression.name];
  if (expression.kind !== 'arithmetic') return undefined;
  const [left, right] = [evaluate(expression.left, names), evaluate(expression.right, names)];
  if (left === undefined || right === undefined) return undefined;
  switch (expression.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '%':
      return right > 0 ? left - right * Math.floor(left / right) : undefined;
    default:
      return undefined;
  }
}
