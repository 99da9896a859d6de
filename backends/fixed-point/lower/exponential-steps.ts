import {
  mapOperands,
  type ScalarKernel,
  type ScalarNode,
  type ValueId,
} from '../../../core/ir/index.js';
import type { SingleVariable } from './single-variable.js';

/** (x + B/A) e^(Ah) - B/A as found in a kernel. */
interface ExponentialStep {
  readonly x: ValueId;
  readonly a: ValueId;
  readonly b: ValueId;
  readonly h: ValueId;
  readonly quotient: ValueId;
  readonly exponent: ValueId;
}

/**
 * Steps of exponential Euler in a form whose small differences survive few bits. In float64 the new
 * value is (x + B/A) e^(Ah) - B/A: the factor is close to 1, and B/A can be far larger than x. Equal
 * in exact arithmetic are
 *
 * - x + (x + B/A) (e^(Ah) - 1) where A and B depend on one other variable: two tables;
 * - x + h (A x + B) exprel(Ah) otherwise: no division, and right at A = 0 as well.
 */
export function rewriteExponentialSteps(
  kernel: ScalarKernel,
  single: SingleVariable,
): ScalarKernel {
  const { body } = kernel;
  const steps = new Map<ValueId, ExponentialStep>();
  for (const [id, node] of body.entries()) {
    const step = matchStep(body, node);
    if (step !== undefined) steps.set(id, step);
  }
  if (steps.size === 0) return kernel;
  const result: ScalarNode[] = [];
  const renamed = new Map<ValueId, ValueId>();
  const at = (id: ValueId): ValueId => renamed.get(id) as ValueId;
  for (const [id, node] of body.entries()) {
    const step = steps.get(id);
    if (step !== undefined) {
      const tables = single.leafOf(step.quotient) !== undefined;
      renamed.set(id, tables ? relaxed(step, at, result) : integrated(step, at, result));
      continue;
    }
    if (node.op === 'select' && avoidsZero(body, node, steps)) {
      renamed.set(id, at(node.whenFalse));
      continue;
    }
    renamed.set(id, result.push(mapOperands(node, at)) - 1);
  }
  return { ...kernel, body: result };
}

/** `sub(mul(add(x, div(b, a)), exp(mul(a, h))), div(b, a))` with a constant h. */
function matchStep(body: readonly ScalarNode[], node: ScalarNode): ExponentialStep | undefined {
  if (node.op !== 'sub') return undefined;
  const quotient = node.right;
  const [product, fraction] = [body[node.left], body[quotient]];
  if (product?.op !== 'mul' || fraction?.op !== 'div') return undefined;
  const [sum, factor] = [body[product.left], body[product.right]];
  if (sum?.op !== 'add' || sum.right !== quotient || factor?.op !== 'exp') return undefined;
  const exponent = body[factor.operand];
  if (exponent?.op !== 'mul' || exponent.left !== fraction.right) return undefined;
  if (body[exponent.right]?.op !== 'const') return undefined;
  return {
    x: sum.left,
    a: fraction.right,
    b: fraction.left,
    h: exponent.right,
    quotient,
    exponent: factor.operand,
  };
}

/** `A == 0 ? x + hB : step`: the rewritten step holds there too. */
function avoidsZero(
  body: readonly ScalarNode[],
  { condition, whenFalse }: Extract<ScalarNode, { op: 'select' }>,
  steps: ReadonlyMap<ValueId, ExponentialStep>,
): boolean {
  const [step, test] = [steps.get(whenFalse), body[condition]];
  if (step === undefined || test?.op !== 'eq' || test.left !== step.a) return false;
  const zero = body[test.right];
  return zero?.op === 'const' && zero.value === 0;
}

function relaxed(
  { x, quotient, exponent }: ExponentialStep,
  at: (id: ValueId) => ValueId,
  result: ScalarNode[],
): ValueId {
  const push = (node: ScalarNode): ValueId => result.push(node) - 1;
  const distance = push({ op: 'add', left: at(x), right: at(quotient) });
  const rate = push({ op: 'expm1', operand: at(exponent) });
  const change = push({ op: 'mul', left: distance, right: rate });
  return push({ op: 'add', left: at(x), right: change });
}

function integrated(
  { x, a, b, h, exponent }: ExponentialStep,
  at: (id: ValueId) => ValueId,
  result: ScalarNode[],
): ValueId {
  const push = (node: ScalarNode): ValueId => result.push(node) - 1;
  const own = push({ op: 'mul', left: at(a), right: at(x) });
  const slope = push({ op: 'add', left: own, right: at(b) });
  const difference = push({ op: 'expm1', operand: at(exponent) });
  const mean = push({ op: 'div', left: difference, right: at(exponent) });
  const flow = push({ op: 'mul', left: slope, right: mean });
  const change = push({ op: 'mul', left: flow, right: at(h) });
  return push({ op: 'add', left: at(x), right: change });
}
