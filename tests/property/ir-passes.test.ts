import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  flushTiny,
  foldConstants,
  interpretKernel,
  parseKernel,
  printKernel,
  simplifyKernel,
  verifyKernel,
} from '../../core/ir/index.js';
import { kernelCases, runCase } from '../support/random-kernel.js';

const seed = 7;

describe.each([
  ['foldConstants', foldConstants],
  ['eliminateCommonSubexpressions', eliminateCommonSubexpressions],
  ['eliminateDeadCode', eliminateDeadCode],
  ['simplifyKernel', simplifyKernel],
  ['flushTiny of nothing', (kernel) => flushTiny(kernel, () => false)],
] satisfies [string, typeof foldConstants][])('%s', (_, pass) => {
  it('leaves valid kernels that leave the same bits behind', () => {
    fc.assert(
      fc.property(kernelCases, (subject) => {
        const kernel = pass(subject.kernel);
        verifyKernel(kernel, subject.environment());
        const after = runCase({ ...subject, kernel }, interpretKernel);
        expect(after).toEqual(runCase(subject, interpretKernel));
      }),
      { numRuns: 300, seed },
    );
  });
});

describe('printed kernels', () => {
  it('read back as the same kernel', () => {
    fc.assert(
      fc.property(kernelCases, fc.string({ unit: 'binary' }), ({ kernel }, id) => {
        const named = { ...kernel, id };
        const text = printKernel(named);
        expect(parseKernel(text)).toEqual(named);
        expect(printKernel(parseKernel(text))).toBe(text);
      }),
      { numRuns: 300, seed },
    );
  });
});
