import { maxWord, minWord } from '../../../core/fixed/index.js';
import {
  decodeInstruction,
  type Instruction,
  operations,
  type Section,
  sectionCycles,
} from '../isa/index.js';
import type { CoreImage, WordField } from './chip-image.js';
import type { ChipGeometry, MemoryName } from './geometry.js';

/** What a section may do: only somas spike, only bodies add to and read targets. */
export interface SectionRole {
  readonly spikes: boolean;
  /** Receptors and state fields of the target; absent outside bodies. */
  readonly target?: { readonly receptors: number; readonly fields: number };
}

/** Collects what is wrong with one core. */
export class CoreCheck {
  readonly problems: string[] = [];
  readonly core: CoreImage;
  readonly geometry: ChipGeometry;
  readonly #number: number;
  readonly #instructions: readonly (Instruction | undefined)[];

  constructor(core: CoreImage, number: number, geometry: ChipGeometry) {
    this.core = core;
    this.geometry = geometry;
    this.#number = number;
    this.#instructions = core.program.map((word) =>
      Number.isSafeInteger(word) && word >= 0 && word < 2 ** 40
        ? decodeInstruction(word)
        : undefined,
    );
  }

  /** Notes a problem unless something holds. */
  expect(where: string, holds: boolean, found: string): boolean {
    if (!holds)
      this.problems.push(`core ${this.#number}${where === '' ? '' : `, ${where}`}: ${found}`);
    return holds;
  }

  /** Words first .. first + count - 1 lie in a memory. */
  words(where: string, memory: MemoryName, first: number, count: number): boolean {
    const { words } = this.geometry.memories[memory];
    return this.expect(
      where,
      first >= 0 && count >= 0 && first + count <= words,
      `words ${first} .. ${first + count - 1} of ${memory}, which has ${words}`,
    );
  }

  /** A field lies within `bits` bits. */
  field(where: string, { low, bits }: WordField, room: number): boolean {
    const fits = low >= 0 && bits >= 0 && bits <= 53 && low + bits <= room;
    return this.expect(where, fits, `bits ${low} .. ${low + bits - 1} of ${room}`);
  }

  /** Instructions, constants, formats and tables by themselves. */
  program(): void {
    const { program, constants, formats, tables } = this.core;
    const { memories } = this.geometry;
    this.words('program', 'program', 0, program.length);
    this.words('constants', 'constant', 0, constants.length);
    const bits = memories.constant.wordBits;
    const low = minWord({ signed: true, wordBits: Math.min(53, bits), fracBits: 0 });
    const high = maxWord({ signed: true, wordBits: Math.min(53, bits), fracBits: 0 });
    for (const [at, code] of constants.entries())
      this.expect(`constant ${at}`, code >= low && code <= high, `${code} in ${bits} bits`);
    this.expect('formats', formats.length <= 16 && formats[0] === undefined, 'not 1 + 15 entries');
    for (const [at, format] of formats.entries()) {
      const width = format?.to.wordBits ?? 1;
      this.expect(`format ${at}`, width >= 1 && width <= 64, `${width} bits`);
    }
    this.expect('tables', tables.length <= 64, `${tables.length} entries`);
    for (const [at, { base, length }] of tables.entries()) {
      this.words(`table ${at}`, 'lut', base, length);
      this.expect(`table ${at}`, length >= 1, 'no entries');
    }
  }

  /** A section lies in the program, does what it may, and takes as long as it says. */
  section(where: string, section: Section, role: SectionRole): boolean {
    const { start, length, cycles, constantBase } = section;
    const inside = start >= 0 && length >= 0 && start + length <= this.#instructions.length;
    if (!this.expect(where, inside, `instructions ${start} .. ${start + length - 1}`)) return false;
    const instructions: Instruction[] = [];
    for (let at = start; at < start + length; at += 1) {
      const instruction = this.#instructions[at];
      if (!this.expect(`${where}, word ${at}`, instruction !== undefined, 'no instruction'))
        return false;
      if (instruction === undefined) return false;
      const problem = this.#problemOf(instruction, constantBase, role);
      this.expect(`${where}, word ${at}`, problem === undefined, problem ?? '');
      instructions.push(instruction);
    }
    const taken = sectionCycles(
      instructions,
      this.geometry.timing,
      (format) => this.core.formats[format]?.rounding === 'stochastic',
    );
    return this.expect(where, taken === cycles, `${cycles} cycles, but it takes ${taken}`);
  }

  #problemOf(
    { op, d, a, b, shift, format, x }: Instruction,
    constantBase: number,
    { spikes, target }: SectionRole,
  ): string | undefined {
    const { constants, formats, tables } = this.core;
    const operation = operations[op];
    if (operation.result === 'predicate' && (d < 1 || d > 7)) return `${op} sets predicate ${d}`;
    for (const [kind, operand] of [
      [operation.a, a],
      [operation.b, b],
    ] as const) {
      const address = constantBase + operand - 32;
      if (kind === 'value' && operand >= 32 && !(address >= 0 && address < constants.length))
        return `${op} reads constant ${address} of ${constants.length}`;
      if (kind === 'predicate' && (operand > 15 || operand === 8))
        return `${op} of predicate ${operand}`;
      if (kind === 'table' && operand >= tables.length) return `${op} of table ${operand}`;
    }
    if (operation.usesFormat && format > 0 && formats[format] === undefined)
      return `${op} with format ${format} of ${formats.length}`;
    if (op === 'SPK' && !spikes) return 'SPK outside a soma';
    if ((op === 'ACC' || op === 'LDP') && target === undefined) return `${op} outside a body`;
    if (op === 'ACC' && target !== undefined && x >= target.receptors)
      return `ACC of receptor ${x}`;
    if (op === 'LDP' && target !== undefined && x >= target.fields) return `LDP of field ${x}`;
    if (op === 'ACC' && shift > 0 && formats[format]?.rounding === 'stochastic')
      return 'ACC rounds stochastically';
    if (op === 'RND' && x > 3) return `RND of ${x + 1} bytes`;
    return undefined;
  }
}
