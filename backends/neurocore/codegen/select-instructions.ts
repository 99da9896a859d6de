import type { Opcode } from '../isa/index.js';
import type { SymbolicFormat } from './chip-code.js';
import { contains, pointRange, signedBits, wordRange } from './code-range.js';
import { always, type MachineNode, type Operand, type PredicateOperand } from './machine-node.js';
import { refusal } from './refusal.js';
import type { SectionLimits } from './section-limits.js';
import { type Condition, type NumberValue, operandsOfValue, type Value } from './value.js';

/** What a section does to the world: in order. */
export type Effect =
  | {
      readonly kind: 'output';
      readonly register: number;
      readonly value: NumberValue;
      readonly comment: string;
    }
  | { readonly kind: 'spike'; readonly when: Condition }
  | {
      readonly kind: 'accumulate';
      readonly receptor: number;
      readonly value: NumberValue;
      readonly when: Condition;
      readonly comment: string;
    };

type SumValue = Extract<NumberValue, { op: 'add' }> | Extract<NumberValue, { op: 'sub' }>;

const farthestShift = 63;
const mostDraws = 8;
/** The field of DEC has two bits. */
const decayDraws = 4;

/** Chooses instructions for the effects of a section: one node per instruction, fused where exact. */
export function selectInstructions(
  effects: readonly Effect[],
  limits: SectionLimits,
): readonly MachineNode[] {
  return new Selection(effects, limits).run();
}

class Selection {
  readonly #effects: readonly Effect[];
  readonly #limits: SectionLimits;
  readonly #uses: Map<Value, number> = new Map();
  readonly #operands: Map<Value, Operand> = new Map();
  readonly #constants: Map<bigint, Operand> = new Map();
  readonly #predicates: Map<Condition, PredicateOperand> = new Map();

  constructor(effects: readonly Effect[], limits: SectionLimits) {
    this.#effects = effects;
    this.#limits = limits;
    for (const effect of effects) {
      if (effect.kind !== 'spike') this.#count(effect.value);
      if (effect.kind !== 'output') this.#count(effect.when);
    }
  }

  run(): readonly MachineNode[] {
    return this.#effects.flatMap((effect) => this.#effect(effect) ?? []);
  }

  #effect(effect: Effect): MachineNode | undefined {
    if (effect.kind === 'output') return this.#output(effect);
    const { when } = effect;
    if (when.op === 'truth' && !when.holds) return undefined;
    const predicate = this.#predicate(when);
    if (effect.kind === 'spike') return { ...plain('SPK', 'none'), predicate, after: [] };
    const { receptor, value, comment } = effect;
    return { ...this.#delivery(value), x: receptor, predicate, comment, after: [] };
  }

  /** ACC rounds by itself, but not stochastically. */
  #delivery(value: NumberValue): MachineNode {
    if (this.#isAlone(value)) {
      if (value.op === 'requantise' && value.site === undefined && inReach(value.shift)) {
        const { shift, format, operand } = value;
        return { ...plain('ACC', 'none'), a: this.#operand(operand), shift, format };
      }
      if (value.op === 'shift' && inReach(-value.bits))
        return { ...plain('ACC', 'none'), a: this.#operand(value.operand), shift: -value.bits };
    }
    return { ...plain('ACC', 'none'), a: this.#operand(value) };
  }

  #output({
    register,
    value,
    comment,
  }: Extract<Effect, { kind: 'output' }>): MachineNode | undefined {
    const operand = this.#operand(value);
    if (operand.kind === 'input' && operand.register === register) return undefined;
    if (operand.kind === 'node' && operand.node.output === undefined) {
      operand.node.output = register;
      operand.node.comment = comment;
      return operand.node;
    }
    return { ...plain('MOV', 'register'), a: operand, output: register, comment, after: [] };
  }

