import { expect, it } from 'vitest';
import { type Instruction, type InstructionTiming, sectionCycles } from './index.js';

const timing: InstructionTiming = {
  mulCycles: 2,
  lutCycles: 1,
  rngCycles: 10,
  stateReadCycles: 3,
};
const none: Instruction = { op: 'NOP', predicate: 0, d: 0, a: 0, b: 0, shift: 0, format: 0, x: 0 };
const stochastic = (format: number): boolean => format === 2;
const cycles = (...instructions: readonly Instruction[]): number =>
  sectionCycles(instructions, timing, stochastic);

it('adds the cycles of the table', () => {
  const ops = ['MOV', 'MUL', 'LUT', 'LUTI', 'DEC', 'LDP', 'CLT'] as const;
  expect(ops.map((op) => cycles({ ...none, op }))).toEqual([1, 2, 1, 4, 3, 4, 1]);
  expect(cycles()).toBe(0);
});

it('waits for draws: block k is there after rng_cycles * (k + 1)', () => {
  const rounding: Instruction = { ...none, op: 'MOV', shift: 4, format: 2 };
  expect(cycles(rounding)).toBe(11);
  expect(cycles(none, none, rounding)).toBe(11);
  expect(cycles(rounding, { ...rounding, x: 1 })).toBe(21);
  expect(cycles({ ...none, op: 'RND', shift: 2 })).toBe(31);
  // The draw of a decay is in bits 2:1 of x; nothing is drawn where no bit is dropped.
  expect(cycles({ ...none, op: 'DEC', shift: 8, format: 2, x: 5 })).toBe(33);
  expect(cycles({ ...rounding, shift: 0 })).toBe(1);
});

it('walks through the on_pre body of the data sheet', () => {
  // ACC, DEC with draw 0, MUL, MOV, ADD, SUB, MOV with draw 1, MOV: mul 2, rng 5.
  const body: readonly Instruction[] = [
    { ...none, op: 'ACC', a: 8 },
    { ...none, op: 'DEC', shift: 16, format: 2, x: 1 },
    { ...none, op: 'MUL' },
    { ...none, op: 'MOV' },
    { ...none, op: 'ADD' },
    { ...none, op: 'SUB' },
    { ...none, op: 'MOV', shift: 28, format: 2, x: 1 },
    { ...none, op: 'MOV' },
  ];
  // 1, wait to 5, 8, 10, 11, 12, 13, 14 (draw 1 is there at 10), 15.
  expect(sectionCycles(body, { ...timing, rngCycles: 5 }, stochastic)).toBe(15);
});
