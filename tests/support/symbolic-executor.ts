import type {
  HostValue,
  SymbolicInstruction,
  SymbolicOperand,
  SymbolicSection,
} from '../../backends/neurocore/codegen/index.js';
import type { Hardware } from '../../core/hardware.js';
import { oracleRequantise } from './bigint-oracle.js';

/** A table as sections read it. */
export interface ExecutorTable {
  readonly codes: Float64Array;
}

/** What surrounds a section that is executed. */
export interface ExecutorChip {
  readonly hardware: Hardware;
  readonly tables: ReadonlyMap<string, ExecutorTable>;
  readonly host: (value: HostValue) => bigint;
  /** Random word of a site. */
  readonly word: (site: number) => number;
  /** Field of the target's state. */
  readonly target?: (field: number) => bigint;
}

export interface ExecutorResult {
  readonly registers: readonly bigint[];
  readonly spiked: boolean;
  /** By receptor, in order. */
  readonly deliveries: readonly { readonly receptor: number; readonly value: bigint }[];
}

/**
 * Executes a section with whole numbers of any size, instruction by instruction, from the table of
 * the instruction set; it shares nothing with the emulator. Registers that a section must not read
 * are given as undefined.
 *
 * @throws Error for a read of what was never written, and for a result that fits no register.
 */
export function executeSection(
  section: SymbolicSection,
  start: ReadonlyMap<number, bigint>,
  flags: ReadonlyMap<number, boolean>,
  chip: ExecutorChip,
): ExecutorResult {
  const executor = new Executor(section, start, flags, chip);
  for (const instruction of section.instructions) executor.step(instruction);
  return executor.result();
}

class Executor {
  readonly #section: SymbolicSection;
  readonly #registers: (bigint | undefined)[] = new Array(32).fill(undefined);
  readonly #predicates: (boolean | undefined)[] = new Array(8).fill(undefined);
  readonly #chip: ExecutorChip;
  readonly #deliveries: { receptor: number; value: bigint }[] = [];
  #spiked = false;

  constructor(
    section: SymbolicSection,
    start: ReadonlyMap<number, bigint>,
    flags: ReadonlyMap<number, boolean>,
    chip: ExecutorChip,
  ) {
    this.#section = section;
    this.#chip = chip;
    for (const [register, value] of start) this.#registers[register] = value;
    for (const [predicate, value] of flags) this.#predicates[predicate] = value;
  }

  result(): ExecutorResult {
    return {
      registers: this.#registers.map((value) => value ?? 0n),
      spiked: this.#spiked,
      deliveries: this.#deliveries,
    };
  }