  #count(value: Value): void {
    const known = this.#uses.get(value) ?? 0;
    this.#uses.set(value, known + 1);
    if (known === 0) for (const operand of operandsOfValue(value)) this.#count(operand);
  }

  /** Nobody else needs the value, so it may become part of the instruction that does. */
  #isAlone(value: NumberValue): boolean {
    return this.#uses.get(value) === 1 && !this.#operands.has(value);
  }

  #operand(value: NumberValue): Operand {
    const known = this.#operands.get(value);
    if (known !== undefined) return known;
    const made = this.#make(value);
    this.#operands.set(value, made);
    return made;
  }

  #make(value: NumberValue): Operand {
    switch (value.op) {
      case 'const':
        return this.#constant(value.code);
      case 'host': {
        const { op: _op, id: _id, range: _range, comment: _comment, ...host } = value;
        return { kind: 'host', ...host };
      }
      case 'input':
        return { kind: 'input', register: value.register };
      default: {
        const node = this.#node(value);
        if (value.comment !== undefined) node.comment ??= value.comment;
        this.#requireRegister(value);
        return { kind: 'node', node };
      }
    }
  }

  #node(value: NumberValue): MachineNode {
    switch (value.op) {
      case 'add':
      case 'sub':
        return this.#sum(value);
      case 'neg': {
        const { operand } = value;
        const zero = this.#constant(0n);
        if (operand.op === 'shift' && inReach(operand.bits))
          return node('SUB', { a: zero, b: this.#operand(operand.operand), shift: operand.bits });
        return node('SUB', { a: zero, b: this.#operand(operand) });
      }
      case 'mul':
        return this.#product(value, 0);
      case 'min':
        return node('MIN', { a: this.#operand(value.left), b: this.#operand(value.right) });
      case 'max':
        return node('MAX', { a: this.#operand(value.left), b: this.#operand(value.right) });
      case 'shift':
        return this.#moved(value.operand, -value.bits, undefined, 0);
      case 'requantise':
        return this.#requantised(value);
      case 'select':
        return this.#select(value);
      case 'table': {
        const { operand, table, shift, line } = value;
        return node(line ? 'LUTI' : 'LUT', { a: this.#operand(operand), table, shift });
      }
      case 'decay':
        return this.#decay(value, 0);
      case 'random':
        return node('RND', { shift: this.#draw(value.site), x: value.bytes - 1 });
      case 'target':
        return node('LDP', { x: value.field });
      default:
        throw new Error(`${this.#limits.name}: ${value.op} is no instruction`);
    }
  }

  /** One shifted operand costs nothing. */
  #sum({ op, left, right }: SumValue): MachineNode {
    const code = op === 'add' ? 'ADD' : 'SUB';
    const ofRight = this.#unshifted(right);
    if (ofRight !== undefined)
      return node(code, { a: this.#operand(left), b: ofRight.operand, shift: ofRight.bits });
    const ofLeft = this.#unshifted(left);
    if (ofLeft !== undefined)
      return node(code, { a: ofLeft.operand, b: this.#operand(right), shift: -ofLeft.bits });
    return node(code, { a: this.#operand(left), b: this.#operand(right) });
  }

  #unshifted(value: NumberValue): { readonly operand: Operand; readonly bits: number } | undefined {
    if (value.op === 'shift') {
      const { operand, bits } = value;
      return inReach(bits) ? { operand: this.#operand(operand), bits } : undefined;
    }
    if (value.op !== 'const' || this.#isConstant(value.code)) return undefined;
    const bits = trailingZeros(value.code);
    const code = value.code >> BigInt(bits);
    if (!inReach(bits) || !this.#isConstant(code)) return undefined;
    return { operand: this.#constant(code), bits };
  }

  #product(
    { left, right }: Extract<NumberValue, { op: 'mul' }>,
    shift: number,
    format?: SymbolicFormat,
    draw = 0,
  ): MachineNode {
    this.#requirePorts(left, right);
    return node('MUL', {
      a: this.#operand(left),
      b: this.#operand(right),
      shift,
      ...(format === undefined ? {} : { format }),
      x: draw,
    });
  }

  #decay(
    { operand, table, other }: Extract<NumberValue, { op: 'decay' }>,
    shift: number,
    format?: SymbolicFormat,
    draw = 0,
  ): MachineNode {
    return node('DEC', {
      a: this.#operand(operand),
      table,
      shift,
      ...(format === undefined ? {} : { format }),
      x: draw * 2 + (other ? 1 : 0),
    });
  }

  #requantised({
    operand,
    shift,
    format,
    site,
  }: Extract<NumberValue, { op: 'requantise' }>): MachineNode {
    const { rounding } = format;
    const draw = site === undefined ? 0 : this.#draw(site);
    const jams = rounding === 'jam' || rounding === 'jam_unbiased';
    if (operand.op === 'add' || operand.op === 'sub') {
      if (shift === 0 && !jams && this.#isAlone(operand)) return { ...this.#sum(operand), format };
    }
    return this.#moved(operand, shift, format, draw);
  }

  /** rq(value >> shift), as part of a product where that is the only use of it. */
  #moved(
    value: NumberValue,
    shift: number,
    format: SymbolicFormat | undefined,
    draw: number,
  ): MachineNode {
    this.#requireReach(shift);
    if (value.op === 'mul' && this.#isAlone(value))
      return this.#product(value, shift, format, draw);
    if (value.op === 'decay' && this.#isAlone(value) && draw < decayDraws)
      return this.#decay(value, shift, format, draw);
    return node('MOV', {
      a: this.#operand(value),
      shift,
      ...(format === undefined ? {} : { format }),
      x: draw,
    });
  }

  /** The instruction that computes one side may do so only if the condition holds. */
  #select({ condition, whenTrue, whenFalse }: Extract<NumberValue, { op: 'select' }>): MachineNode {
    const predicate = this.#predicate(condition);
    if (!this.#canBePredicated(whenTrue) && this.#canBePredicated(whenFalse)) {
      return this.#chosen(whenFalse, whenTrue, inverted(predicate));
    }
    return this.#chosen(whenTrue, whenFalse, predicate);
  }

  #chosen(value: NumberValue, otherwise: NumberValue, predicate: PredicateOperand): MachineNode {
    if (!this.#canBePredicated(value))
      return node('MOV', {
        a: this.#operand(value),
        predicate,
        otherwise: this.#operand(otherwise),
      });
    const computed = this.#node(value);
    this.#requireRegister(value);
    if (value.comment !== undefined) computed.comment ??= value.comment;
    computed.predicate = predicate;
    computed.otherwise = this.#operand(otherwise);
    return computed;
  }

  #canBePredicated(value: NumberValue): boolean {
    if (!this.#isAlone(value)) return false;
    return !['input', 'const', 'host', 'select'].includes(value.op);
  }

  #predicate(condition: Condition): PredicateOperand {
    const known = this.#predicates.get(condition);
    if (known !== undefined) return known;
    const made = this.#makePredicate(condition);
    this.#predicates.set(condition, made);
    return made;
  }

  #makePredicate(condition: Condition): PredicateOperand {
    switch (condition.op) {
      case 'truth':
        if (!condition.holds) throw new Error(`${this.#limits.name}: a condition never holds`);
        return always;
      case 'flag':
        return { kind: 'flag', predicate: condition.predicate, inverted: false };
      case 'not':
        return inverted(this.#predicate(condition.operand));
      case 'and': {
        const { left, right } = condition;
        const conditions = [this.#predicate(left), this.#predicate(right)] as const;
        return fresh({ ...plain('PAND', 'predicate'), conditions });
      }
      default: {
        const op = comparisons[condition.op];
        const [a, b] = [this.#operand(condition.left), this.#operand(condition.right)];
        return fresh({ ...plain(op, 'predicate'), a, b });
      }
    }
  }

  #isConstant(code: bigint): boolean {
    return contains(wordRange(this.#limits.constantBits, true), pointRange(code));
  }

  /** Wider constants are made of several, exactly. */
  #constant(code: bigint): Operand {
    if (this.#isConstant(code)) return { kind: 'constant', code: Number(code) };
    const known = this.#constants.get(code);
    if (known !== undefined) return known;
    const made: Operand = { kind: 'node', node: this.#wideConstant(code) };
    this.#constants.set(code, made);
    return made;
  }

  #wideConstant(code: bigint): MachineNode {
    if (!contains(wordRange(this.#limits.registerBits, true), pointRange(code)))
      throw this.#tooWide(`the constant ${code}`, signedBits(pointRange(code)));
    const comment = `${code}`;
    const zeros = trailingZeros(code);
    const odd = code >> BigInt(zeros);
    if (this.#isConstant(odd))
      return node('MOV', { a: this.#constant(odd), shift: -zeros, comment });
    const bits = this.#limits.constantBits - 1;
    const low = code & ((1n << BigInt(bits)) - 1n);
    const high = this.#constant((code - low) >> BigInt(bits));
    return node('ADD', { a: this.#constant(low), b: high, shift: bits, comment });
  }

  #draw(site: number): number {
    const draw = site - this.#limits.siteBase;
    if (draw < 0) throw new Error(`${this.#limits.name}: site ${site} is not one of the section`);
    if (draw < mostDraws) return draw;
    throw refusal('CHIP_DRAWS', `${this.#limits.name} needs more than ${mostDraws} random words`, {
      ...this.#limits.place,
      expected: `random words 1 to ${mostDraws} of a program`,
      found: `the ${draw + 1}th`,
      help: 'round fewer variables stochastically: words: {state: {rounding: nearest_even}}; or draw fewer numbers',
    });
  }

  #requireReach(shift: number): void {
    if (inReach(shift)) return;
    const { name, place } = this.#limits;
    const places = Math.abs(shift);
    throw refusal('CHIP_PRODUCT_WIDTH', `${name} shifts a value by ${places} places`, {
      ...place,
      expected: `at most ${farthestShift} places`,
      found: `${places} places`,
      help: 'leave out the term, or scale its variable: it is far below an LSB of what it is added to',
    });
  }

  #requireRegister(value: NumberValue): void {
    const bits = signedBits(value.range);
    if (bits <= this.#limits.registerBits) return;
    throw this.#tooWide(value.comment ?? `a value of ${value.op}`, bits);
  }

  #requirePorts(left: NumberValue, right: NumberValue): void {
    const { multiplier } = this.#limits;
    const [a, b] = [signedBits(left.range), signedBits(right.range)];
    const [large, small] = a >= b ? [a, b] : [b, a];
    const [wide, narrow] = multiplier;
    if (large <= wide && small <= narrow) return;
    throw refusal(
      'CHIP_PRODUCT_WIDTH',
      `${this.#limits.name} multiplies ${large} by ${small} bits`,
      {
        ...this.#limits.place,
        expected: `at most ${wide} by ${narrow} bits`,
        found: `${large} by ${small} bits`,
        help: `use narrower formats, or a chip with multiplier: [${large}, ${small}]`,
      },
    );
  }

  #tooWide(what: string, bits: number): Error {
    const { name, registerBits, place } = this.#limits;
    return refusal('CHIP_PRODUCT_WIDTH', `${name}: ${what} does not fit a register`, {
      ...place,
      expected: `at most ${registerBits} bits`,
      found: `${bits} bits`,
      help: 'use formats with fewer bits, or a chip with words: {temporary: {bits: 64}}',
    });
  }
}

const comparisons = { lt: 'CLT', le: 'CLE', eq: 'CEQ' } as const;

type Facts = Partial<Omit<MachineNode, 'op' | 'result' | 'after'>>;

function plain(op: Opcode, result: MachineNode['result']): MachineNode {
  return { op, result, shift: 0, x: 0, predicate: always, after: [] };
}

function node(op: Opcode, facts: Facts): MachineNode {
  return { ...plain(op, 'register'), ...facts };
}

function fresh(made: MachineNode): PredicateOperand {
  return { kind: 'node', node: made, inverted: false };
}

function inverted(predicate: PredicateOperand): PredicateOperand {
  if (predicate.kind === 'always') throw new Error('a condition never holds');
  return { ...predicate, inverted: !predicate.inverted };
}

function inReach(shift: number): boolean {
  return Math.abs(shift) <= farthestShift;
}

function trailingZeros(code: bigint): number {
  let zeros = 0;
  while (code !== 0n && (code >> BigInt(zeros)) % 2n === 0n) zeros += 1;
  return zeros;
}
