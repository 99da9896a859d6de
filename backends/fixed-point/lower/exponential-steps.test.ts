import { describe, expect, it } from 'vitest';
import {
  eliminateDeadCode,
  interpretKernel,
  KernelBuilder,
  type ScalarKernel,
  type ValueId,
} from '../../../core/ir/index.js';
import { rewriteExponentialSteps } from './exponential-steps.js';
import { SingleVariable } from './single-variable.js';

/** A step of exponential Euler as the integrator writes it: dx/dt = a x + b. */
function step(
  coefficient: (b: KernelBuilder) => readonly [a: ValueId, input: ValueId],
): ScalarKernel {
  const b = new KernelBuilder('P.update', { kind: 'elements', object: 'P', count: 4 });
  const [a, input] = coefficient(b);
  const x = b.load('P.x');
  const h = b.constant(0.01);
  const factor = b.unary('exp', b.mul(a, h));
  const fixed = b.div(input, a);
  const linear = b.sub(b.mul(b.add(x, fixed), factor), fixed);
  const zero = b.eq(a, b.constant(0));
  b.store('P.x', 'lane', b.select(zero, b.add(x, b.mul(h, input)), linear));
  return b.finish();
}

function run(kernel: ScalarKernel): readonly number[] {
  const data = {
    'P.x': [0.2, -1, 0.5, 3],
    'P.v': [-1.5, 0.25, 1, 2],
    'P.w': [0.5, 2, 1, 0.125],
  };
  const arrays = new Map(
    Object.entries(data).map(([id, values]) => [
      id,
      { count: 4, slots: 1, data: Float64Array.from(values) },
    ]),
  );
  interpretKernel(kernel, {
    arrays,
    tables: new Map(),
    dtSeconds: 1,
    draw: () => 0,
  })(0, undefined, 0, 4);
  return [...(arrays.get('P.x')?.data ?? [])];
}

const rewritten = (kernel: ScalarKernel): ScalarKernel =>
  rewriteExponentialSteps(kernel, new SingleVariable(kernel, () => true));
const live = (kernel: ScalarKernel): ScalarKernel => eliminateDeadCode(rewritten(kernel));

describe('rewriteExponentialSteps', () => {
  it('relaxes towards a function of one variable by a function of it: two tables, no quotient', () => {
    const kernel = step((b) => {
      const v = b.load('P.v');
      return [b.neg(b.unary('exp', v)), b.unary('cosh', v)];
    });
    const result = live(kernel);
    expect(result.body.map(({ op }) => op)).toContain('expm1');
    expect(result.body.at(-1)?.op).toBe('store');
    const [before, after] = [run(kernel), run(result)];
    for (const [lane, value] of after.entries())
      expect(value).toBeCloseTo(before[lane] as number, 12);
    expect(result.body.some(({ op }) => op === 'select')).toBe(false);
  });

  it('integrates where several variables are mixed, without a division by them', () => {
    const kernel = step((b) => {
      const [v, w] = [b.load('P.v'), b.load('P.w')];
      return [b.neg(b.add(b.mul(v, v), w)), b.mul(v, w)];
    });
    const result = live(kernel);
    const quotients = result.body.flatMap((node) => (node.op === 'div' ? [node.left] : []));
    expect(quotients.map((id) => result.body[id]?.op)).toEqual(['expm1']);
    const [before, after] = [run(kernel), run(result)];
    for (const [lane, value] of after.entries())
      expect(value).toBeCloseTo(before[lane] as number, 12);
  });

  it('leaves everything else as it is', () => {
    const b = new KernelBuilder('P.update', { kind: 'elements', object: 'P', count: 4 });
    const x = b.load('P.x');
    const y = b.load('P.v');
    b.store('P.x', 'lane', b.sub(b.mul(b.add(x, y), b.unary('exp', y)), y));
    const kernel = b.finish();
    expect(rewritten(kernel)).toBe(kernel);
  });
});
