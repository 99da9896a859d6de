import { expect, it } from 'vitest';
import { parseKernel } from '../parse-kernel.js';
import { printKernel } from '../print-kernel.js';
import { eliminateDeadCode } from './dead-code.js';

it('keeps effects and what they need, and renumbers', () => {
  const kernel = parseKernel(
    [
      'kernel "k" elements "p" 3',
      '%0 = draw 256 normal',
      '%1 = load "x" lane',
      '%2 = exp %1',
      '%3 = tick',
      '%4 = gt %1 %3',
      'store "y" lane %1 if %4',
      '%6 = neg %2',
      'spike %4',
    ].join('\n'),
  );
  expect(printKernel(eliminateDeadCode(kernel))).toBe(
    [
      'kernel "k" elements "p" 3',
      '  %0 = load "x" lane',
      '  %1 = tick',
      '  %2 = gt %0 %1',
      '  store "y" lane %0 if %2',
      '  spike %2',
      '',
    ].join('\n'),
  );
});
