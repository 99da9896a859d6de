import type { ValueId } from '../../../core/ir/index.js';
import type { FixedKernel, FixedNode } from '../../fixed-point/index.js';
import { contextOf, refusal } from './refusal.js';
import type { Condition, NumberValue } from './value.js';
import type { ValueGraph } from './value-graph.js';

export type LoadNode = Extract<FixedNode, { op: 'load' | 'load_aged' }>;
export type StoreNode = Extract<FixedNode, { op: 'store' }>;
export type AccumulateNode = Extract<FixedNode, { op: 'accumulate' }>;

/** What a section makes of the parts of a kernel that are not arithmetic. */
export interface KernelPlace {
  readonly graph: ValueGraph;
  /** Value of an array at this point of the kernel; called in the order of the kernel's loads. */
  load(node: LoadNode, reader: KernelReader): () => NumberValue;
  store(node: StoreNode, reader: KernelReader): void;
  accumulate?(node: AccumulateNode, reader: KernelReader): void;
  spike?(when: Condition): void;
  /** Steps since an event that the chip counts; undefined: no such difference. */
  elapsed?(node: FixedNode, reader: KernelReader): NumberValue | undefined;
  /** Factor of a decay table at an age that the chip keeps. */
  factor?(node: Extract<FixedNode, { op: 'decay' }>, reader: KernelReader): NumberValue;
  uniform(node: Extract<FixedNode, { op: 'uniform' }>, reader: KernelReader): NumberValue;
  lookup(node: Extract<FixedNode, { op: 'lookup' }>, reader: KernelReader): NumberValue;
  index(node: Extract<FixedNode, { op: 'index' }>, reader: KernelReader): NumberValue;
}

/** Turns a kernel into values, starting from its effects: what no effect needs is never made. */
export class KernelReader {
  readonly kernel: FixedKernel;
  readonly #place: KernelPlace;
  readonly #loads: Map<ValueId, () => NumberValue> = new Map();
  readonly #numbers: Map<ValueId, NumberValue> = new Map();
  readonly #conditions: Map<ValueId, Condition> = new Map();

  constructor(kernel: FixedKernel, place: KernelPlace) {
    this.kernel = kernel;
    this.#place = place;
  }

