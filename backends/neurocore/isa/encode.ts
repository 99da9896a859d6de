import type { Instruction, Opcode } from './instruction.js';
import { operations } from './operations.js';

/** A bit field of the 40-bit word. */
export interface InstructionField {
  readonly name: 'op' | 'predicate' | 'd' | 'a' | 'b' | 'shift' | 'format' | 'x';
  readonly low: number;
  readonly bits: number;
  readonly signed: boolean;
}

/** Layout of an instruction word, highest field first. */
export const instructionFields: readonly InstructionField[] = [
  { name: 'op', low: 35, bits: 5, signed: false },
  { name: 'predicate', low: 31, bits: 4, signed: false },
  { name: 'd', low: 26, bits: 5, signed: false },
  { name: 'a', low: 20, bits: 6, signed: false },
  { name: 'b', low: 14, bits: 6, signed: false },
  { name: 'shift', low: 7, bits: 7, signed: true },
  { name: 'format', low: 3, bits: 4, signed: false },
  { name: 'x', low: 0, bits: 3, signed: false },
];

const opcodes: ReadonlyMap<number, Opcode> = new Map(
  (Object.keys(operations) as Opcode[]).map((op) => [operations[op].code, op]),
);

/** The 40-bit word. @throws RangeError for a field outside its width, or predicate 8 */
export function encodeInstruction(instruction: Instruction): number {
  let word = 0;
  for (const { name, low, bits, signed } of instructionFields) {
    const value = name === 'op' ? operations[instruction.op].code : instruction[name];
    const lowest = signed ? -(2 ** (bits - 1)) : 0;
    if (!Number.isInteger(value) || value < lowest || value >= lowest + 2 ** bits)
      throw new RangeError(`${instruction.op}: field ${name} cannot hold ${value}`);
    word += (value < 0 ? value + 2 ** bits : value) * 2 ** low;
  }
  if (instruction.predicate === 8) throw new RangeError('predicate 8 is illegal');
  return word;
}

/** The instruction of a word; undefined where the operation or the predicate is illegal. */
export function decodeInstruction(word: number): Instruction | undefined {
  const value = (field: InstructionField): number => {
    const raw = Math.floor(word / 2 ** field.low) % 2 ** field.bits;
    return field.signed && raw >= 2 ** (field.bits - 1) ? raw - 2 ** field.bits : raw;
  };
  const [code, predicate, d, a, b, shift, format, x] = instructionFields.map(value) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const op = opcodes.get(code);
  if (op === undefined || predicate === 8) return undefined;
  return { op, predicate, d, a, b, shift, format, x };
}
