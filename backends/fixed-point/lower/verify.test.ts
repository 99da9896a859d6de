import { describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../tests/support/fake-engine.js';
import type { ArrayFormat, FixedNode, FixedProgram } from './fixed-ir.js';
import { printFixedProgram } from './print.js';
import { one } from './rational.js';
import { verifyFixedProgram } from './verify.js';

const s8f4 = { signed: true, wordBits: 8, fracBits: 4 };
const entry: ArrayFormat = {
  array: 'P.x',
  format: s8f4,
  wordClass: 'state',
  rounding: 'floor',
  overflow: { kind: 'saturate' },
  scale: one,
  unit: '1',
  boundAtLsb: false,
};
const byte = { lowest: -128n, highest: 127n };

/** x = rq(x + 0.5 * y) where x > 1, with everything right. */
const body: readonly FixedNode[] = [
  { op: 'load', array: 'P.x', index: 'lane', range: byte, fraction: 4 },
  { op: 'const', code: 1n, range: { lowest: 1n, highest: 1n }, fraction: 1 },
  { op: 'mul', left: 0, right: 1, range: byte, fraction: 5 },
  { op: 'shift', operand: 0, bits: 1, range: { lowest: -256n, highest: 254n }, fraction: 5 },
  { op: 'add', left: 3, right: 2, range: { lowest: -384n, highest: 381n }, fraction: 5 },
  {
    op: 'requantise',
    operand: 4,
    shift: 1,
    to: s8f4,
    rounding: 'floor',
    overflow: { kind: 'saturate' },
    wordClass: 'state',
    name: 'P.x',
    range: byte,
    fraction: 4,
  },
  { op: 'gt', left: 4, right: 3, fraction: 0 },
  { op: 'store', array: 'P.x', index: 'lane', value: 5, guard: 6, fraction: 0 },
  { op: 'decay', operand: 0, table: 'd', range: { lowest: 0n, highest: 65535n }, fraction: 16 },
  { op: 'abs', operand: 0, range: { lowest: 0n, highest: 128n }, fraction: 4 },
  {
    op: 'interpolate',
    operand: 9,
    table: 'f',
    shift: 6,
    range: { lowest: -3n, highest: 9n },
    fraction: 2,
  },
];

function program(changes: Readonly<Record<number, Partial<FixedNode>>> = {}): FixedProgram {
  return {
    ...emptyPlan({}),
    kernels: [
      {
        id: 'P.update',
        domain: { kind: 'elements', object: 'P', count: 2 },
        body: body.map((node, id) => ({ ...node, ...changes[id] }) as FixedNode),
      },
    ],
    formats: new Map([['P.x', entry]]),
    codeTables: [
      {
        name: 'd',
        kind: 'decay',
        rows: 2,
        columns: 1,
        codes: Float64Array.of(65535, 0),
        format: { signed: false, wordBits: 16, fracBits: 16 },
      },
      {
        name: 'f',
        kind: 'function',
        rows: 3,
        columns: 1,
        codes: Float64Array.of(-3, 9, 5),
        format: { signed: true, wordBits: 5, fracBits: 2 },
      },
    ],
    constants: [],
  };
}

describe('verifyFixedProgram', () => {
  it('accepts a program without fault', () => {
    expect(() => verifyFixedProgram(program())).not.toThrow();
  });

  it.each([
    ['a later operand', { 2: { right: 4 } }, 'an operand comes later'],
    ['an array without format', { 0: { array: 'P.y' } }, 'P.y has no format'],
    ['a store without format', { 7: { array: 'P.y' } }, 'P.y has no format'],
    ['a load at another point', { 0: { fraction: 5 } }, 'binary points 4 and 5'],
    [
      'a load with too small a range',
      { 0: { range: { lowest: 0n, highest: 127n } } },
      'leave its range',
    ],
    ['a constant outside its range', { 1: { code: 2n } }, 'leave its range'],
    ['a product at another point', { 2: { fraction: 4 } }, 'binary points 5 and 4'],
    ['a sum of two points', { 4: { left: 0 } }, 'binary points 4 and 5'],
    ['a sum with too small a range', { 4: { range: byte } }, 'leave its range'],
    ['a shift by other bits', { 3: { bits: 2 } }, 'binary points 6 and 5'],
    ['a condition as a number', { 5: { operand: 6 } }, 'an operand comes later'],
    ['a number as a condition', { 7: { guard: 4 } }, 'no condition'],
    ['a condition that is stored', { 7: { value: 6 } }, 'no integer'],
    ['a requantisation to another point', { 5: { shift: 2 } }, 'binary points 3 and 4'],
    [
      'an undefined overflow',
      { 5: { overflow: { kind: 'wrap', bits: 9 } } },
      'saturates more bits',
    ],
    ['a store of what does not fit', { 7: { value: 4 } }, 'another binary point'],
    ['a value without range', { 4: { range: undefined } }, 'no '],
    ['a table that is not there', { 8: { table: 'e' } }, 'no table e'],
    ['an interpolation beyond its table', { 10: { shift: 5 } }, 'index 0 .. 128 leaves 0 .. 64'],
    ['an interpolation below 0', { 10: { operand: 0 } }, 'index -128 .. 127 leaves 0 .. 128'],
    ['an interpolation in decay factors', { 10: { table: 'd' } }, 'no function table d'],
    ['an interpolation at another point', { 10: { fraction: 3 } }, 'binary points 2 and 3'],
    ['an entry beyond its table', { 10: { op: 'table' } }, 'index 0 .. 128 leaves 0 .. 2'],
    [
      'an interpolation with too small a range',
      { 10: { range: { lowest: 0n, highest: 9n } } },
      'leave its range',
    ],
    ['a uniform value of nothing', { 1: { op: 'uniform', slot: 0 } }, 'no uniform part'],
  ] as const)('finds %s', (_, changes, message) => {
    const planted = program(changes as Record<number, Partial<FixedNode>>);
    expect(() => verifyFixedProgram(planted)).toThrow(message);
  });

  it('finds a stored value beyond the format', () => {
    const wide = { signed: true, wordBits: 9, fracBits: 4 };
    const range = { lowest: -256n, highest: 255n };
    const planted = program({ 5: { to: wide, range } as Partial<FixedNode> });
    expect(() => verifyFixedProgram(planted)).toThrow('do not fit');
  });

  it('finds sites that are missing, superfluous or used twice within an object', () => {
    const drawing = (site: number): FixedProgram =>
      program({ 5: { rounding: 'stochastic', site } as Partial<FixedNode> });
    expect(() => verifyFixedProgram(drawing(32768))).not.toThrow();
    expect(() => verifyFixedProgram(drawing(32769))).toThrow('site 32769, not 32768');
    const superfluous = program({ 5: { site: 32768 } as Partial<FixedNode> });
    expect(() => verifyFixedProgram(superfluous)).toThrow('site 32768, not undefined');
    const one = drawing(32768);
    const kernels = [...one.kernels, ...one.kernels];
    expect(() => verifyFixedProgram({ ...one, kernels })).toThrow('site 32768, not 32769');
  });
});

describe('printFixedProgram', () => {
  it('is stable, and shows formats, tables, nodes and their ranges', () => {
    expect(printFixedProgram(program())).toBe(printFixedProgram(program()));
    expect(printFixedProgram(program()).split('\n').slice(0, 6)).toEqual([
      'format P.x s8f4 1 scale 1 state floor saturate',
      'table "d" u16f16 2x1 65535 0',
      'table "f" s5f2 3x1 -3 9 5',
      'kernel P.update elements P',
      '  %0 load array "P.x" index "lane" f4 [-128, 127]',
      '  %1 const code 1 f1 [1, 1]',
    ]);
  });

  it('shows the uniform part, so that its hash names it', () => {
    const base = program();
    const [kernel] = base.kernels;
    if (kernel === undefined) throw new Error('no kernel');
    const uniform = {
      id: 'P.update#uniform',
      domain: { kind: 'elements', object: 'P', count: 1 },
      body: [{ op: 'const', value: 3 }],
    } as const;
    const printed = printFixedProgram({ ...base, kernels: [{ ...kernel, uniform }] });
    expect(printed).not.toBe(printFixedProgram(base));
    expect(printed).toContain('%0 = const 3');
  });
});
