import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRanges } from '../../backends/fixed-point/ranges/derive-ranges.js';
import { interpretKernel, type Program } from '../../core/ir/index.js';
import { declare, emptyPlan } from '../support/fake-engine.js';
import { type KernelCase, kernelCases, runCase } from '../support/random-kernel.js';

const numRuns = process.env.SOAK === '1' ? 20_000 : 1_000;

/** Operations that may give NaN, which lies in no range. */
const undefinedSomewhere = new Set([
  'div',
  'rem',
  'pow',
  'sqrt',
  'log',
  'log1p',
  'log10',
  'arcsin',
  'arccos',
  'load_aged',
  'lookup',
  'exp',
  'expm1',
  'sinh',
  'cosh',
  'tan',
  'sin',
  'cos',
  'tanh',
]);

function programOf({ kernel, environment }: KernelCase): Program {
  const { arrays, tables } = environment();
  return {
    ...emptyPlan({
      arrays: [...arrays].map(([id, { count, slots }]) => declare(id, count, { slots })),
      tables: [...tables].map(([name, table]) => ({ name, dimension: [], ...table })),
      initial: [...arrays].map(([array, { data }]) => ({
        kind: 'data',
        array,
        values: Float64Array.from(data),
      })),
    }),
    kernels: [kernel],
  };
}

describe('deriveRanges', () => {
  it('ends on every kernel, and holds what a run of the kernel leaves behind', () => {
    let checked = 0;
    fc.assert(
      fc.property(kernelCases, (subject) => {
        const starts = [...subject.environment().arrays.values()].flatMap(({ data }) => [...data]);
        const { ranges } = deriveRanges(programOf(subject));
        const defined =
          subject.kernel.body.every(({ op }) => !undefinedSomewhere.has(op)) &&
          subject.kernel.body.every((node) => node.op !== 'const' || Number.isFinite(node.value)) &&
          starts.every(Number.isFinite);
        if (!defined) return;
        for (const [id, values] of runCase(subject, interpretKernel).arrays) {
          const range = ranges.get(id);
          if (range === undefined) continue;
          for (const value of values) {
            if (Number.isNaN(value)) continue;
            checked += 1;
            expect(value).toBeGreaterThanOrEqual(range.low);
            expect(value).toBeLessThanOrEqual(range.high);
          }
        }
      }),
      { numRuns },
    );
    expect(checked).toBeGreaterThan(100);
  });
});