  read(): void {
    for (const [id, node] of this.kernel.body.entries()) {
      switch (node.op) {
        case 'load':
        case 'load_aged':
          this.#loads.set(id, this.#place.load(node, this));
          break;
        case 'store':
          this.#place.store(node, this);
          break;
        case 'accumulate':
          if (this.#place.accumulate === undefined) this.#misplaced(node);
          else this.#place.accumulate(node, this);
          break;
        case 'spike':
          if (this.#place.spike === undefined) this.#misplaced(node);
          else this.#place.spike(this.condition(node.when));
          break;
        default:
      }
    }
  }

  node(id: ValueId): FixedNode {
    const node = this.kernel.body[id];
    if (node === undefined) throw new Error(`${this.kernel.id} has no value ${id}`);
    return node;
  }

  /** Code of a node that is a constant. */
  constantOf(id: ValueId): bigint | undefined {
    const node = this.node(id);
    return node.op === 'const' ? node.code : undefined;
  }

  number(id: ValueId): NumberValue {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const node = this.node(id);
    const value = this.#number(node, id);
    const { range } = node;
    const made = range === undefined ? value : this.#place.graph.tighten(value, range);
    if (node.op === 'requantise' && node.name !== '') made.comment ??= node.name;
    this.#numbers.set(id, made);
    return made;
  }

  condition(id: ValueId): Condition {
    const known = this.#conditions.get(id);
    if (known !== undefined) return known;
    const made = this.#condition(this.node(id));
    this.#conditions.set(id, made);
    return made;
  }

  guard(id: ValueId | undefined): Condition {
    return id === undefined ? this.#place.graph.truth(true) : this.condition(id);
  }

  #number(node: FixedNode, id: ValueId): NumberValue {
    const { graph } = this.#place;
    switch (node.op) {
      case 'const':
        return graph.constant(node.code);
      case 'load':
      case 'load_aged': {
        const load = this.#loads.get(id);
        if (load === undefined) throw new Error(`${this.kernel.id}: value ${id} is not loaded yet`);
        return load();
      }
      case 'tick':
        throw this.#stepNumber(node);
      case 'index':
        return this.#place.index(node, this);
      case 'draw':
        return graph.random(node.site, node.bits);
      case 'uniform':
        return this.#place.uniform(node, this);
      case 'lookup':
        return this.#place.lookup(node, this);
      case 'add':
        return graph.add(this.number(node.left), this.number(node.right));
      case 'sub':
        return (
          this.#place.elapsed?.(node, this) ??
          graph.sub(this.number(node.left), this.number(node.right))
        );
      case 'mul':
        return graph.mul(this.number(node.left), this.number(node.right));
      case 'min':
        return graph.min(this.number(node.left), this.number(node.right));
      case 'max':
        return graph.max(this.number(node.left), this.number(node.right));
      case 'neg':
        return graph.neg(this.number(node.operand));
      case 'abs':
        return graph.abs(this.number(node.operand));
      case 'shift':
        return graph.shift(this.number(node.operand), node.bits);
      case 'requantise': {
        const { shift, to, rounding, overflow, site } = node;
        return graph.requantise(this.number(node.operand), shift, { to, rounding, overflow }, site);
      }
      case 'select':
        return graph.select(
          this.condition(node.condition),
          this.number(node.whenTrue),
          this.number(node.whenFalse),
        );
      case 'decay':
        if (this.#place.factor === undefined) throw this.#stepNumber(node);
        return this.#place.factor(node, this);
      case 'interpolate':
      case 'table': {
        const shift = node.op === 'table' ? 0 : node.shift;
        const { range } = node;
        if (range === undefined) throw new Error(`${this.kernel.id}: value ${id} has no range`);
        const operand = this.number(node.operand);
        return graph.table(operand, node.table, shift, node.op === 'interpolate', range);
      }
      default:
        return this.#asNumber(id);
    }
  }

  /** A condition where a number stands: 1 or 0. */
  #asNumber(id: ValueId): NumberValue {
    const { graph } = this.#place;
    return graph.select(this.condition(id), graph.constant(1n), graph.constant(0n));
  }

  #condition(node: FixedNode): Condition {
    const { graph } = this.#place;
    switch (node.op) {
      case 'lt':
        return graph.lt(this.number(node.left), this.number(node.right));
      case 'gt':
        return graph.lt(this.number(node.right), this.number(node.left));
      case 'le':
        return graph.le(this.number(node.left), this.number(node.right));
      case 'ge':
        return graph.le(this.number(node.right), this.number(node.left));
      case 'eq':
        return graph.eq(this.number(node.left), this.number(node.right));
      case 'ne':
        return graph.not(graph.eq(this.number(node.left), this.number(node.right)));
      case 'and':
        return graph.and(this.condition(node.left), this.condition(node.right));
      case 'or':
        return graph.or(this.condition(node.left), this.condition(node.right));
      case 'not':
        return graph.not(this.condition(node.operand));
      case 'select': {
        const condition = this.condition(node.condition);
        return graph.or(
          graph.and(condition, this.condition(node.whenTrue)),
          graph.and(graph.not(condition), this.condition(node.whenFalse)),
        );
      }
      default:
        throw new Error(`${this.kernel.id}: ${node.op} is no condition`);
    }
  }

  #stepNumber(node: FixedNode): Error {
    return refusal('CHIP_STEP_NUMBER', `${this.kernel.id} computes with the number of the step`, {
      span: node.span,
      context: contextOf(this.kernel),
      expected: 'the steps since the last spike, compared with a number, or the decay of a trace',
      help: 'let a variable count: dage/dt = 1/second, or read a timed array',
    });
  }

  #misplaced(node: FixedNode): never {
    throw new Error(`${this.kernel.id}: ${node.op} where the chip has no place for it`);
  }
}
