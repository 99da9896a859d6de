import type { Instruction, Opcode } from '../../isa/index.js';
import { AluStep } from './alu.js';
import type { ArithmeticContext, SectionProgram } from './section-program.js';

/** What a section touches besides registers. */
export interface SectionPorts {
  readonly accumulate: (receptor: number, value: number | bigint) => void;
  /** Field of the target's state. */
  readonly targetField: (field: number) => number;
  /** Number of this step. */
  readonly step: () => number;
}

/**
 * Registers and predicates of EXE, and a section run on them instruction by instruction. Registers
 * wider than 53 bits are kept as BigInt.
 */
export class SectionInterpreter {
  spiked = false;
  readonly #context: ArithmeticContext;
  readonly #program: SectionProgram;
  readonly #steps: readonly AluStep[];
  readonly #narrow = new Float64Array(32);
  readonly #wide: bigint[] | undefined;
  /** By code: 1 .. 7 and their opposites 9 .. 15; 0 is always true. */
  readonly #predicates = new Uint8Array(16);
  readonly #ports: SectionPorts;

  constructor(context: ArithmeticContext, program: SectionProgram, ports: SectionPorts) {
    this.#context = context;
    this.#program = program;
    this.#ports = ports;
    this.#steps = program.instructions.map((_, at) => new AluStep(context, program, at));
    this.#wide = context.registerBits > 53 ? new Array<bigint>(32).fill(0n) : undefined;
  }

  /** Registers that the convention of the section does not name start as 0, predicates as false. */
  clear(): void {
    this.#narrow.fill(0);
    this.#wide?.fill(0n);
    this.#predicates.fill(0, 0, 8);
    this.#predicates.fill(1, 8);
    this.#predicates[0] = 1;
    this.spiked = false;
  }

  set(register: number, value: number): void {
    if (this.#wide === undefined) this.#narrow[register] = value;
    else this.#wide[register] = BigInt(value);
  }

  get(register: number): number | bigint {
    return (this.#wide?.[register] ?? this.#narrow[register]) as number | bigint;
  }

  setPredicate(predicate: number, value: boolean): void {
    this.#predicates[predicate] = value ? 1 : 0;
    this.#predicates[predicate + 8] = value ? 0 : 1;
  }

  /**
   * @param tick - Step of random words.
   * @param previous - The weight before the section, for the count of dead updates.
   */
  run(tick: number, element: number, previous?: number): void {
    const { counters } = this.#context;
    counters.rngBlocks += this.#program.blocks;
    for (const [at, step] of this.#steps.entries()) {
      const { op, predicate } = step.instruction;
      if (this.#predicates[predicate] === 0) continue;
      counters.lutReads += tableReads(op);
      const result =
        this.#wide === undefined
          ? this.#runNarrow(step, tick, element)
          : this.#runWide(step, tick, element);
      if (at === this.#program.update && previous !== undefined && result !== undefined) {
        const weight = typeof result === 'bigint' ? BigInt(previous) : previous;
        if (step.isDead(result, weight)) counters.deadUpdates += 1;
      }
    }
  }

  #runNarrow(step: AluStep, tick: number, element: number): number | undefined {
    const { instruction } = step;
    const { op, d, x } = instruction;
    const a = this.#operand(instruction.a);
    const b = this.#operand(instruction.b);
    switch (op) {
      case 'CLT':
      case 'CLE':
      case 'CEQ':
        this.setPredicate(d, compare(op, a, b));
        return undefined;
      case 'NOP':
      case 'SPK':
      case 'PAND':
      case 'POR':
      case 'PNOT':
        this.#withoutResult(instruction);
        return undefined;
      case 'ACC': {
        const value = step.evaluate(a, 0, tick, element);
        this.#ports.accumulate(x, value);
        return value;
      }
      default: {
        const second = this.#outside(op, x) ?? (op === 'DEC' ? this.#operand(31 - (x & 1)) : b);
        const result = step.evaluate(a, second, tick, element);
        this.#narrow[d] = result;
        return result;
      }
    }
  }

  #runWide(step: AluStep, tick: number, element: number): bigint | undefined {
    const { instruction } = step;
    const { op, d, x } = instruction;
    const a = this.#wideOperand(instruction.a);
    const b = this.#wideOperand(instruction.b);
    switch (op) {
      case 'CLT':
      case 'CLE':
      case 'CEQ':
        this.setPredicate(d, compare(op, a, b));
        return undefined;
      case 'NOP':
      case 'SPK':
      case 'PAND':
      case 'POR':
      case 'PNOT':
        this.#withoutResult(instruction);
        return undefined;
      case 'ACC': {
        const value = step.evaluateWide(a, 0n, tick, element);
        this.#ports.accumulate(x, value);
        return value;
      }
      default: {
        const given = this.#outside(op, x);
        const second = op === 'DEC' ? this.#wideOperand(31 - (x & 1)) : b;
        const operand = given === undefined ? second : BigInt(given);
        const result = step.evaluateWide(a, operand, tick, element);
        if (this.#wide !== undefined) this.#wide[d] = result;
        return result;
      }
    }
  }

  #withoutResult({ op, d, a, b }: Instruction): void {
    const left = this.#predicates[a] === 1;
    const right = this.#predicates[b] === 1;
    if (op === 'SPK') this.spiked = true;
    else if (op === 'PAND') this.setPredicate(d, left && right);
    else if (op === 'POR') this.setPredicate(d, left || right);
    else if (op === 'PNOT') this.setPredicate(d, !left);
  }

  /** What an operation reads that is no register. */
  #outside(op: Opcode, field: number): number | undefined {
    if (op === 'TICK') return this.#ports.step();
    if (op !== 'LDP') return undefined;
    this.#context.counters.stateWordsRead += 1;
    return this.#ports.targetField(field);
  }

  #operand(operand: number): number {
    if (operand < 32) return this.#narrow[operand] as number;
    return this.#constant(operand);
  }

  #wideOperand(operand: number): bigint {
    if (operand < 32) return this.#wide?.[operand] ?? 0n;
    return BigInt(this.#constant(operand));
  }

  #constant(operand: number): number {
    return this.#context.constants[this.#program.constantBase + operand - 32] ?? 0;
  }
}

function compare<T extends number | bigint>(op: 'CLT' | 'CLE' | 'CEQ', a: T, b: T): boolean {
  if (op === 'CLT') return a < b;
  if (op === 'CLE') return a <= b;
  return a === b;
}

/** Words of the table memory that an instruction reads. */
export function tableReads(op: Opcode): number {
  if (op === 'LUTI') return 2;
  return op === 'LUT' || op === 'DEC' ? 1 : 0;
}
