import type { RequantisationContext } from '../../../../core/fixed/index.js';
import type { KeyedStream } from '../../../../core/random/index.js';
import type { BitMemory, CoreImage, FormatEntry, TableEntry } from '../../image/index.js';
import {
  decodeInstruction,
  drawOf,
  type Instruction,
  operations,
  type Section,
} from '../../isa/index.js';
import type { CoreCounters } from '../counters.js';
import type { FaultLog } from '../fault-log.js';

/** What sections of a core compute with. */
export interface ArithmeticContext {
  readonly core: number;
  readonly registerBits: number;
  readonly formats: readonly (FormatEntry | undefined)[];
  readonly tables: readonly TableEntry[];
  readonly constants: Float64Array;
  /** Signed width of a constant. */
  readonly constantBits: number;
  readonly lut: BitMemory;
  readonly requantisation: RequantisationContext;
  /** A word is drawn for exact values too. */
  readonly drawsAlways: boolean;
  readonly stream: KeyedStream;
  readonly counters: CoreCounters;
  readonly faults: FaultLog;
}

/** Which program a section is: some operations belong to some of them only. */
export type SectionRole = 'soma' | 'reset' | 'prologue' | 'body';

/** A section, decoded and checked. */
export interface SectionProgram {
  readonly role: SectionRole;
  readonly instructions: readonly Instruction[];
  readonly cycles: number;
  readonly constantBase: number;
  readonly siteBase: number;
  readonly objectId: number;
  /** Blocks that the generator makes per run. */
  readonly blocks: number;
  /** Instruction whose result is the new weight. */
  readonly update: number | undefined;
  /** Why the section cannot run. */
  readonly illegal: string | undefined;
}

/** @throws Error where the section lies outside its memories: the loader refuses such an image. */
export function decodeSection(
  core: CoreImage,
  section: Section,
  facts: {
    readonly role: SectionRole;
    readonly objectId: number;
    readonly update?: number | undefined;
    /** Receptors and fields that ACC and LDP of a body may name. */
    readonly receptors?: number;
    readonly fields?: number;
  },
): SectionProgram {
  const words = core.program.slice(section.start, section.start + section.length);
  if (words.length !== section.length)
    throw new Error(`section at ${section.start} is longer than the program`);
  const instructions: Instruction[] = [];
  let illegal: string | undefined;
  for (const [at, word] of words.entries()) {
    const instruction = decodeInstruction(word);
    const problem =
      instruction === undefined
        ? 'no such operation or predicate'
        : illegalUse(instruction, core, facts);
    if (problem !== undefined) illegal ??= `instruction ${section.start + at}: ${problem}`;
    if (instruction !== undefined) instructions.push(instruction);
  }
  const stochastic = (format: number): boolean => core.formats[format]?.rounding === 'stochastic';
  return {
    role: facts.role,
    instructions,
    cycles: section.cycles,
    constantBase: section.constantBase,
    siteBase: section.siteBase,
    objectId: facts.objectId,
    blocks: Math.max(
      0,
      ...instructions.map((instruction) => (drawOf(instruction, stochastic) ?? -1) + 1),
    ),
    update: facts.update,
    illegal,
  };
}

function illegalUse(
  instruction: Instruction,
  core: CoreImage,
  facts: { readonly role: SectionRole; readonly receptors?: number; readonly fields?: number },
): string | undefined {
  const { op, d, a, b, shift, format, x } = instruction;
  const operation = operations[op];
  if (operation.result === 'predicate' && (d < 1 || d > 7)) return `${op} into predicate ${d}`;
  if (operation.a === 'predicate' && (a > 15 || a === 8)) return `${op} of predicate ${a}`;
  if (operation.b === 'predicate' && (b > 15 || b === 8)) return `${op} of predicate ${b}`;
  if (operation.b === 'table' && core.tables[b] === undefined) return `${op} of table ${b}`;
  if (operation.usesFormat && format !== 0) {
    const entry = core.formats[format];
    if (entry === undefined) return `${op} with format ${format}`;
    if (op === 'ACC' && shift > 0 && entry.rounding === 'stochastic') return 'stochastic ACC';
  }
  switch (op) {
    case 'SPK':
      return facts.role === 'soma' ? undefined : 'SPK outside soma sections';
    case 'ACC':
      return x < (facts.receptors ?? 0) ? undefined : `ACC to receptor ${x}`;
    case 'LDP':
      return x < (facts.fields ?? 0) ? undefined : `LDP of field ${x}`;
    case 'RND':
      return x <= 3 && shift >= 0 && shift <= 7 ? undefined : `RND of draw ${shift}, x ${x}`;
    default:
      return undefined;
  }
}
