import type {
  ArrayStorage,
  DropCounter,
  KernelEnvironment,
  KernelFunction,
  SynapseEnds,
  TableStorage,
  ValueRange,
} from './environment.js';
import { binaryFunctions, comparisons, unaryFunctions } from './functions.js';
import { isBinaryOperation, isCompareOperation, isUnaryOperation } from './node-shape.js';
import type { ElementIndex, ScalarKernel, ScalarNode } from './nodes.js';

/**
 * The meaning of a kernel: node by node, lane by lane, without generated code. Oracle of the
 * emitters, and the engine where generated code is forbidden. Expects a verified kernel.
 *
 * Bools are kept as 1 and 0. Rings: the slot of a tick is tick mod slots. A `lookup` outside its
 * table and an age outside [0, slots) give NaN, because both arms of a select are always computed.
 *
 * @throws Error when the environment lacks an array, a table, a projection or a spike list that the
 *   kernel names; when run, also for a lane outside an array.
 */
export function interpretKernel(
  kernel: ScalarKernel,
  environment: KernelEnvironment,
): KernelFunction {
  const lanes = new LaneInterpreter(kernel, environment);
  return (tick, indices, from, to) => {
    for (let position = from; position < to; position++) {
      lanes.run(tick, indices === undefined ? position : elementOf(indices, position));
    }
  };
}

class LaneInterpreter {
  readonly #body: readonly ScalarNode[];
  readonly #environment: KernelEnvironment;
  readonly #ends: SynapseEnds | undefined;
  /** What node n touches, looked up once. */
  readonly #storages: readonly (ArrayStorage | undefined)[];
  readonly #tables: readonly (TableStorage | undefined)[];
  readonly #ranges: readonly (ValueRange | undefined)[];
  readonly #dropped: readonly (DropCounter | undefined)[];
  readonly #values: Float64Array;
  #tick = 0;
  #lane = 0;

