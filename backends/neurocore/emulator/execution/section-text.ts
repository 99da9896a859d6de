import { maxWordWide, minWordWide } from '../../../../core/fixed/index.js';
import { drawOf, type Instruction, operations } from '../../isa/index.js';
import { tableReads } from './interpret-section.js';
import type { ArithmeticContext, SectionProgram } from './section-program.js';

/** How the text around a section names things. */
export interface SectionNames {
  /** Expressions of the step and the element of random words. */
  readonly tick: string;
  readonly element: string;
  /** Statements that add `value` to a receptor of the target (bodies). */
  readonly accumulate?: (receptor: number, value: string) => readonly string[];
  /** Expression of a field of the target's state, and its number of bits, sign included (bodies). */
  readonly targetField?: (field: number) => { readonly text: string; readonly bits: number };
  /** Name of the weight before the section, and of whether the lane is plastic (bodies). */
  readonly weight?: string;
  readonly plastic?: string;
}

/** Statements of a section, and what has to be around them. */
export interface SectionText {
  readonly lines: readonly string[];
  /** Registers and predicates that occur. */
  readonly registers: ReadonlySet<number>;
  readonly written: ReadonlySet<number>;
  readonly predicates: ReadonlySet<number>;
  /** Instructions whose exact evaluation is called, as x0, x1, .. */
  readonly slow: readonly number[];
}

const safe = 2 ** 53 - 1;

/**
 * Prints a section as straight-line JavaScript: registers are locals r0 .., predicates p1 .. Each
 * instruction is computed in float64 where that is exact, else by xK, its exact evaluation. Names
 * from outside: K constants, U table memory, Q saturations by format, C counters, W random word,
 * D(k, code, weight) whether update k was dead. Registers have at most 53 bits.
 */
export function printSection(
  context: ArithmeticContext,
  program: SectionProgram,
  names: SectionNames,
): SectionText {
  const printer = new SectionPrinter(context, program, names);
  return printer.print();
}

class SectionPrinter {
  readonly #context: ArithmeticContext;
  readonly #program: SectionProgram;
  readonly #names: SectionNames;
  readonly #high: number;
  readonly #low: number;
  readonly #registers = new Set<number>();
  readonly #written = new Set<number>();
  readonly #predicates = new Set<number>();
  readonly #slow: number[] = [];

  constructor(context: ArithmeticContext, program: SectionProgram, names: SectionNames) {
    this.#context = context;
    this.#program = program;
    this.#names = names;
    this.#high = 2 ** (context.registerBits - 1) - 1;
    this.#low = -(2 ** (context.registerBits - 1));
  }

