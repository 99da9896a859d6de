import { describe, expect, it } from 'vitest';
import type { KernelShapes } from './environment.js';
import { parseKernel } from './parse-kernel.js';
import { kernelProblems, verifyKernel } from './verify-kernel.js';

const shapes: KernelShapes = {
  arrays: new Map([
    ['x', { count: 3, slots: 1 }],
    ['r', { count: 3, slots: 4 }],
    ['one', { count: 1, slots: 1 }],
  ]),
  tables: new Map([['t', { rows: 2, columns: 5 }]]),
  dtSeconds: 1e-4,
};
const problems = (head: string, ...lines: readonly string[]): readonly string[] =>
  kernelProblems(parseKernel([`kernel "k" ${head}`, ...lines].join('\n')), shapes);
const elements = 'elements "p" 3';

describe('verifyKernel', () => {
  it('accepts a sound kernel', () => {
    const body = [
      '%0 = load "x" lane',
      '%1 = const 3',
      '%2 = load_aged "r" lane %1',
      '%3 = lt %0 %2',
      'store "one" shared %0 if %3',
      'spike %3',
      '%6 = const 4',
      '%7 = lookup "t" %0 %6',
    ];
    expect(problems(elements, ...body)).toEqual([]);
  });

  it.each([
    ['use before definition', ['%0 = neg %1', '%1 = tick'], '%0 neg: value %1 is not defined'],
    ['use of itself', ['%0 = neg %0'], 'value %0 is not defined'],
    ['an effect as a value', ['%0 = tick', 'store "x" lane %0', '%2 = neg %1'], 'is an effect'],
    ['a bool operand', ['%0 = tick', '%1 = eq %0 %0', '%2 = neg %1'], '%1 is a bool, not a real'],
    ['a real guard', ['%0 = tick', 'store "x" lane %0 if %0'], '%0 is a real, not a bool'],
    ['a real condition', ['%0 = tick', '%1 = select %0 %0 %0'], '%0 is a real, not a bool'],
    [
      'two kinds of arms',
      ['%0 = tick', '%1 = eq %0 %0', '%2 = select %1 %0 %1'],
      '%1 is a bool, not a real',
    ],
    ['a real in logic', ['%0 = tick', '%1 = not %0'], 'not a bool'],
    ['a real spike', ['%0 = tick', 'spike %0'], 'not a bool'],
    ['NaN', ['%0 = const nan'], 'the constant is NaN'],
    ['an unknown array', ['%0 = load "y" lane'], 'no array "y"'],
    ['an unknown table', ['%0 = tick', '%1 = lookup "u" %0'], 'no table "u"'],
    ['pre without synapses', ['%0 = load "x" pre'], 'index pre'],
    ['j without synapses', ['%0 = index post'], 'index post'],
    ['one element of many', ['%0 = load "x" shared'], '3 elements'],
    ['lanes that are too many', ['%0 = load "one" lane'], '1 elements, the kernel 3'],
    ['an age beyond the ring', ['%0 = const 4', '%1 = load_aged "r" lane %0'], 'age 4'],
    ['a broken age', ['%0 = const 0.5', '%1 = load_aged "r" lane %0'], 'age 0.5'],
    ['a row beyond the table', ['%0 = const 2', '%1 = lookup "t" %0'], 'row 2'],
    ['a column before the table', ['%0 = const -1', '%1 = lookup "t" %0 %0'], 'column -1'],
    ['a site beyond 16 bits', ['%0 = draw 65535 uniform'], 'draw site 65535'],
    [
      'two spikes',
      ['%0 = tick', '%1 = eq %0 %0', 'spike %1', 'spike %1'],
      'kernel "k": more than one spike',
    ],
  ])('reports %s', (_, lines, message) => {
    expect(problems(elements, ...lines).join('\n')).toContain(message);
  });

  it('reports a spike of synapses and a domain that is no count', () => {
    const lines = ['%0 = tick', '%1 = eq %0 %0', 'spike %1'];
    expect(problems('synapses "s"', ...lines)).toHaveLength(1);
    expect(problems('elements "p" 1.5')).toEqual(['kernel "k": domain of 1.5 elements']);
  });

  it('throws all faults in one go', () => {
    const kernel = parseKernel('kernel "k" listed "p"\n%0 = load "y" lane\n%1 = const nan\n');
    expect(() => verifyKernel(kernel, shapes)).toThrow(/no array "y"[\s\S]*NaN/);
  });
});
