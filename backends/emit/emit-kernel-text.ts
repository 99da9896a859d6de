import {
  type ArrayId,
  type ArrayShape,
  type BinaryOperation,
  type CompareOperation,
  type ElementIndex,
  isEffect,
  type KernelShapes,
  type ScalarKernel,
  type ScalarNode,
  type UnaryOperation,
  unreachable,
  type ValueId,
} from '../../core/ir/index.js';
import { laneInvariants } from './lane-invariant.js';
import { NameTable } from './name-table.js';
import { printLiteral } from './print-literal.js';

/** Operations that generated code calls instead of writing out. */
export type CalledOperation = UnaryOperation | BinaryOperation;

/** JavaScript of one kernel, and what its generated names stand for. */
export interface KernelText {
  /** Body of a function of one argument `link`; returns the kernel. */
  readonly text: string;
  /** a0, a1, .. */
  readonly arrays: readonly ArrayId[];
  /** t0, t1, .. */
  readonly tables: readonly string[];
  /** f0, f1, .. */
  readonly functions: readonly CalledOperation[];
  /** w0, w1, ..: arrays whose stored values are watched. */
  readonly watched: readonly ArrayId[];
  /** d0, d1, ..: arrays whose suppressed writes are counted. */
  readonly dropped: readonly ArrayId[];
}

export interface EmitOptions {
  /** Arrays whose lowest and highest stored value is kept. */
  readonly watched?: ReadonlySet<ArrayId>;
  /** Arrays of which the writes that a guard suppresses are counted. */
  readonly dropped?: ReadonlySet<ArrayId>;
}

/**
 * Prints a verified kernel as JavaScript. Only generated names and numbers get into the text, never
 * a name of the user. Each value is one `const`, in the order of the body; what is the same for all
 * lanes stands before the loop. Array sizes, ring lengths and dt are literals.
 *
 * @throws Error when `shapes` lacks an array or a table of the kernel.
 */
export function emitKernelText(
  kernel: ScalarKernel,
  shapes: KernelShapes,
  options: EmitOptions = {},
): KernelText {
  return new KernelPrinter(kernel, shapes, options).print();
}

const operators: Readonly<Record<CompareOperation, string>> = {
  eq: '===',
  ne: '!==',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
};

/** Rings: offset of the slot of `age` ticks ago, -1 for an age outside the ring. */
const ringHelper = `function ring(slot, age, slots, count) {
  if (!(age >= 0 && age < slots)) return -1;
  const past = slot - (age | 0);
  return (past < 0 ? past + slots : past) * count;
}`;
/** Tables: offset of an element, -1 outside. */
const cellHelper = `function cell(row, column, rows, columns) {
  if (!(row >= 0 && row < rows && column >= 0 && column < columns)) return -1;
  return (row | 0) * columns + (column | 0);
}`;
const noteHelper = `function note(range, value) {
  if (value < range.lowest) range.lowest = value;
  if (value > range.highest) range.highest = value;
}`;

class KernelPrinter {
  readonly #kernel: ScalarKernel;
  readonly #shapes: KernelShapes;
  readonly #watched: ReadonlySet<ArrayId> | undefined;
  readonly #dropped: ReadonlySet<ArrayId> | undefined;
  readonly #invariant: readonly boolean[];
  readonly #arrays = new NameTable<ArrayId>('a');
  readonly #tables = new NameTable<string>('t');
  readonly #functions = new NameTable<CalledOperation>('f');
  readonly #ranges = new NameTable<ArrayId>('w');
  readonly #drops = new NameTable<ArrayId>('d');
  readonly #uses = new Set<'source' | 'target' | 'spikes' | 'draw'>();
  /** Name of the slot of this tick per ring, and of its offset. */
  readonly #slotLines = new Map<string, string>();
  readonly #before: string[] = [];
  readonly #inside: string[] = [];

  constructor(kernel: ScalarKernel, shapes: KernelShapes, { watched, dropped }: EmitOptions) {
    this.#kernel = kernel;
    this.#shapes = shapes;
    this.#watched = watched;
    this.#dropped = dropped;
    this.#invariant = laneInvariants(kernel);
  }