  print(): SectionText {
    const lines: string[] = [];
    let reads = 0;
    for (const [at, instruction] of this.#program.instructions.entries()) {
      const body = this.#instruction(instruction, at);
      const always = instruction.predicate === 0;
      const counted = tableReads(instruction.op);
      if (always) reads += counted;
      else if (counted > 0) body.push(`C.lutReads += ${counted};`);
      if (body.length === 0) continue;
      lines.push(always ? '{' : `if (${this.#predicate(instruction.predicate)}) {`);
      lines.push(...body.map((line) => `  ${line}`), '}');
    }
    if (reads > 0) lines.push(`C.lutReads += ${reads};`);
    if (this.#program.blocks > 0) lines.push(`C.rngBlocks += ${this.#program.blocks};`);
    return {
      lines,
      registers: this.#registers,
      written: this.#written,
      predicates: this.#predicates,
      slow: this.#slow,
    };
  }

  #instruction(instruction: Instruction, at: number): string[] {
    const { op, d } = instruction;
    const operation = operations[op];
    const a = operation.a === 'value' ? this.#operand(instruction.a) : '0';
    const b = operation.b === 'value' ? this.#operand(instruction.b) : '0';
    switch (op) {
      case 'NOP':
        return [];
      case 'SPK':
        return ['spiked = 1;'];
      case 'CLT':
        return [`${this.#target(d)} = ${a} < ${b};`];
      case 'CLE':
        return [`${this.#target(d)} = ${a} <= ${b};`];
      case 'CEQ':
        return [`${this.#target(d)} = ${a} === ${b};`];
      case 'PAND':
      case 'POR': {
        const [left, right] = [this.#predicate(instruction.a), this.#predicate(instruction.b)];
        return [`${this.#target(d)} = ${left} ${op === 'PAND' ? '&&' : '||'} ${right};`];
      }
      case 'PNOT':
        return [`${this.#target(d)} = !(${this.#predicate(instruction.a)});`];
      case 'ACC':
        return [
          ...this.#result(instruction, at, a, b),
          ...(this.#names.accumulate?.(instruction.x, 'v') ?? []),
        ];
      case 'LDP':
        return [...this.#result(instruction, at, a, b), 'C.stateWordsRead++;', this.#assign(d)];
      default:
        return [...this.#result(instruction, at, a, b), this.#assign(d)];
    }
  }

  /** Statements that leave the result in `v`. */
  #result(instruction: Instruction, at: number, a: string, b: string): string[] {
    const { op, shift, x } = instruction;
    switch (op) {
      case 'MOV':
      case 'ACC':
        return this.#requantise(instruction, at, [a, b], { exact: a, shift, proved: true });
      case 'ADD':
      case 'SUB': {
        const left = shift < 0 ? `${a} * ${2 ** -shift}` : a;
        const right = shift > 0 ? `${b} * ${2 ** shift}` : b;
        const exact = `${left} ${op === 'ADD' ? '+' : '-'} ${right}`;
        return this.#requantise(instruction, at, [a, b], { exact, shift: 0, proved: false });
      }
      case 'MUL':
        return this.#requantise(instruction, at, [a, b], {
          exact: `${a} * ${b} + 0`,
          shift,
          proved: false,
        });
      case 'MIN':
        return [`const v = ${b} < ${a} ? ${b} : ${a};`];
      case 'MAX':
        return [`const v = ${a} < ${b} ? ${b} : ${a};`];
      case 'DEC':
        return this.#decay(instruction, at, a);
      case 'LUT':
      case 'LUTI':
        return this.#lookup(instruction, at, a);
      case 'RND':
        return 8 * (x + 1) < this.#context.registerBits
          ? [`const v = ${this.#word(instruction)} >>> ${24 - 8 * x};`]
          : this.#slowly(at, '0', '0');
      case 'TICK':
        return this.#context.registerBits > 16
          ? [`const v = T.tick % 65536;`]
          : this.#slowly(at, '0', 'T.tick');
      case 'LDP': {
        const field = this.#names.targetField?.(x);
        if (field === undefined) return ['const v = 0;'];
        return field.bits <= this.#context.registerBits
          ? [`const v = ${field.text};`]
          : this.#slowly(at, '0', field.text);
      }
      default:
        return [];
    }
  }

  #requantise(
    instruction: Instruction,
    at: number,
    [a, b]: readonly [string, string],
    value: { readonly exact: string; readonly shift: number; readonly proved: boolean },
  ): string[] {
    const slow = this.#slowCall(at, a, b);
    const { shift } = value;
    const dead = at === this.#program.update && this.#names.weight !== undefined;
    const number = instruction.format;
    const first = [`const t = ${value.exact};`, 'let v;'];
    const after = dead
      ? [`if (${this.#names.plastic} && D(${at}, v, ${this.#names.weight})) C.deadUpdates++;`]
      : [];
    if (number === 0) {
      const unit = 2 ** Math.max(0, shift);
      const high = Math.min(safe, this.#high * unit + unit - 1);
      const low = Math.max(-safe, this.#low * unit);
      const floor = shift > 0 ? `Math.floor(t * ${2 ** -shift})` : 't';
      const scaled = shift < 0 ? `t * ${2 ** -shift}` : floor;
      const [most, least] =
        shift < 0 ? [this.#high * 2 ** shift, this.#low * 2 ** shift] : [high, low];
      if (dead) return [...first, `v = ${slow};`, ...after];
      const needed = !(value.proved && shift >= 0 && this.#fitsRegister(instruction.a));
      if (!needed) return [...first, `v = ${scaled};`];
      return [...first, `if (t > ${most} || t < ${least}) v = ${slow};`, `else v = ${scaled};`];
    }
    const rounding = this.#rounding(instruction, shift);
    const format = this.#context.formats[number];
    if (rounding === undefined || format === undefined || format.to.wordBits > 53)
      return [...first, `v = ${slow};`, ...after];
    const lowest = Number(minWordWide(format.to));
    const highest = Number(maxWordWide(format.to));
    if (lowest < this.#low || highest > this.#high) return [...first, `v = ${slow};`, ...after];
    const saturates = format.overflow.kind === 'saturate';
    // Where a value beyond 2^53 saturates whatever its low bits are, it need not be exact.
    const guarded =
      !value.proved && !(saturates && (highest + 1) * 2 ** Math.max(0, shift) <= 2 ** 53);
    const keptLow = format.overflow.kind === 'saturate_symmetric' ? lowest + 1 : lowest;
    const inside =
      dead && shift > 0
        ? ` else if (v === ${this.#names.weight} && ${this.#names.plastic} && t !== v * ${2 ** shift}) C.deadUpdates++;`
        : '';
    const fit = saturates
      ? [
          `if (v < ${lowest}) { v = ${lowest}; Q[${number}]++; } else if (v > ${highest}) { v = ${highest}; Q[${number}]++; }${inside}`,
        ]
      : dead
        ? [
            `if (v < ${keptLow} || v > ${highest} || v === ${this.#names.weight}) { v = ${slow}; ${after.join(' ')} }`,
          ]
        : [`if (v < ${keptLow} || v > ${highest}) v = ${slow};`];
    if (!guarded) return [...first, ...rounding, ...fit];
    return [
      ...first,
      `if (t > ${safe} || t < ${-safe}) {`,
      `  v = ${slow};`,
      ...after.map((line) => `  ${line}`),
      '} else {',
      ...[...rounding, ...fit].map((line) => `  ${line}`),
      '}',
    ];
  }

  /** Statements v = round(t / 2^shift); undefined for what is left to the exact evaluation. */
  #rounding(instruction: Instruction, shift: number): readonly string[] | undefined {
    const mode = this.#context.formats[instruction.format]?.rounding;
    if (instruction.op === 'ADD' || instruction.op === 'SUB') return ['v = t;'];
    if (shift <= 0) return mode === 'jam' ? undefined : [`v = t * ${2 ** -shift};`];
    const scale = 2 ** -shift;
    const { rule, bits } = this.#context.requantisation.stochastic;
    switch (mode) {
      case 'floor':
        return [`v = Math.floor(t * ${scale});`];
      case 'nearest_up':
        return shift <= 53 ? [`v = Math.floor(t * ${scale} + 0.5);`] : undefined;
      case 'nearest_even':
        // IEEE addition rounds to even where the last place is 1 (|t / 4| < 2^51).
        return shift >= 2 && shift <= 53
          ? [`v = t * ${scale} + 6755399441055744 - 6755399441055744;`]
          : undefined;
      case 'stochastic': {
        if (rule !== 'lt_high') return undefined;
        const compared = Math.min(shift, bits);
        const top = compared === shift ? 't' : `Math.floor(t * ${2 ** (compared - shift)})`;
        return [
          `v = Math.floor(t * ${scale});`,
          `if (v * ${2 ** shift} !== t && (${this.#word(instruction)} >>> ${32 - compared}) < ${top} - v * ${2 ** compared}) v += 1;`,
        ];
      }
      default:
        return undefined;
    }
  }

  #decay(instruction: Instruction, at: number, a: string): string[] {
    const table = this.#context.tables[instruction.b];
    const age = this.#register(31 - (instruction.x & 1));
    if (table === undefined || this.#context.lut.pieces > 1) return this.#slowly(at, a, age);
    const last = table.length - 1;
    return [
      `const i = ${age} > ${last} ? ${last} : ${age} < 0 ? 0 : ${age};`,
      ...this.#requantise(instruction, at, [a, age], {
        exact: `${a} * ${this.#entry(instruction.b, 'i')} + 0`,
        shift: instruction.shift,
        proved: false,
      }),
    ];
  }

  #lookup(instruction: Instruction, at: number, a: string): string[] {
    const { op, shift, b } = instruction;
    const table = this.#context.tables[b];
    const { lut, registerBits } = this.#context;
    if (table === undefined || lut.pieces > 1 || lut.wordBits >= registerBits || shift > 36)
      return this.#slowly(at, a, '0');
    const last = table.length - 1;
    const scaled =
      shift === 0 ? a : shift < 0 ? `${a} * ${2 ** -shift}` : `Math.floor(${a} * ${2 ** -shift})`;
    const lines = [`const f = ${scaled};`, `const i = f < 0 ? 0 : f > ${last} ? ${last} : f;`];
    if (op === 'LUT' || shift <= 0) return [...lines, `const v = ${this.#entry(b, 'i')};`];
    return [
      ...lines,
      `const lo = ${this.#entry(b, 'i')};`,
      `const hi = ${this.#entry(b, `(i < ${last} ? i + 1 : ${last})`)};`,
      `const v = lo + Math.floor((hi - lo) * (${a} - f * ${2 ** shift}) * ${2 ** -shift}) + 0;`,
    ];
  }

  #entry(table: number, index: string): string {
    const { lut, tables } = this.#context;
    const entry = tables[table];
    const text = `U[${entry?.base ?? 0} + ${index}]`;
    const left = 32 - lut.wordBits;
    return entry?.signed === true ? `((${text} << ${left}) >> ${left})` : text;
  }

