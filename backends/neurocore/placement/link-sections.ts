import { printOverflow } from '../../../core/fixed/index.js';
import type { CodeTable } from '../../fixed-point/index.js';
import type {
  SymbolicFormat,
  SymbolicInstruction,
  SymbolicOperand,
  SymbolicSection,
} from '../codegen/index.js';
import type { ChipGeometry, FormatEntry, TableEntry } from '../image/index.js';
import { encodeInstruction, type Instruction, type Section, sectionCycles } from '../isa/index.js';
import { type ConstantWindow, constantKey, packConstants } from './constant-windows.js';
import type { HostConstant } from './placement.js';

/** A section and what it is the program of, for listings and faults. */
export interface NamedSection {
  readonly name: string;
  readonly section: SymbolicSection;
}
/** A linked section with its text. */
export interface LinkedSection {
  readonly name: string;
  readonly section: Section;
  readonly instructions: readonly Instruction[];
  readonly comments: readonly (string | undefined)[];
}

/** Programs, constants, formats and tables of one core. */
export interface LinkedCode {
  /** 40-bit words. */
  readonly program: readonly number[];
  readonly constants: readonly number[];
  readonly hostConstants: readonly Omit<HostConstant, 'core'>[];
  /** Entry 0 is absent. */
  readonly formats: readonly (FormatEntry | undefined)[];
  readonly tables: readonly (TableEntry & { readonly table: CodeTable })[];
  readonly lutWords: number;
  readonly sections: ReadonlyMap<SymbolicSection, Section>;
  readonly listed: readonly LinkedSection[];
}

/** Gives numbers to what sections name. Limits are the caller's to check. */
export function linkSections(
  named: readonly NamedSection[],
  codeTables: ReadonlyMap<string, CodeTable>,
  { timing }: Pick<ChipGeometry, 'timing'>,
): LinkedCode {
  const { windows, bases, constants, hostConstants } = packConstants(
    named.map(({ section }) => section),
  );
  const formats = new FormatTable();
  const tables = new TableDirectory(codeTables);
  const program: number[] = [];
  const starts = new Map<string, number>();
  const sections = new Map<SymbolicSection, Section>();
  const listed: LinkedSection[] = [];
  for (const { name, section } of named) {
    if (sections.has(section)) continue;
    const window = windows.get(section) as ConstantWindow;
    const constantBase = bases.get(window) as number;
    const link = new SectionLinker(window, formats, tables);
    const instructions = section.instructions.map((instruction) => link.instruction(instruction));
    const words = instructions.map(encodeInstruction);
    const key = words.join();
    const known = starts.get(key);
    const start = known ?? program.length;
    if (known === undefined) program.push(...words);
    starts.set(key, start);
    const linked: Section = {
      start,
      length: words.length,
      cycles: sectionCycles(instructions, timing, (format) => formats.stochastic(format)),
      constantBase,
      siteBase: section.siteBase,
    };
    sections.set(section, linked);
    const comments = section.instructions.map(({ comment }) => comment);
    listed.push({ name, section: linked, instructions, comments });
  }
  return {
    program,
    constants,
    hostConstants,
    formats: formats.entries,
    tables: tables.entries,
    lutWords: tables.words,
    sections,
    listed,
  };
}

class SectionLinker {
  readonly #window: ConstantWindow;
  readonly #formats: FormatTable;
  readonly #tables: TableDirectory;

  constructor(window: ConstantWindow, formats: FormatTable, tables: TableDirectory) {
    this.#window = window;
    this.#formats = formats;
    this.#tables = tables;
  }

  instruction(symbolic: SymbolicInstruction): Instruction {
    const { op, predicate, d, a, b, shift, format, x } = symbolic;
    return {
      op,
      predicate,
      d,
      a: this.#operand(a),
      b: this.#operand(b),
      shift,
      format: format === undefined ? 0 : this.#formats.entry(format),
      x,
    };
  }

  #operand(operand: SymbolicOperand | undefined): number {
    if (operand === undefined) return 0;
    switch (operand.kind) {
      case 'register':
        return operand.register;
      case 'predicate':
        return operand.predicate;
      case 'table':
        return this.#tables.entry(operand.table);
      default:
        return 32 + (this.#window.places.get(constantKey(operand)) as number);
    }
  }
}

class FormatTable {
  readonly entries: (FormatEntry | undefined)[] = [undefined];
  readonly #known: Map<string, number> = new Map();

  /** Two formats are one if they have the same bits: the point is the program's matter. */
  entry({ to, rounding, overflow }: SymbolicFormat): number {
    const { signed, wordBits } = to;
    const key = `${signed} ${wordBits} ${rounding} ${printOverflow(overflow)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const entry = this.entries.length;
    // Beyond the field of an instruction every entry is refused later; any number will do here.
    this.#known.set(key, entry > 15 ? 15 : entry);
    this.entries.push({ to: { signed, wordBits, fracBits: 0 }, rounding, overflow });
    return entry > 15 ? 15 : entry;
  }

  stochastic(format: number): boolean {
    return this.entries[format]?.rounding === 'stochastic';
  }
}

class TableDirectory {
  readonly entries: (TableEntry & { readonly table: CodeTable })[] = [];
  words = 0;
  readonly #tables: ReadonlyMap<string, CodeTable>;
  readonly #known: Map<string, number> = new Map();

  constructor(tables: ReadonlyMap<string, CodeTable>) {
    this.#tables = tables;
  }

  entry(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`sections name a table ${name} that is not there`);
    const entry = Math.min(63, this.entries.length);
    const { length } = table.codes;
    this.entries.push({ base: this.words, length, signed: table.format.signed, table });
    this.words += length;
    this.#known.set(name, entry);
    return entry;
  }
}
