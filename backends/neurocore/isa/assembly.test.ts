import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assemble,
  decodeInstruction,
  encodeInstruction,
  type Instruction,
  type Opcode,
  operations,
  parseInstruction,
  printInstruction,
} from './index.js';

const none: Instruction = { op: 'NOP', predicate: 0, d: 0, a: 0, b: 0, shift: 0, format: 0, x: 0 };
const predicates = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15];

/** Instructions with all unused fields 0. */
const instructions: fc.Arbitrary<Instruction> = fc
  .constantFrom(...(Object.keys(operations) as Opcode[]))
  .chain((op) => {
    const { a, b, result, usesShift, usesFormat } = operations[op];
    const zero = fc.constant(0);
    const operand = (kind: typeof a | typeof b): fc.Arbitrary<number> =>
      kind === undefined
        ? zero
        : kind === 'predicate'
          ? fc.constantFrom(...predicates)
          : fc.integer({ min: 0, max: 63 });
    return fc.record({
      op: fc.constant(op),
      predicate: fc.constantFrom(...predicates),
      d:
        result === 'none'
          ? zero
          : fc.integer(result === 'register' ? { min: 0, max: 31 } : { min: 1, max: 7 }),
      a: operand(a),
      b: operand(b),
      shift: !usesShift
        ? zero
        : op === 'RND'
          ? fc.integer({ min: 0, max: 7 })
          : fc.integer({ min: -64, max: 63 }),
      format: usesFormat ? fc.integer({ min: 0, max: 15 }) : zero,
      x: ['MOV', 'MUL', 'DEC', 'ACC', 'LDP'].includes(op)
        ? fc.integer({ min: 0, max: 7 })
        : op === 'RND'
          ? fc.integer({ min: 0, max: 3 })
          : zero,
    });
  });

describe('instruction words', () => {
  it('decode to what was encoded', () => {
    fc.assert(
      fc.property(instructions, (instruction) => {
        const word = encodeInstruction(instruction);
        expect(word).toBeLessThan(2 ** 40);
        expect(decodeInstruction(word)).toEqual(instruction);
      }),
      { numRuns: 1000 },
    );
  });

  it('have the layout of the data sheet', () => {
    // op 4 | predicate 7 | d 13 | a 12 | b 32 + 5 | sh -3 | q 2 | x 1
    const word = encodeInstruction({
      op: 'MUL',
      predicate: 7,
      d: 13,
      a: 12,
      b: 37,
      shift: -3,
      format: 2,
      x: 1,
    });
    expect(word.toString(2).padStart(40, '0')).toBe(
      ['00100', '0111', '01101', '001100', '100101', '1111101', '0010', '001'].join(''),
    );
  });

  it('are refused where a field does not fit', () => {
    expect(() => encodeInstruction({ ...none, d: 32 })).toThrow('field d cannot hold 32');
    expect(() => encodeInstruction({ ...none, shift: 64 })).toThrow('field shift');
    expect(() => encodeInstruction({ ...none, predicate: 8 })).toThrow('predicate 8 is illegal');
  });

  it('are illegal with an operation or predicate that does not exist', () => {
    expect(decodeInstruction(21 * 2 ** 35)).toBeUndefined();
    expect(decodeInstruction(8 * 2 ** 31)).toBeUndefined();
  });
});

describe('assembly text', () => {
  it('reads back as it was printed', () => {
    fc.assert(
      fc.property(instructions, (instruction) => {
        const text = printInstruction(instruction);
        expect(parseInstruction(text)).toEqual({ ok: true, instruction });
      }),
      { numRuns: 1000 },
    );
  });

  it('looks as in the data sheet', () => {
    const decay = { ...none, op: 'DEC', d: 12, a: 10, b: 0, shift: 16, format: 3, x: 1 } as const;
    expect(printInstruction(decay)).toBe('DEC R12, R10, T0 >>16 q3 x1');
    expect(printInstruction({ ...none, op: 'MOV', predicate: 15, d: 8, a: 34 })).toBe(
      '!p7: MOV R8, C2',
    );
    expect(printInstruction({ ...none, op: 'RND', d: 3, shift: 2, x: 1 })).toBe(
      'RND R3, 2 bytes of draw 2',
    );
    expect(printInstruction({ ...none, op: 'ACC', a: 8, x: 2 })).toBe('ACC 2, R8');
  });

  it('is assembled line by line, with every fault named', () => {
    const { instructions: program, problems } = assemble(
      '0000  MOV R1, R2 ; a copy\n\nFOO R1\nADD R1, R2\nMIN R1, R2, R3 q2\n0004  p3: SPK\n',
    );
    expect(program.map(({ op }) => op)).toEqual(['MOV', 'SPK']);
    expect(problems).toEqual([
      'line 3: there is no operation FOO',
      'line 4: ADD R1, R2: expected a value, found nothing',
      'line 5: MIN R1, R2, R3 q2: MIN has no format',
    ]);
  });
});