  #word(instruction: Instruction): string {
    const draw = drawOf(
      instruction,
      (number) => this.#context.formats[number]?.rounding === 'stochastic',
    );
    const { objectId, siteBase } = this.#program;
    return `W(${objectId}, ${siteBase + (draw ?? 0)}, ${this.#names.tick}, ${this.#names.element})`;
  }

  #slowly(at: number, a: string, b: string): string[] {
    return [`const v = ${this.#slowCall(at, a, b)};`];
  }

  #slowCall(at: number, a: string, b: string): string {
    if (!this.#slow.includes(at)) this.#slow.push(at);
    return `x${at}(${a}, ${b}, ${this.#names.tick}, ${this.#names.element})`;
  }

  #assign(register: number): string {
    this.#written.add(register);
    return `${this.#register(register)} = v;`;
  }

  /** Whether an operand always fits a register. */
  #fitsRegister(operand: number): boolean {
    return operand < 32 || this.#context.constantBits <= this.#context.registerBits;
  }

  #operand(operand: number): string {
    if (operand < 32) return this.#register(operand);
    return `K[${this.#program.constantBase + operand - 32}]`;
  }

  #register(register: number): string {
    this.#registers.add(register);
    return `r${register}`;
  }

  #target(predicate: number): string {
    this.#predicates.add(predicate);
    return `p${predicate}`;
  }

  #predicate(code: number): string {
    if (code === 0) return 'true';
    return code < 8 ? this.#target(code) : `!${this.#target(code - 8)}`;
  }
}
