import { expect, it } from 'vitest';
import { parseKernel } from '../parse-kernel.js';
import { printKernel } from '../print-kernel.js';
import { eliminateCommonSubexpressions } from './common-subexpression.js';

const head = 'kernel "k" synapses "s"';
function merged(...lines: readonly string[]): readonly string[] {
  const kernel = parseKernel([head, ...lines].join('\n'));
  const text = printKernel(eliminateCommonSubexpressions(kernel));
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

it('computes equal values once, also through operands that were merged', () => {
  expect(
    merged(
      '%0 = load "x" pre',
      '%1 = load "x" pre',
      '%2 = exp %0',
      '%3 = exp %1',
      '%4 = add %2 %3',
      'store "w" lane %4',
    ),
  ).toEqual(['%0 = load "x" pre', '%1 = exp %0', '%2 = add %1 %1', 'store "w" lane %2']);
});

it('loads again after any write to the array: pre and post may be one neuron', () => {
  const lines = ['%0 = load "x" pre', 'accumulate "x" post %0', '%2 = load "x" pre'];
  expect(merged(...lines)).toEqual(lines);
});

it('keeps what differs: index, sign of zero, draw site, age', () => {
  const lines = [
    '%0 = load "x" pre',
    '%1 = load "x" post',
    '%2 = const 0',
    '%3 = const -0',
    '%4 = draw 256 normal',
    '%5 = draw 258 normal',
    '%6 = draw 256 uniform',
    '%7 = load_aged "r" pre %2',
    '%8 = load_aged "r" pre %3',
  ];
  expect(merged(...lines)).toEqual(lines);
});
