import { describe, expect, it } from 'vitest';
import type { SymbolicInstruction } from './chip-code.js';
import { printChipCode, printInstruction } from './index.js';

const plain = { predicate: 0, d: 0, shift: 0, x: 0 } as const;
const register = (number: number) => ({ kind: 'register', register: number }) as const;
const constant = (code: number) => ({ kind: 'constant', code }) as const;
const weight = {
  to: { signed: false, wordBits: 8, fracBits: 8 },
  rounding: 'stochastic',
  overflow: { kind: 'saturate' },
} as const;

describe('instructions', () => {
  it.each<[string, SymbolicInstruction]>([
    ['MOV R3, 12 <<4', { ...plain, op: 'MOV', d: 3, a: constant(12), shift: -4 }],
    [
      'p7: MOV R8, R9 >>29 u8f8 stochastic saturate draw 1',
      { ...plain, op: 'MOV', predicate: 7, d: 8, a: register(9), shift: 29, format: weight, x: 1 },
    ],
    [
      'ADD R1, R2, R3 (b <<5)',
      { ...plain, op: 'ADD', d: 1, a: register(2), b: register(3), shift: 5 },
    ],
    [
      'SUB R1, R2, R3 (a <<5)',
      { ...plain, op: 'SUB', d: 1, a: register(2), b: register(3), shift: -5 },
    ],
    [
      'DEC R9, R10, table "decay 1/40" >>16 u8f8 stochastic saturate draw 2 age other',
      {
        ...plain,
        op: 'DEC',
        d: 9,
        a: register(10),
        b: { kind: 'table', table: 'decay 1/40' },
        shift: 16,
        format: weight,
        x: 5,
      },
    ],
    [
      'PAND p2, not p1, p3',
      {
        ...plain,
        op: 'PAND',
        d: 2,
        a: { kind: 'predicate', predicate: 9 },
        b: { kind: 'predicate', predicate: 3 },
      },
    ],
    ['not p1: SPK', { ...plain, op: 'SPK', predicate: 9 }],
    ['ACC input 2, R8', { ...plain, op: 'ACC', a: register(8), x: 2 }],
    ['LDP R9, field 3', { ...plain, op: 'LDP', d: 9, x: 3 }],
    ['RND R4, draw 2, 4 bytes', { ...plain, op: 'RND', d: 4, shift: 2, x: 3 }],
    [
      'MOV R4, host(cell.update 1 of drive, column 2 bits 0..14)',
      {
        ...plain,
        op: 'MOV',
        d: 4,
        a: {
          kind: 'host',
          value: { kind: 'row', kernel: 'cell.update', slot: 1, table: 'drive', column: 2 },
          low: 0,
          bits: 15,
          signed: false,
        },
      },
    ],
  ])('%s', (text, instruction) => {
    expect(printInstruction(instruction)).toBe(text);
  });
});

it('a listing shows fields, sections and what projections add', () => {
  const text = printChipCode({
    populations: [
      {
        name: 'cell',
        size: 3,
        fields: [
          { name: 'cell.v', bits: 24, signed: true, source: { kind: 'array', array: 'cell.v' } },
          {
            name: 'steps since cell.lastspike',
            bits: 3,
            signed: false,
            source: { kind: 'age', array: 'cell.lastspike', limit: 4 },
          },
        ],
        receptors: ['cell.v#input'],
        soma: {
          instructions: [
            {
              ...plain,
              op: 'ADD',
              a: register(0),
              b: register(24),
              comment: 'cell.v',
            },
          ],
          siteBase: 32768,
        },
        foldLength: 1,
      },
    ],
    projections: [
      {
        form: 'constant',
        projection: 's',
        target: 'cell',
        order: 0,
        receptor: 'cell.v#input',
        code: -7,
      },
    ],
    tables: new Map(),
  });
  expect(text).toBe(`population cell, 3 neurons
  R0  s24 cell.v
  R1  u3 steps since cell.lastspike, up to 4
  R24 pending input cell.v#input
soma (fold: 1): 1 instructions, sites from 32768
    ADD R0, R0, R24                                  ; cell.v

projection s onto cell: adds -7 to cell.v#input
`);
});
