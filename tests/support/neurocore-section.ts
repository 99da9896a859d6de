import type { FormatEntry } from '../../backends/neurocore/image/index.js';
import {
  encodeInstruction,
  type Instruction,
  type InstructionTiming,
  type Opcode,
  operations,
  type Section,
  sectionCycles,
} from '../../backends/neurocore/isa/index.js';
import type { OverflowMode, RoundingMode } from '../../core/fixed/index.js';
import type { Dice } from './neurocore-dice.js';

const roundings: readonly RoundingMode[] = [
  'floor',
  'ceil',
  'toward_zero',
  'away',
  'magnitude',
  'nearest_up',
  'nearest_down',
  'nearest_to_zero',
  'nearest_away',
  'nearest_even',
  'nearest_odd',
  'jam',
  'jam_unbiased',
  'stochastic',
];

/** A format table: entry 0 absent, the common modes more often than the others. */
export function randomFormats(dice: Dice): readonly (FormatEntry | undefined)[] {
  const formats: (FormatEntry | undefined)[] = [undefined];
  for (let entry = 1; entry < 12; entry += 1) {
    const signed = dice.chance(60);
    const wordBits = dice.pick([2, 4, 8, 8, 12, 16, 24, 30]);
    const rounding = dice.chance(65)
      ? dice.pick(['floor', 'nearest_even', 'nearest_up', 'stochastic'] as const)
      : dice.pick(roundings);
    formats.push({
      to: { signed, wordBits, fracBits: 0 },
      rounding,
      overflow: dice.chance(70) ? { kind: 'saturate' } : randomOverflow(dice, signed, wordBits),
    });
  }
  return formats;
}

function randomOverflow(dice: Dice, signed: boolean, wordBits: number): OverflowMode {
  const kind = dice.pick(['saturate_zero', 'saturate_symmetric', 'wrap', 'wrap_sm'] as const);
  if (kind === 'wrap' || (kind === 'wrap_sm' && signed))
    return { kind, bits: dice.range(0, Math.min(3, wordBits)) };
  return { kind: kind === 'wrap_sm' ? 'saturate' : kind };
}

export interface SectionLimits {
  readonly role: 'soma' | 'reset' | 'prologue' | 'body';
  readonly formats: readonly (FormatEntry | undefined)[];
  readonly tables: number;
  /** Registers that are read and written. */
  readonly registers: readonly number[];
  readonly receptors: number;
  readonly fields: number;
  readonly length: number;
}

const always: readonly Opcode[] = [
  'NOP',
  'MOV',
  'MOV',
  'ADD',
  'ADD',
  'SUB',
  'MUL',
  'MUL',
  'MIN',
  'MAX',
  'LUT',
  'LUTI',
  'DEC',
  'RND',
  'CLT',
  'CLE',
  'CEQ',
  'PAND',
  'POR',
  'PNOT',
  'TICK',
];

/** Legal instructions of any kind. */
export function randomInstructions(dice: Dice, limits: SectionLimits): readonly Instruction[] {
  return Array.from({ length: limits.length }, () => randomInstruction(dice, limits));
}

function randomInstruction(dice: Dice, limits: SectionLimits): Instruction {
  const offered = [
    ...always,
    ...(limits.role === 'soma' ? (['SPK'] as const) : []),
    ...(limits.role === 'body' && limits.receptors > 0 ? (['ACC', 'ACC', 'ACC'] as const) : []),
    ...(limits.role === 'body' && limits.fields > 0 ? (['LDP'] as const) : []),
  ];
  const op = dice.pick(offered);
  const { a, b, result, usesShift, usesFormat } = operations[op];
  const operand = (kind: typeof a | typeof b): number => {
    if (kind === undefined) return 0;
    if (kind === 'predicate') return dice.pick([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]);
    if (kind === 'table') return dice.roll(limits.tables);
    return dice.chance(70) ? dice.pick(limits.registers) : dice.range(32, 63);
  };
  const shift = !usesShift
    ? 0
    : op === 'RND'
      ? dice.range(0, 7)
      : dice.chance(85)
        ? dice.range(0, 16)
        : dice.range(-64, 63);
  const format = usesFormat && dice.chance(85) ? dice.range(1, limits.formats.length - 1) : 0;
  const legal =
    op === 'ACC' && limits.formats[format]?.rounding === 'stochastic' ? Math.min(0, shift) : shift;
  return {
    op,
    predicate: dice.chance(80) ? 0 : dice.pick([1, 2, 3, 7, 9, 10, 15]),
    d:
      result === 'register'
        ? dice.pick(limits.registers)
        : result === 'predicate'
          ? dice.range(1, 7)
          : 0,
    a: operand(a),
    b: operand(b),
    shift: legal,
    format,
    x: randomX(dice, op, limits),
  };
}

function randomX(dice: Dice, op: Opcode, limits: SectionLimits): number {
  switch (op) {
    case 'RND':
      return dice.range(0, 3);
    case 'ACC':
      return dice.roll(limits.receptors);
    case 'LDP':
      return dice.roll(Math.min(8, limits.fields));
    case 'MOV':
    case 'MUL':
    case 'DEC':
      return dice.range(0, 7);
    default:
      return 0;
  }
}

/** A program memory that grows by sections. */
export class ProgramBuilder {
  readonly words: number[] = [];
  readonly #timing: InstructionTiming;
  readonly #stochastic: (format: number) => boolean;

  constructor(timing: InstructionTiming, formats: readonly (FormatEntry | undefined)[]) {
    this.#timing = timing;
    this.#stochastic = (format) => formats[format]?.rounding === 'stochastic';
  }

  add(instructions: readonly Instruction[], constantBase = 0, siteBase = 0): Section {
    const start = this.words.length;
    this.words.push(...instructions.map(encodeInstruction));
    return {
      start,
      length: instructions.length,
      cycles: sectionCycles(instructions, this.#timing, this.#stochastic),
      constantBase,
      siteBase,
    };
  }
}

/** An instruction with all fields that are not given 0. */
export function instruction(op: Opcode, fields: Partial<Instruction> = {}): Instruction {
  return { op, predicate: 0, d: 0, a: 0, b: 0, shift: 0, format: 0, x: 0, ...fields };
}
