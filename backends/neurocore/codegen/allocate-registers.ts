import type { SymbolicInstruction, SymbolicOperand } from './chip-code.js';
import { type Interval, RegisterFile, RegisterShortage } from './intervals.js';
import {
  conditionsOf,
  type MachineNode,
  type Operand,
  type PredicateOperand,
  readsOf,
} from './machine-node.js';

/** Registers of a section: what they hold at its start, and what may become of it. */
export interface RegisterUse {
  /** Hold values at the start. */
  readonly inputs: readonly number[];
  /** Of these, and others: must not change, but for outputs. */
  readonly kept: ReadonlySet<number>;
  /** Free for temporaries, once inputs are read; in the order of preference. */
  readonly temporaries: readonly number[];
  readonly predicates: readonly number[];
}

/**
 * Gives the nodes of a section registers, by linear scan over their order.
 *
 * @throws RegisterShortage
 */
export function allocateRegisters(
  order: readonly MachineNode[],
  use: RegisterUse,
): readonly SymbolicInstruction[] {
  return new Allocation(order, use).run();
}

class Allocation {
  readonly #order: readonly MachineNode[];
  readonly #use: RegisterUse;
  readonly #registers: RegisterFile = new RegisterFile();
  readonly #predicateFile: RegisterFile = new RegisterFile();
  readonly #places: Map<MachineNode, number> = new Map();
  /** Last time at which a node, or the input of a register, is read. */
  readonly #lastReads: Map<MachineNode, number> = new Map();
  readonly #lastInputs: Map<number, number> = new Map();
  readonly #hints: Map<MachineNode, number> = new Map();
  /** Time from which a register belongs to its new value. */
  readonly #direct: Map<MachineNode, Interval> = new Map();
  readonly #outputs: ReadonlySet<number>;
  readonly #instructions: SymbolicInstruction[] = [];
  readonly #late: MachineNode[] = [];