  print(): KernelText {
    this.#kernel.body.forEach((node, position) => {
      this.#node(node, position);
    });
    return {
      text: `${[...this.#header(), ...this.#functionsOfLanes()].join('\n')}\n`,
      arrays: this.#arrays.things,
      tables: this.#tables.things,
      functions: this.#functions.things,
      watched: this.#ranges.things,
      dropped: this.#drops.things,
    };
  }

  #header(): string[] {
    const lines = ["'use strict';"];
    for (const [name, count, group] of [
      ['a', this.#arrays.things.length, 'arrays'],
      ['t', this.#tables.things.length, 'tables'],
      ['f', this.#functions.things.length, 'functions'],
      ['w', this.#ranges.things.length, 'ranges'],
      ['d', this.#drops.things.length, 'dropped'],
    ] as const) {
      for (let n = 0; n < count; n++) lines.push(`const ${name}${n} = link.${group}[${n}];`);
    }
    if (this.#uses.has('source')) lines.push('const { pre, sourceFirst } = link.projection;');
    if (this.#uses.has('target')) {
      lines.push('const { post, targetFirst, targetCount } = link.projection;');
    }
    if (this.#uses.has('draw')) lines.push('const draw = link.draw;');
    if (this.#uses.has('spikes')) lines.push('const spikes = link.spikes;');
    const text = [...this.#before, ...this.#inside].join('\n');
    for (const [call, helper] of [
      ['ring(', ringHelper],
      ['cell(', cellHelper],
      ['note(', noteHelper],
    ] as const) {
      if (text.includes(call)) lines.push(helper);
    }
    return lines;
  }

  /** Two functions instead of a branch per lane: each is optimised for its own kind of call. */
  #functionsOfLanes(): string[] {
    return [
      'function all(tick, from, to) {',
      ...this.#loop('for (let lane = from; lane < to; lane++) {', []),
      '}',
      'function listed(tick, indices, from, to) {',
      ...this.#loop('for (let at = from; at < to; at++) {', ['const lane = indices[at];']),
      '}',
      'return function kernel(tick, indices, from, to) {',
      '  if (indices === undefined) all(tick, from, to);',
      '  else listed(tick, indices, from, to);',
      '};',
    ];
  }

  #loop(head: string, first: readonly string[]): string[] {
    const before = [...this.#slotLines.values(), ...this.#before];
    const inside = [...first];
    if (this.#uses.has('source')) inside.push('const source = pre[lane];');
    if (this.#uses.has('target')) inside.push('const target = post[lane];');
    inside.push(...this.#inside);
    const after: string[] = [];
    if (this.#uses.has('spikes')) {
      before.push('const fired = spikes.indices;', 'let count = spikes.count;');
      after.push('spikes.count = count;');
    }
    return [
      ...before.map((line) => `  ${line}`),
      `  ${head}`,
      ...inside.map((line) => `    ${line}`),
      '  }',
      ...after.map((line) => `  ${line}`),
    ];
  }

  #node(node: ScalarNode, position: number): void {
    if (node.op === 'const') return;
    if (isEffect(node)) {
      this.#inside.push(this.#effect(node));
      return;
    }
    const lines = this.#invariant[position] === true ? this.#before : this.#inside;
    if (node.op === 'load_aged') {
      const { count, slots } = this.#shape(node.array);
      const age = this.#value(node.age);
      const offset = `ring(${this.#slot(slots)}, ${age}, ${slots}, ${count})`;
      // With the same age for all lanes only the element is left to the loop.
      (this.#invariant[node.age] === true ? this.#before : lines).push(
        `const o${position} = ${offset};`,
      );
    } else if (node.op === 'lookup') {
      const { rows, columns } = this.#tableShape(node.table);
      const column = node.column === undefined ? '0' : this.#value(node.column);
      lines.push(
        `const o${position} = cell(${this.#value(node.row)}, ${column}, ${rows}, ${columns});`,
      );
    }
    lines.push(`const v${position} = ${this.#expression(node, position)};`);
  }

  #expression(
    node: Exclude<ScalarNode, { op: 'store' | 'accumulate' | 'spike' | 'const' }>,
    position: number,
  ): string {
    switch (node.op) {
      case 'load':
        return this.#element(node.array, node.index);
      case 'load_aged': {
        const element = this.#elementNumber(node.index);
        const array = this.#arrays.nameOf(node.array);
        return `o${position} < 0 ? NaN : ${array}[o${position} + ${element}]`;
      }
      case 'tick':
        return 'tick';
      case 'time':
        return `tick * ${printLiteral(this.#shapes.dtSeconds)}`;
      case 'index':
        return this.#number(node.of);
      case 'not':
        return `!${this.#value(node.operand)}`;
      case 'and':
        return this.#infix(node.left, '&&', node.right);
      case 'or':
        return this.#infix(node.left, '||', node.right);
      case 'select':
        return `${this.#value(node.condition)} ? ${this.#value(node.whenTrue)} : ${this.#value(node.whenFalse)}`;
      case 'lookup':
        return `o${position} < 0 ? NaN : ${this.#tables.nameOf(node.table)}[o${position}]`;
      case 'draw':
        this.#uses.add('draw');
        return `draw(${node.site}, '${node.distribution}', tick, ${this.#drawElement()})`;
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return this.#infix(node.left, operators[node.op], node.right);
      default:
        return 'operand' in node
          ? this.#unary(node.op, node.operand)
          : this.#binary(node.op, node.left, node.right);
    }
  }

  #unary(op: UnaryOperation, operand: ValueId): string {
    const x = this.#value(operand);
    switch (op) {
      case 'neg':
        return `-${x}`;
      case 'abs':
      case 'sqrt':
      case 'floor':
      case 'ceil':
      case 'trunc':
        return `Math.${op}(${x})`;
      default:
        return `${this.#functions.nameOf(op)}(${x})`;
    }
  }

  #binary(op: BinaryOperation, left: ValueId, right: ValueId): string {
    const [a, b] = [this.#value(left), this.#value(right)];
    switch (op) {
      case 'add':
        return `${a} + ${b}`;
      case 'sub':
        return `${a} - ${b}`;
      case 'mul':
        return `${a} * ${b}`;
      case 'div':
        return `${a} / ${b}`;
      case 'rem':
        return `${a} % ${b}`;
      case 'min':
        return `${b} < ${a} ? ${b} : ${a}`;
      case 'max':
        return `${a} < ${b} ? ${b} : ${a}`;
      case 'pow':
      case 'poisson':
        return `${this.#functions.nameOf(op)}(${a}, ${b})`;
      default:
        return unreachable(op);
    }
  }

  #effect(node: Extract<ScalarNode, { op: 'store' | 'accumulate' | 'spike' }>): string {
    if (node.op === 'spike') {
      this.#uses.add('spikes');
      return `if (${this.#value(node.when)}) fired[count++] = lane;`;
    }
    const element = this.#element(node.array, node.index);
    const assign = node.op === 'store' ? '=' : '+=';
    const write = `${element} ${assign} ${this.#value(node.value)};`;
    const guard = node.guard === undefined ? '' : `if (${this.#value(node.guard)}) `;
    const counted = node.guard !== undefined && this.#dropped?.has(node.array) === true;
    const otherwise = counted ? ` else ${this.#drops.nameOf(node.array)}.count++;` : '';
    if (this.#watched?.has(node.array) !== true) return `${guard}${write}${otherwise}`;
    const noted = `{ ${write} note(${this.#ranges.nameOf(node.array)}, ${element}); }`;
    return `${guard}${noted}${otherwise}`;
  }

  #infix(left: ValueId, operator: string, right: ValueId): string {
    return `${this.#value(left)} ${operator} ${this.#value(right)}`;
  }
  #value(id: ValueId): string {
    const node = this.#kernel.body[id];
    return node?.op === 'const' ? printLiteral(node.value) : `v${id}`;
  }

  #element(array: ArrayId, index: ElementIndex): string {
    const { count, slots } = this.#shape(array);
    const name = this.#arrays.nameOf(array);
    const element = this.#elementNumber(index);
    if (slots === 1) return `${name}[${element}]`;
    const offset = `r${slots}x${count}`;
    const line = `const ${offset} = ${this.#slot(slots)} * ${count};`;
    this.#slotLines.set(offset, line);
    return `${name}[${offset} + ${element}]`;
  }
  #elementNumber(index: ElementIndex): string {
    switch (index) {
      case 'lane':
        return 'lane';
      case 'pre':
        this.#uses.add('source');
        return 'source';
      case 'post':
        this.#uses.add('target');
        return 'target';
      case 'shared':
        return '0';
      default:
        return unreachable(index);
    }
  }
  #number(of: 'lane' | 'pre' | 'post'): string {
    const element = this.#elementNumber(of);
    if (of === 'lane') return element;
    return of === 'pre' ? `${element} - sourceFirst` : `${element} - targetFirst`;
  }
  #drawElement(): string {
    if (this.#kernel.domain.kind !== 'synapses') return 'lane';
    return `(${this.#number('pre')}) * targetCount + (${this.#number('post')})`;
  }
  /** Slot of this tick in rings of one length. */
  #slot(slots: number): string {
    const name = `s${slots}`;
    this.#slotLines.set(name, `const ${name} = (tick % ${slots}) | 0;`);
    return name;
  }

  #shape(array: ArrayId): ArrayShape {
    const shape = this.#shapes.arrays.get(array);
    if (shape === undefined) throw this.#missing(array);
    return shape;
  }
  #tableShape(table: string): { readonly rows: number; readonly columns: number } {
    const shape = this.#shapes.tables.get(table);
    if (shape === undefined) throw this.#missing(table);
    return shape;
  }
  #missing(name: string): Error {
    const [kernel, thing] = [JSON.stringify(this.#kernel.id), JSON.stringify(name)];
    return new Error(`kernel ${kernel} names ${thing}, which has no shape`);
  }
}
