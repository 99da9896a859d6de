import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitKernel } from '../../backends/emit/index.js';
import { interpretKernel, type ScalarNode, verifyKernel } from '../../core/ir/index.js';
import { kernelCases, runCase } from '../support/random-kernel.js';

const programs = 1000;
const seed = 20240607;

describe('generated JavaScript', () => {
  it(`leaves the same bits as the interpreter, ${programs} random programs`, () => {
    const operations = new Set<ScalarNode['op']>();
    fc.assert(
      fc.property(kernelCases, (subject) => {
        verifyKernel(subject.kernel, subject.environment());
        for (const { op } of subject.kernel.body) operations.add(op);
        expect(runCase(subject, emitKernel)).toEqual(runCase(subject, interpretKernel));
      }),
      { numRuns: programs, seed },
    );
    // 21 unary, 8 binary, 6 comparisons, 3 logical; const load load_aged tick time index select
    // lookup draw store accumulate spike.
    expect(operations.size).toBe(50);
  });

  it('leaves the same bits when the optimising compiler has taken over', () => {
    for (const subject of fc.sample(kernelCases, { numRuns: 25, seed })) {
      expect(runCase(subject, emitKernel, 400)).toEqual(runCase(subject, interpretKernel, 400));
    }
  });
});
