import { expect, it } from 'vitest';
import { parseKernel } from '../parse-kernel.js';
import { printKernel } from '../print-kernel.js';
import { foldConstants } from './fold-constants.js';

const head = 'kernel "k" elements "p" 3';
function folded(...lines: readonly string[]): readonly string[] {
  const text = printKernel(foldConstants(parseKernel([head, ...lines].join('\n'))));
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

it('computes arithmetic of constants', () => {
  expect(folded('%0 = const 3', '%1 = const 4', '%2 = mul %0 %1', '%3 = sqrt %1')).toEqual([
    '%0 = const 3',
    '%1 = const 4',
    '%2 = const 12',
    '%3 = const 2',
  ]);
});

it('leaves NaN to run time', () => {
  const lines = ['%0 = const -1', '%1 = log %0'];
  expect(folded(...lines)).toEqual(lines);
});

it('takes the known arm and drops guards that always hold', () => {
  const lines = [
    '%0 = const 1',
    '%1 = const 2',
    '%2 = lt %0 %1',
    '%3 = not %2',
    '%4 = select %3 %0 %1',
    'store "x" lane %4 if %2',
    'store "y" lane %4 if %3',
  ];
  expect(folded(...lines)).toEqual([
    ...lines.slice(0, 4),
    'store "x" lane %1',
    'store "y" lane %1 if %3',
  ]);
});

it('drops x * 1 and x + -0, but keeps x + 0, which changes -0', () => {
  expect(
    folded(
      '%0 = load "x" lane',
      '%1 = const 1',
      '%2 = const -0',
      '%3 = const 0',
      '%4 = mul %0 %1',
      '%5 = add %4 %2',
      '%6 = add %5 %3',
      'store "x" lane %6',
    ).slice(4),
  ).toEqual(['%4 = add %0 %3', 'store "x" lane %4']);
});