  constructor(kernel: ScalarKernel, environment: KernelEnvironment) {
    const { id, body } = kernel;
    this.#body = body;
    this.#environment = environment;
    this.#ends = kernel.domain.kind === 'synapses' ? environment.projection : undefined;
    if (kernel.domain.kind === 'synapses' && this.#ends === undefined) {
      throw new Error(`kernel ${JSON.stringify(id)} needs a projection`);
    }
    if (environment.spikes === undefined && body.some((node) => node.op === 'spike')) {
      throw new Error(`kernel ${JSON.stringify(id)} needs a spike list`);
    }
    this.#storages = body.map((node) =>
      'array' in node ? required(environment.arrays, node.array, id) : undefined,
    );
    this.#tables = body.map((node) =>
      node.op === 'lookup' ? required(environment.tables, node.table, id) : undefined,
    );
    this.#ranges = body.map((node) =>
      node.op === 'store' || node.op === 'accumulate'
        ? environment.ranges?.get(node.array)
        : undefined,
    );
    this.#dropped = body.map((node) =>
      node.op === 'store' || node.op === 'accumulate'
        ? environment.dropped?.get(node.array)
        : undefined,
    );
    this.#values = new Float64Array(body.length);
  }

  run(tick: number, lane: number): void {
    this.#tick = tick;
    this.#lane = lane;
    this.#body.forEach((node, position) => {
      this.#values[position] = this.#evaluate(node, position);
    });
  }

  /** Value of a node; for an effect 0, which nothing reads. */
  #evaluate(node: ScalarNode, position: number): number {
    switch (node.op) {
      case 'const':
        return node.value;
      case 'load':
        return this.#read(position, node.index, 0);
      case 'load_aged':
        return this.#read(position, node.index, this.#value(node.age));
      case 'tick':
        return this.#tick;
      case 'time':
        return this.#tick * this.#environment.dtSeconds;
      case 'index':
        return this.#number(node.of);
      case 'and':
        return this.#value(node.left) === 1 && this.#value(node.right) === 1 ? 1 : 0;
      case 'or':
        return this.#value(node.left) === 1 || this.#value(node.right) === 1 ? 1 : 0;
      case 'not':
        return this.#value(node.operand) === 1 ? 0 : 1;
      case 'select':
        return this.#value(this.#value(node.condition) === 1 ? node.whenTrue : node.whenFalse);
      case 'lookup': {
        const column = node.column === undefined ? 0 : this.#value(node.column);
        return this.#lookup(position, this.#value(node.row), column);
      }
      case 'draw': {
        const { draw } = this.#environment;
        return draw(node.site, node.distribution, this.#tick, this.#drawElement());
      }
      case 'store':
      case 'accumulate':
        if (node.guard === undefined || this.#value(node.guard) === 1) {
          const old = node.op === 'store' ? undefined : this.#read(position, node.index, 0);
          const value = this.#value(node.value);
          this.#write(position, node.index, old === undefined ? value : old + value);
        } else {
          const dropped = this.#dropped[position];
          if (dropped !== undefined) dropped.count += 1;
        }
        return 0;
      case 'spike':
        if (this.#value(node.when) === 1) this.#spike();
        return 0;
      default:
        return this.#arithmetic(node);
    }
  }

  #arithmetic(
    node: Extract<ScalarNode, { operand: number } | { left: number; right: number }>,
  ): number {
    const { op } = node;
    if ('operand' in node) {
      if (isUnaryOperation(op)) return unaryFunctions[op](this.#value(node.operand));
    } else {
      const [left, right] = [this.#value(node.left), this.#value(node.right)];
      if (isBinaryOperation(op)) return binaryFunctions[op](left, right);
      if (isCompareOperation(op)) return comparisons[op](left, right) ? 1 : 0;
    }
    throw new Error(`unhandled IR node ${op}`);
  }

  #value(id: number): number {
    return elementOf(this.#values, id);
  }
  #read(position: number, index: ElementIndex, age: number): number {
    const storage = bound(this.#storages[position]);
    if (!(age >= 0 && age < storage.slots)) return NaN;
    return elementOf(storage.data, this.#offset(storage, index, Math.trunc(age)));
  }
  #write(position: number, index: ElementIndex, value: number): void {
    const storage = bound(this.#storages[position]);
    const offset = this.#offset(storage, index, 0);
    if (offset >= storage.data.length) throw new RangeError(`element ${offset} of an array`);
    storage.data[offset] = value;
    const range = this.#ranges[position];
    if (range === undefined) return;
    if (value < range.lowest) range.lowest = value;
    if (value > range.highest) range.highest = value;
  }
  #offset(storage: ArrayStorage, index: ElementIndex, age: number): number {
    const { count, slots } = storage;
    const element = this.#element(index);
    if (!(element >= 0 && element < count)) throw new RangeError(`element ${element} of ${count}`);
    const slot = (((this.#tick - age) % slots) + slots) % slots;
    return slot * count + element;
  }
  #element(index: ElementIndex): number {
    switch (index) {
      case 'lane':
        return this.#lane;
      case 'pre':
        return elementOf(bound(this.#ends).pre, this.#lane);
      case 'post':
        return elementOf(bound(this.#ends).post, this.#lane);
      case 'shared':
        return 0;
    }
  }
  #number(of: 'lane' | 'pre' | 'post'): number {
    const first =
      of === 'lane'
        ? 0
        : of === 'pre'
          ? bound(this.#ends).sourceFirst
          : bound(this.#ends).targetFirst;
    return this.#element(of) - first;
  }
  #drawElement(): number {
    if (this.#ends === undefined) return this.#lane;
    return this.#number('pre') * this.#ends.targetCount + this.#number('post');
  }
  #lookup(position: number, row: number, column: number): number {
    const { data, rows, columns } = bound(this.#tables[position]);
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return inside ? elementOf(data, Math.trunc(row) * columns + Math.trunc(column)) : NaN;
  }
  #spike(): void {
    const list = bound(this.#environment.spikes);
    list.indices[list.count] = this.#lane;
    list.count += 1;
  }
}

function required<T>(map: ReadonlyMap<string, T>, name: string, kernel: string): T {
  const found = map.get(name);
  if (found !== undefined) return found;
  throw new Error(`kernel ${JSON.stringify(kernel)} names ${JSON.stringify(name)}, not bound`);
}
function bound<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('kernel run without what it was bound to');
  return value;
}
function elementOf(values: Float64Array | Int32Array, position: number): number {
  const value = values[position];
  if (value === undefined) throw new RangeError(`element ${position} of ${values.length}`);
  return value;
}