  step(instruction: SymbolicInstruction): void {
    const { op, d, x, shift } = instruction;
    if (d < 0 || d > 31 || x < 0 || x > 7 || shift < -64 || shift > 63)
      throw new Error(`${op}: d ${d}, x ${x} or shift ${shift} fits no field`);
    if (!this.#holds(instruction.predicate)) return;
    switch (op) {
      case 'CLT':
        this.#setPredicate(d, this.#a(instruction) < this.#b(instruction));
        return;
      case 'CLE':
        this.#setPredicate(d, this.#a(instruction) <= this.#b(instruction));
        return;
      case 'CEQ':
        this.#setPredicate(d, this.#a(instruction) === this.#b(instruction));
        return;
      case 'PAND':
        this.#setPredicate(d, this.#truth(instruction.a) && this.#truth(instruction.b));
        return;
      case 'POR':
        this.#setPredicate(d, this.#truth(instruction.a) || this.#truth(instruction.b));
        return;
      case 'PNOT':
        this.#setPredicate(d, !this.#truth(instruction.a));
        return;
      case 'SPK':
        this.#spiked = true;
        return;
      case 'ACC':
        this.#deliveries.push({
          receptor: x,
          value: this.#rounded(this.#a(instruction), instruction, undefined),
        });
        return;
      default:
        this.#setRegister(d, this.#computed(instruction));
    }
  }

  #computed(instruction: SymbolicInstruction): bigint {
    const { op, shift, x } = instruction;
    const places = BigInt(Math.abs(shift));
    switch (op) {
      case 'MOV':
        return this.#rounded(this.#a(instruction), instruction, x);
      case 'MUL':
        return this.#rounded(this.#a(instruction) * this.#b(instruction), instruction, x);
      case 'ADD':
      case 'SUB': {
        const left = shift < 0 ? this.#a(instruction) * 2n ** places : this.#a(instruction);
        const right = shift > 0 ? this.#b(instruction) * 2n ** places : this.#b(instruction);
        const exact = op === 'ADD' ? left + right : left - right;
        return this.#rounded(exact, { ...instruction, shift: 0 }, undefined);
      }
      case 'MIN': {
        const [a, b] = [this.#a(instruction), this.#b(instruction)];
        return b < a ? b : a;
      }
      case 'MAX': {
        const [a, b] = [this.#a(instruction), this.#b(instruction)];
        return a < b ? b : a;
      }
      case 'LUT':
        return this.#entry(instruction, this.#a(instruction) >> places);
      case 'LUTI': {
        const a = this.#a(instruction);
        const low = this.#entry(instruction, a >> places);
        const high = this.#entry(instruction, (a >> places) + 1n);
        return low + (((high - low) * (a - ((a >> places) << places))) >> places);
      }
      case 'DEC': {
        const age = this.#register(x % 2 === 0 ? 31 : 30);
        const factor = this.#entry(instruction, age);
        return this.#rounded(this.#a(instruction) * factor, instruction, x >> 1);
      }
      case 'RND': {
        if (shift < 0 || shift > 7) throw new Error(`draw ${shift}`);
        return BigInt(this.#chip.word(this.#section.siteBase + shift)) >> BigInt(24 - 8 * x);
      }
      case 'LDP': {
        if (this.#chip.target === undefined) throw new Error('LDP outside a body');
        if (x < 0 || x > 7) throw new Error(`LDP of field ${x}`);
        return this.#chip.target(x);
      }
      default:
        throw new Error(`${op} is not generated`);
    }
  }

  #entry({ b }: SymbolicInstruction, index: bigint): bigint {
    if (b?.kind !== 'table') throw new Error('no table');
    const table = this.#chip.tables.get(b.table);
    if (table === undefined) throw new Error(`no table ${b.table}`);
    const last = BigInt(table.codes.length - 1);
    const clamped = index < 0n ? 0n : index > last ? last : index;
    return BigInt(table.codes[Number(clamped)] as number);
  }

  /** rq(exact >> shift): without a format the low bits are cut off. */
  #rounded(exact: bigint, instruction: SymbolicInstruction, draw: number | undefined): bigint {
    const { shift, format } = instruction;
    if (format === undefined) return shift >= 0 ? exact >> BigInt(shift) : exact << BigInt(-shift);
    const { rng, arithmetic } = this.#chip.hardware;
    if (format.rounding === 'stochastic' && shift > 0 && (draw === undefined || draw > 7))
      throw new Error(`${instruction.op} cannot draw ${draw}`);
    const word = this.#chip.word(this.#section.siteBase + (draw ?? 0));
    return oracleRequantise(exact, shift, format.to, format.rounding, format.overflow, arithmetic, {
      word: BigInt(word),
      rule: rng.compare,
      bits: rng.bits,
    });
  }

  #a({ a }: SymbolicInstruction): bigint {
    return this.#value(a);
  }

  #b({ b }: SymbolicInstruction): bigint {
    return this.#value(b);
  }

  #value(operand: SymbolicOperand | undefined): bigint {
    switch (operand?.kind) {
      case 'register':
        return this.#register(operand.register);
      case 'constant': {
        const bits = this.#chip.hardware.memories.constant?.wordBits ?? 32;
        const code = BigInt(operand.code);
        if (BigInt.asIntN(bits, code) !== code) throw new Error(`constant ${code} is too wide`);
        return code;
      }
      case 'host': {
        const { value, low, bits, signed } = operand;
        const part = this.#chip.host(value) >> BigInt(low);
        return signed ? BigInt.asIntN(bits, part) : BigInt.asUintN(bits, part);
      }
      default:
        throw new Error(`no number: ${operand?.kind}`);
    }
  }

  #register(register: number): bigint {
    const value = this.#registers[register];
    if (value === undefined) throw new Error(`R${register} is read before it is written`);
    return value;
  }

  #setRegister(register: number, value: bigint): void {
    const { bits } = this.#chip.hardware.words.temporary;
    if (BigInt.asIntN(bits, value) !== value) throw new Error(`R${register}: ${value} is too wide`);
    this.#registers[register] = value;
  }

  #setPredicate(predicate: number, value: boolean): void {
    if (predicate < 1 || predicate > 7) throw new Error(`p${predicate} is set`);
    this.#predicates[predicate] = value;
  }

  #truth(operand: SymbolicOperand | undefined): boolean {
    if (operand?.kind !== 'predicate') throw new Error('no predicate');
    return this.#holds(operand.predicate);
  }

  #holds(predicate: number): boolean {
    if (predicate === 0) return true;
    if (predicate === 8) throw new Error('predicate 8 is illegal');
    const number = predicate > 8 ? predicate - 8 : predicate;
    const value = this.#predicates[number];
    if (value === undefined) throw new Error(`p${number} is read before it is written`);
    return predicate > 8 ? !value : value;
  }
}