  constructor(order: readonly MachineNode[], use: RegisterUse) {
    this.#order = order;
    this.#use = use;
    this.#outputs = new Set(
      order.map(({ output }) => output).filter((output) => output !== undefined),
    );
    this.#findLastReads();
    this.#takeInputs();
    this.#findHints();
  }

  run(): readonly SymbolicInstruction[] {
    for (const [place, node] of this.#order.entries()) {
      if (node.result === 'predicate') this.#placePredicate(node, place);
      if (node.result === 'register') this.#placeRegister(node, place);
      this.#instructions.push(this.#symbolic(node));
    }
    for (const node of this.#late) {
      this.#move(node.output as number, this.#registerOf({ kind: 'node', node }), node.comment);
    }
    return this.#instructions;
  }

  #findLastReads(): void {
    for (const [place, node] of this.#order.entries()) {
      for (const operand of [...readsOf(node), ...conditionsOf(node)]) {
        if (operand.kind === 'node') this.#lastReads.set(operand.node, 2 * place);
        if (operand.kind === 'input') this.#lastInputs.set(operand.register, 2 * place);
      }
    }
  }

  #takeInputs(): void {
    const { inputs, kept } = this.#use;
    for (const register of new Set([...inputs, ...kept])) {
      const stays = kept.has(register) && !this.#outputs.has(register);
      const to = stays ? Number.POSITIVE_INFINITY : (this.#lastInputs.get(register) ?? -1);
      this.#registers.take(register, { from: -1, to });
    }
    for (const [place, node] of this.#order.entries()) {
      const { output } = node;
      if (output === undefined || (this.#lastInputs.get(output) ?? -1) > 2 * place) continue;
      const interval = { from: 2 * place + 1, to: Number.POSITIVE_INFINITY };
      this.#direct.set(node, interval);
      this.#registers.take(output, interval);
    }
  }

  /** A value that becomes another one under a condition should begin where that one ends. */
  #findHints(): void {
    for (const node of [...this.#order].reverse()) {
      const { otherwise } = node;
      if (otherwise?.kind !== 'node') continue;
      const goal = this.#direct.has(node) ? node.output : this.#hints.get(node);
      if (goal !== undefined) this.#hints.set(otherwise.node, goal);
    }
  }

  #placePredicate(node: MachineNode, place: number): void {
    const interval = { from: 2 * place + 1, to: this.#lastReads.get(node) ?? 2 * place + 1 };
    const predicate = this.#use.predicates.find((entry) =>
      this.#predicateFile.isFree(entry, interval),
    );
    if (predicate === undefined)
      throw new RegisterShortage('predicates', this.#predicateFile.count(interval.from) + 1);
    this.#predicateFile.take(predicate, interval);
    this.#places.set(node, predicate);
  }

  #placeRegister(node: MachineNode, place: number): void {
    const start = 2 * place + 1;
    const ends = this.#lastReads.get(node) ?? start;
    const { otherwise } = node;
    const direct = this.#direct.get(node);
    if (direct !== undefined) {
      const output = node.output as number;
      if (otherwise === undefined || this.#diesIn(otherwise, output, place)) {
        this.#places.set(node, output);
        return;
      }
      // The register is still free while the instruction reads: the other value goes there first.
      if (this.#registers.isFree(output, { from: start - 2, to: start - 1 })) {
        this.#registers.take(output, { from: start - 2, to: start - 1 });
        this.#place(node, output, otherwise);
        return;
      }
      this.#registers.release(output, direct);
    }
    const late = node.output !== undefined;
    if (late) this.#late.push(node);
    const to = late ? Number.POSITIVE_INFINITY : ends;
    if (otherwise === undefined) {
      this.#places.set(node, this.#pick(node, { from: start, to }, late));
      return;
    }
    const old =
      otherwise.kind === 'constant' || otherwise.kind === 'host'
        ? undefined
        : this.#registerOf(otherwise);
    if (
      old !== undefined &&
      this.#diesIn(otherwise, old, place) &&
      !(late && this.#outputs.has(old)) &&
      this.#registers.isFree(old, { from: start, to })
    ) {
      this.#registers.take(old, { from: start, to });
      this.#places.set(node, old);
      return;
    }
    const register = this.#pick(node, { from: start - 2, to }, late);
    this.#place(node, register, otherwise);
  }

  #place(node: MachineNode, register: number, otherwise: Operand): void {
    this.#places.set(node, register);
    this.#move(register, this.#symbolicOperand(otherwise));
  }

  /** The operand is in this register and is not read after this instruction. */
  #diesIn(operand: Operand, register: number, place: number): boolean {
    if (operand.kind === 'input') {
      const stays = this.#use.kept.has(register) && !this.#outputs.has(register);
      return (
        operand.register === register && !stays && this.#lastInputs.get(register) === 2 * place
      );
    }
    if (operand.kind !== 'node') return false;
    const { node } = operand;
    const ends = this.#lastReads.get(node) === 2 * place && node.output === undefined;
    return ends && this.#places.get(node) === register;
  }

  #pick(node: MachineNode, interval: Interval, late: boolean): number {
    const hint = this.#hints.get(node);
    const pool = this.#use.temporaries.filter((entry) => !late || !this.#outputs.has(entry));
    const candidates = hint === undefined || late ? pool : [hint, ...pool];
    const register = candidates.find((entry) => this.#registers.isFree(entry, interval));
    if (register === undefined)
      throw new RegisterShortage('registers', this.#registers.count(interval.from) + 1);
    this.#registers.take(register, interval);
    return register;
  }

  #registerOf(operand: Operand): number {
    if (operand.kind === 'input') return operand.register;
    if (operand.kind !== 'node') throw new Error('a constant is in no register');
    const register = this.#places.get(operand.node);
    if (register === undefined) throw new Error('a value is read before it is computed');
    return register;
  }

  #move(d: number, from: SymbolicOperand | number, comment?: string): void {
    this.#instructions.push({
      op: 'MOV',
      predicate: 0,
      d,
      a: typeof from === 'number' ? { kind: 'register', register: from } : from,
      shift: 0,
      x: 0,
      ...(comment === undefined ? {} : { comment }),
    });
  }

  #symbolic(node: MachineNode): SymbolicInstruction {
    const { op, a, b, conditions, table, shift, format, x, comment, predicate } = node;
    const [left, right] = conditions ?? [];
    const first = left === undefined ? a && this.#symbolicOperand(a) : this.#joined(left);
    const second =
      table !== undefined
        ? ({ kind: 'table', table } as const)
        : right === undefined
          ? b && this.#symbolicOperand(b)
          : this.#joined(right);
    return {
      op,
      predicate: this.#predicateNumber(predicate),
      d: node.result === 'none' ? 0 : (this.#places.get(node) as number),
      ...(first === undefined ? {} : { a: first }),
      ...(second === undefined ? {} : { b: second }),
      shift,
      ...(format === undefined ? {} : { format }),
      x,
      ...(comment === undefined ? {} : { comment }),
    };
  }

  #joined(predicate: PredicateOperand): SymbolicOperand {
    return { kind: 'predicate', predicate: this.#predicateNumber(predicate) };
  }

  #symbolicOperand(operand: Operand): SymbolicOperand {
    if (operand.kind === 'constant' || operand.kind === 'host') return operand;
    return { kind: 'register', register: this.#registerOf(operand) };
  }

  #predicateNumber(predicate: PredicateOperand): number {
    if (predicate.kind === 'always') return 0;
    const number =
      predicate.kind === 'flag' ? predicate.predicate : this.#places.get(predicate.node);
    if (number === undefined) throw new Error('a condition is read before it is computed');
    return predicate.inverted ? number + 8 : number;
  }
}
