import type { SourceSpan } from '../diagnostics/index.js';
import { type ValueType, valueType } from './node-shape.js';
import type {
  ArrayId,
  BinaryOperation,
  CompareOperation,
  ElementIndex,
  KernelDomain,
  ScalarKernel,
  ScalarNode,
  UnaryOperation,
  ValueId,
} from './nodes.js';

/**
 * Appends nodes to a kernel, one method per operation, and keeps the type of every value.
 * Misuse (a bool where a real is needed, an effect as a value, pre and post outside synapses) is a
 * bug of the caller and throws a plain Error at the call that is wrong.
 */
export class KernelBuilder {
  readonly id: string;
  readonly domain: KernelDomain;
  /** Text that the nodes from here on come from. */
  span: SourceSpan | undefined;
  readonly #body: ScalarNode[] = [];
  readonly #types: (ValueType | undefined)[] = [];
  readonly #constants = new Map<number | 'negative zero', ValueId>();
  #spikes = false;

  constructor(id: string, domain: KernelDomain) {
    this.id = id;
    this.domain = domain;
  }

  /** The kernel so far; the builder may be used further. */
  finish(): ScalarKernel {
    return { id: this.id, domain: this.domain, body: [...this.#body] };
  }

  /** @throws Error when `value` is no value of this builder, or an effect. */
  typeOf(value: ValueId): ValueType {
    const type = this.#types[value];
    if (type === undefined) throw this.#misuse(`there is no value ${value}`);
    return type;
  }

  /** The number, if the value is a constant. */
  constantOf(value: ValueId): number | undefined {
    const node = this.#body[value];
    return node?.op === 'const' ? node.value : undefined;
  }

  /** Equal constants share a node. Infinities are allowed, NaN is not. */
  constant(value: number): ValueId {
    if (Number.isNaN(value)) throw this.#misuse('a constant is NaN');
    const key = Object.is(value, -0) ? 'negative zero' : value;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const id = this.#append({ op: 'const', value });
    this.#constants.set(key, id);
    return id;
  }
  /** Current element, also after a store of the same lane. Of a ring: this tick's slot. */
  load(array: ArrayId, index: ElementIndex = 'lane'): ValueId {
    this.#checkIndex(index);
    return this.#append({ op: 'load', array, index });
  }
  /** Element of a ring as it was `age` ticks ago; an age outside [0, slots) gives NaN. */
  loadAged(array: ArrayId, index: ElementIndex, age: ValueId): ValueId {
    this.#checkIndex(index);
    return this.#append({ op: 'load_aged', array, index, age: this.#real(age) });
  }
  tick(): ValueId {
    return this.#append({ op: 'tick' });
  }
  /** Simulated seconds: tick * dt. */
  time(): ValueId {
    return this.#append({ op: 'time' });
  }
  index(of: 'lane' | 'pre' | 'post' = 'lane'): ValueId {
    this.#checkIndex(of);
    return this.#append({ op: 'index', of });
  }

  unary(op: UnaryOperation, operand: ValueId): ValueId {
    return this.#append({ op, operand: this.#real(operand) });
  }
  binary(op: BinaryOperation, left: ValueId, right: ValueId): ValueId {
    return this.#append({ op, left: this.#real(left), right: this.#real(right) });
  }
  compare(op: CompareOperation, left: ValueId, right: ValueId): ValueId {
    return this.#append({ op, left: this.#real(left), right: this.#real(right) });
  }
  neg(x: ValueId): ValueId {
    return this.unary('neg', x);
  }
  abs(x: ValueId): ValueId {
    return this.unary('abs', x);
  }
  add(left: ValueId, right: ValueId): ValueId {
    return this.binary('add', left, right);
  }
  sub(left: ValueId, right: ValueId): ValueId {
    return this.binary('sub', left, right);
  }
  mul(left: ValueId, right: ValueId): ValueId {
    return this.binary('mul', left, right);
  }
  div(left: ValueId, right: ValueId): ValueId {
    return this.binary('div', left, right);
  }
  min(left: ValueId, right: ValueId): ValueId {
    return this.binary('min', left, right);
  }
  max(left: ValueId, right: ValueId): ValueId {
    return this.binary('max', left, right);
  }
  eq(left: ValueId, right: ValueId): ValueId {
    return this.compare('eq', left, right);
  }
  ne(left: ValueId, right: ValueId): ValueId {
    return this.compare('ne', left, right);
  }
  lt(left: ValueId, right: ValueId): ValueId {
    return this.compare('lt', left, right);
  }
  le(left: ValueId, right: ValueId): ValueId {
    return this.compare('le', left, right);
  }
  gt(left: ValueId, right: ValueId): ValueId {
    return this.compare('gt', left, right);
  }
  ge(left: ValueId, right: ValueId): ValueId {
    return this.compare('ge', left, right);
  }

  and(left: ValueId, right: ValueId): ValueId {
    return this.#append({ op: 'and', left: this.#bool(left), right: this.#bool(right) });
  }
  or(left: ValueId, right: ValueId): ValueId {
    return this.#append({ op: 'or', left: this.#bool(left), right: this.#bool(right) });
  }
  not(operand: ValueId): ValueId {
    return this.#append({ op: 'not', operand: this.#bool(operand) });
  }
  /** Both arms have one type, and both are always computed. */
  select(condition: ValueId, whenTrue: ValueId, whenFalse: ValueId): ValueId {
    if (this.typeOf(whenTrue) !== this.typeOf(whenFalse)) {
      throw this.#misuse(`select between a ${this.typeOf(whenTrue)} and another type`);
    }
    return this.#append({ op: 'select', condition: this.#bool(condition), whenTrue, whenFalse });
  }

  /** Row and column are cut to integers; an element outside the table is NaN. */
  lookup(table: string, row: ValueId, column?: ValueId): ValueId {
    const node = { op: 'lookup', table, row: this.#real(row) } as const;
    return this.#append(column === undefined ? node : { ...node, column: this.#real(column) });
  }
  draw(site: number, distribution: 'uniform' | 'normal'): ValueId {
    if (!Number.isInteger(site) || site < 0) throw this.#misuse(`draw site ${site}`);
    return this.#append({ op: 'draw', site, distribution });
  }

  store(array: ArrayId, index: ElementIndex, value: ValueId, guard?: ValueId): void {
    this.#write('store', array, index, value, guard);
  }
  accumulate(array: ArrayId, index: ElementIndex, value: ValueId, guard?: ValueId): void {
    this.#write('accumulate', array, index, value, guard);
  }
  spike(when: ValueId): void {
    if (this.#spikes) throw this.#misuse('a second spike');
    this.#spikes = true;
    this.#append({ op: 'spike', when: this.#bool(when) });
  }

  /** A bool as 1 or 0; a real as it is. */
  toReal(value: ValueId): ValueId {
    if (this.typeOf(value) === 'real') return value;
    return this.select(value, this.constant(1), this.constant(0));
  }
  /** A real as "is not 0" (NaN is true, as in C and Python); a bool as it is. */
  toBool(value: ValueId): ValueId {
    return this.typeOf(value) === 'bool' ? value : this.ne(value, this.constant(0));
  }

  #write(
    op: 'store' | 'accumulate',
    array: ArrayId,
    index: ElementIndex,
    value: ValueId,
    guard: ValueId | undefined,
  ): void {
    this.#checkIndex(index);
    const node = { op, array, index, value: this.#real(value) } as const;
    this.#append(guard === undefined ? node : { ...node, guard: this.#bool(guard) });
  }
  #append(node: ScalarNode): ValueId {
    this.#types.push(valueType(node, this.#types));
    return this.#body.push(this.span === undefined ? node : { ...node, span: this.span }) - 1;
  }
  #real(value: ValueId): ValueId {
    if (this.typeOf(value) !== 'real') throw this.#misuse(`value ${value} is a bool, not a real`);
    return value;
  }
  #bool(value: ValueId): ValueId {
    if (this.typeOf(value) !== 'bool') throw this.#misuse(`value ${value} is a real, not a bool`);
    return value;
  }
  #checkIndex(index: ElementIndex): void {
    if ((index === 'pre' || index === 'post') && this.domain.kind !== 'synapses') {
      throw this.#misuse(`index ${index} outside a kernel over synapses`);
    }
  }
  #misuse(what: string): Error {
    return new Error(`kernel ${JSON.stringify(this.id)}, node ${this.#body.length}: ${what}`);
  }
}
