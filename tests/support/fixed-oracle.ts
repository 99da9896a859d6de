import type { FixedNode, RequantiseNode } from '../../backends/fixed-point/lower/fixed-ir.js';
import { oracleHighest, oracleLowest, oracleRequantise, oracleRound } from './bigint-oracle.js';
import type { RandomArray, RandomFixedKernel } from './random-fixed-kernel.js';

/** Counters of one requantisation as numerics section 8 words them, by brute force. */
export interface OracleCounters {
  operations: number;
  overflowPositive: number;
  overflowNegative: number;
  wrapDistance: number;
  underflowToZero: number;
  inexact: number;
  swampedAdds: number;
  deadUpdates: number;
  draws: number;
  lowestCode: number;
  highestCode: number;
  first?: { step: number; element: number; value: string };
}
export interface OracleResult {
  readonly arrays: ReadonlyMap<string, bigint[]>;
  readonly spikes: readonly number[];
  readonly counters: ReadonlyMap<number, OracleCounters>;
}

/** A random word that depends on its place alone. */
export function wordAt(site: number, tick: number, element: number): number {
  let word = Math.imul(site, 0x9e3779b1) ^ Math.imul(tick + 1, 0x85ebca6b);
  word ^= Math.imul(element + 7, 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return (word ^ (word >>> 13)) >>> 0;
}

/** Values that the host gives for a tick. */
export function uniformAt(tick: number): readonly number[] {
  return [tick % 5, -3, 1000, (tick * 7) % 11];
}

const fresh = (): OracleCounters => ({
  operations: 0,
  overflowPositive: 0,
  overflowNegative: 0,
  wrapDistance: 0,
  underflowToZero: 0,
  inexact: 0,
  swampedAdds: 0,
  deadUpdates: 0,
  draws: 0,
  lowestCode: 0,
  highestCode: 0,
});

/** Runs a random kernel on BigInt alone, lane after lane, for the given ticks. */
export function evaluateFixedKernel(random: RandomFixedKernel, ticks: number): OracleResult {
  const oracle = new FixedOracle(random);
  for (let tick = 0; tick < ticks; tick += 1) {
    for (let lane = 0; lane < random.lanes; lane += 1) oracle.run(tick, lane);
  }
  return { arrays: oracle.arrays, spikes: oracle.spikes, counters: oracle.counters };
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

class FixedOracle {
  readonly arrays: Map<string, bigint[]>;
  readonly spikes: number[] = [];
  readonly counters = new Map<number, OracleCounters>();
  readonly #random: RandomFixedKernel;
  #tick = 0;
  #lane = 0;
  #values: (bigint | boolean)[] = [];

  constructor(random: RandomFixedKernel) {
    this.#random = random;
    this.arrays = new Map(random.arrays.map(({ id, codes }) => [id, [...codes]]));
    for (const [id, node] of random.kernel.body.entries()) {
      if (node.op === 'requantise') this.counters.set(id, fresh());
    }
  }

  run(tick: number, lane: number): void {
    [this.#tick, this.#lane, this.#values] = [tick, lane, []];
    for (const [id, node] of this.#random.kernel.body.entries()) {
      const value = this.#node(node, id);
      this.#values[id] = value;
      if (typeof value !== 'bigint' || node.range === undefined) continue;
      const { lowest, highest } = node.range;
      if (value < lowest || value > highest) {
        throw new Error(`node ${id} (${node.op}) gives ${value}, outside ${lowest} .. ${highest}`);
      }
    }
  }

  #int(id: number): bigint {
    const value = this.#values[id];
    if (typeof value !== 'bigint') throw new Error(`value ${id} is no integer`);
    return value;
  }
  #bool(id: number): boolean {
    const value = this.#values[id];
    if (typeof value !== 'boolean') throw new Error(`value ${id} is no condition`);
    return value;
  }

  #node(node: FixedNode, id: number): bigint | boolean {
    switch (node.op) {
      case 'const':
        return node.code;
      case 'tick':
        return BigInt(this.#tick);
      case 'index':
        return BigInt(this.#number(node.of));
      case 'draw': {
        const word = wordAt(node.site, this.#tick, this.#element());
        return BigInt(word) >> BigInt(32 - node.bits);
      }
      case 'uniform':
        return BigInt(uniformAt(this.#tick)[node.slot] as number);
      case 'load':
        return this.#codes(node.array)[this.#place(node.array, node.index, 0)] as bigint;
      case 'load_aged': {
        const place = this.#place(node.array, node.index, Number(this.#int(node.age)));
        return this.#codes(node.array)[place] as bigint;
      }
      case 'add':
        return this.#int(node.left) + this.#int(node.right);
      case 'sub':
        return this.#int(node.left) - this.#int(node.right);
      case 'mul':
        return this.#int(node.left) * this.#int(node.right);
      case 'min':
      case 'max': {
        const [a, b] = [this.#int(node.left), this.#int(node.right)];
        return (node.op === 'min') === a < b ? a : b;
      }
      case 'neg':
        return -this.#int(node.operand);
      case 'abs':
        return magnitude(this.#int(node.operand));
      case 'shift':
        return this.#int(node.operand) * 2n ** BigInt(node.bits);
      case 'eq':
        return this.#int(node.left) === this.#int(node.right);
      case 'ne':
        return this.#int(node.left) !== this.#int(node.right);
      case 'lt':
        return this.#int(node.left) < this.#int(node.right);
      case 'le':
        return this.#int(node.left) <= this.#int(node.right);
      case 'gt':
        return this.#int(node.left) > this.#int(node.right);
      case 'ge':
        return this.#int(node.left) >= this.#int(node.right);
      case 'and':
        return this.#bool(node.left) && this.#bool(node.right);
      case 'or':
        return this.#bool(node.left) || this.#bool(node.right);
      case 'not':
        return !this.#bool(node.operand);
      case 'select':
        return this.#values[this.#bool(node.condition) ? node.whenTrue : node.whenFalse] as bigint;
      case 'decay': {
        const { codes } = this.#table(node.table);
        const age = Number(this.#int(node.operand));
        return codes[Math.min(age, codes.length - 1)] as bigint;
      }
      case 'table':
        return this.#table(node.table).codes[Number(this.#int(node.operand))] as bigint;
      case 'interpolate': {
        const { codes } = this.#table(node.table);
        const steps = 2n ** BigInt(node.shift);
        const place = this.#int(node.operand);
        const cell = Number(place / steps);
        const low = codes[cell] as bigint;
        const high = codes[Math.min(cell + 1, codes.length - 1)] as bigint;
        const product = (high - low) * (place % steps);
        const down = product % steps < 0n ? 1n : 0n;
        return low + product / steps - down;
      }
      case 'lookup': {
        const { codes, columns } = this.#table(node.table);
        const column = node.column === undefined ? 0 : Number(this.#int(node.column));
        return codes[Number(this.#int(node.row)) * columns + column] as bigint;
      }
      case 'requantise':
        return this.#requantise(node, id);
      case 'store':
      case 'accumulate':
        this.#write(node);
        return false;
      case 'spike':
        if (this.#bool(node.when)) this.spikes.push(this.#lane);
        return false;
    }
  }

  #requantise(node: RequantiseNode, id: number): bigint {
    const { drawsAlways, profile, stochastic } = this.#random;
    const { shift, to, rounding, overflow } = node;
    const counters = this.counters.get(id) as OracleCounters;
    const exact = this.#int(node.operand);
    const lsb = 2n ** BigInt(Math.max(0, shift));
    const dropped = ((exact % lsb) + lsb) % lsb;
    const element = this.#element();
    let word = 0;
    if (rounding === 'stochastic' && shift > 0 && (dropped !== 0n || drawsAlways)) {
      word = wordAt(node.site as number, this.#tick, element);
      counters.draws += 1;
    }
    const draw = { word: BigInt(word), ...stochastic };
    const code = oracleRequantise(exact, shift, to, rounding, overflow, profile, draw);
    const rounded = oracleRound(exact, shift, rounding, draw);
    const [low, high] = [oracleLowest(to), oracleHighest(to)];
    const overflowed = rounded > high || rounded < low;
    if (rounded > high) counters.overflowPositive += 1;
    if (rounded < low) counters.overflowNegative += 1;
    if (overflowed) {
      counters.first ??= { step: this.#tick, element, value: String(exact) };
      if (overflow.kind === 'wrap' || overflow.kind === 'wrap_sm') {
        const distance = Number(magnitude(rounded - code));
        counters.wrapDistance = Math.max(counters.wrapDistance, distance);
      }
    }
    if (exact !== 0n && code === 0n) counters.underflowToZero += 1;
    if (dropped !== 0n) counters.inexact += 1;
    if (node.addends !== undefined) {
      const [a, b] = node.addends.map((addend) => magnitude(this.#int(addend)));
      const smaller = (a as bigint) < (b as bigint) ? (a as bigint) : (b as bigint);
      // Half an LSB of the result, in codes of the addends: lsb / 2.
      if (smaller !== 0n && 2n * smaller < lsb) counters.swampedAdds += 1;
    }
    if (node.previous !== undefined) {
      const previous = this.#int(node.previous);
      const scaled = exact * 2n ** BigInt(Math.max(0, -shift));
      const moves = scaled !== previous * lsb;
      if (!overflowed && code === previous && moves) counters.deadUpdates += 1;
    }
    const shown = Number(code);
    counters.lowestCode = counters.operations === 0 ? shown : Math.min(counters.lowestCode, shown);
    counters.highestCode =
      counters.operations === 0 ? shown : Math.max(counters.highestCode, shown);
    counters.operations += 1;
    return code;
  }

  #write(node: Extract<FixedNode, { op: 'store' | 'accumulate' }>): void {
    if (node.guard !== undefined && !this.#bool(node.guard)) return;
    const codes = this.#codes(node.array);
    const place = this.#place(node.array, node.index, 0);
    const value = this.#int(node.value);
    if (node.op === 'store') {
      codes[place] = value;
      return;
    }
    const sum = (codes[place] as bigint) + value;
    const { format } = this.#array(node.array);
    const [low, high] = [oracleLowest(format), oracleHighest(format)];
    codes[place] = node.saturate ? (sum < low ? low : sum > high ? high : sum) : sum;
  }

  #array(id: string): RandomArray {
    return this.#random.arrays.find((array) => array.id === id) as RandomArray;
  }
  #codes(id: string): bigint[] {
    return this.arrays.get(id) as bigint[];
  }
  #table(name: string): RandomFixedKernel['tables'][number] {
    return this.#random.tables.find((table) => table.name === name) as never;
  }
  #place(id: string, index: 'lane' | 'pre' | 'post' | 'shared', age: number): number {
    const { count, slots } = this.#array(id);
    const slot = (this.#tick - age + 10 * slots) % slots;
    return slot * count + (index === 'shared' ? 0 : this.#end(index));
  }
  #end(of: 'lane' | 'pre' | 'post'): number {
    const { pre, post } = this.#random;
    if (of === 'lane') return this.#lane;
    return (of === 'pre' ? pre : post)[this.#lane] as number;
  }
  /** Numbers count from the slice, which begins at neuron 0 of the source and 0 of the target. */
  #number(of: 'lane' | 'pre' | 'post'): number {
    return this.#end(of);
  }
  #element(): number {
    if (this.#random.kernel.domain.kind !== 'synapses') return this.#lane;
    return this.#end('pre') * 3 + this.#end('post');
  }
}
