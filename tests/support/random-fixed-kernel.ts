import { signedBits } from '../../backends/fixed-point/lower/code-range.js';
import { FixedBuilder } from '../../backends/fixed-point/lower/fixed-builder.js';
import type { FixedKernel } from '../../backends/fixed-point/lower/fixed-ir.js';
import type { OverflowMode, QFormat, RoundingMode } from '../../core/fixed/index.js';
import type { ElementIndex, ValueId } from '../../core/ir/index.js';

/** An array of codes; element e of slot s is at s * count + e. */
export interface RandomArray {
  readonly id: string;
  readonly count: number;
  readonly slots: number;
  readonly index: ElementIndex;
  readonly format: QFormat;
  readonly codes: readonly bigint[];
}
export interface RandomTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly codes: readonly bigint[];
}
/** An integer kernel and everything it runs on. */
export interface RandomFixedKernel {
  readonly kernel: FixedKernel;
  readonly arrays: readonly RandomArray[];
  readonly tables: readonly RandomTable[];
  readonly pre: readonly number[];
  readonly post: readonly number[];
  readonly lanes: number;
  readonly drawsAlways: boolean;
  readonly profile: 'standard' | 'ap' | 'ac' | 'sc' | 'spinn';
  readonly stochastic: {
    readonly rule: 'lt_high' | 'lt_low' | 'add_low' | 'equal';
    readonly bits: number;
  };
}

const roundings: readonly RoundingMode[] = [
  'floor',
  'ceil',
  'toward_zero',
  'away',
  'magnitude',
  'nearest_up',
  'nearest_down',
  'nearest_to_zero',
  'nearest_away',
  'nearest_even',
  'nearest_odd',
  'jam',
  'jam_unbiased',
  'stochastic',
];

/** A small generator of its own: one seed, one kernel. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 .. below - 1 */
  roll(below: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((((this.#state >>> 8) ^ this.#state) >>> 0) % below);
  }
  pick<T>(values: readonly T[]): T {
    return values[this.roll(values.length)] as T;
  }
  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }
  /** A code of a format; ends and small values more often than others. */
  code({ signed, wordBits }: QFormat): bigint {
    const size = 2n ** BigInt(wordBits);
    const low = signed ? -size / 2n : 0n;
    const high = low + size - 1n;
    const end = this.roll(8);
    if (end === 0) return low;
    if (end === 1) return high;
    const inside = (value: bigint): bigint => (value < low ? low : value > high ? high : value);
    if (end === 2) return inside(BigInt(this.roll(7) - 3));
    let value = 0n;
    for (let bit = 0; bit < wordBits; bit += 16) value = value * 65536n + BigInt(this.roll(65536));
    return low + (value % size);
  }
}

const slotsOfRings = 3;

/** A random kernel with every operation of the integer IR; its ranges come from the builder. */
export function randomFixedKernel(seed: number): RandomFixedKernel {
  return new Generator(new Dice(seed)).run();
}

class Generator {
  readonly #dice: Dice;
  readonly #builder: FixedBuilder;
  readonly #synapses: boolean;
  readonly #lanes: number;
  readonly #neurons = 3;
  readonly #arrays: RandomArray[] = [];
  readonly #tables: RandomTable[] = [];
  readonly #integers: ValueId[] = [];
  readonly #conditions: ValueId[] = [];
  #site = 32768;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#synapses = dice.chance(50);
    this.#lanes = 2 + dice.roll(4);
    this.#builder = new FixedBuilder(
      'random',
      this.#synapses
        ? { kind: 'synapses', object: 'S' }
        : { kind: 'elements', object: 'P', count: this.#lanes },
    );
  }

  run(): RandomFixedKernel {
    const dice = this.#dice;
    for (let number = 0; number < 5; number += 1) this.#declare(number);
    this.#declareAccumulator();
    this.#tables.push(this.#table('decay', 4 + dice.roll(5), 1), this.#table('values', 3, 2));
    this.#tables.push(this.#functionTable());
    this.#integers.push(this.#load(), this.#load(), this.#constant());
    const steps = 6 + dice.roll(24);
    for (let step = 0; step < steps; step += 1) {
      const id = this.#step();
      if (id !== undefined) this.#integers.push(id);
    }
    for (let effect = 0; effect < 3; effect += 1) this.#effect();
    this.#deliver();
    const ends = (): number[] =>
      Array.from({ length: this.#lanes }, () => dice.roll(this.#neurons));
    return {
      kernel: this.#builder.finish(undefined),
      arrays: this.#arrays,
      tables: this.#tables,
      pre: ends(),
      post: ends(),
      lanes: this.#lanes,
      drawsAlways: dice.chance(50),
      profile: dice.pick(['standard', 'ap', 'ac', 'sc', 'spinn'] as const),
      stochastic: {
        rule: dice.pick(['lt_high', 'lt_low', 'add_low', 'equal'] as const),
        bits: dice.pick([4, 8, 16, 32]),
      },
    };
  }

  #format(): QFormat {
    const dice = this.#dice;
    const wordBits = dice.pick([1, 2, 4, 8, 12, 16, 24, 32, 48, 53]);
    return { signed: dice.chance(60), wordBits, fracBits: dice.roll(20) - 4 };
  }

  #declare(number: number): void {
    const dice = this.#dice;
    const index = dice.pick<ElementIndex>(
      this.#synapses ? ['lane', 'pre', 'post', 'shared'] : ['lane', 'lane', 'shared'],
    );
    const count = index === 'lane' ? this.#lanes : index === 'shared' ? 1 : this.#neurons;
    const slots = dice.chance(30) ? slotsOfRings : 1;
    const format = this.#format();
    const codes = Array.from({ length: count * slots }, () => dice.code(format));
    this.#arrays.push({ id: `A${number}`, count, slots, index, format, codes });
  }

  /** Wide enough for every sum of the run, so that it may add without clamping. */
  #declareAccumulator(): void {
    const format = { signed: true, wordBits: 48, fracBits: 4 };
    const index = this.#synapses ? 'post' : 'lane';
    const count = this.#synapses ? this.#neurons : this.#lanes;
    const codes = new Array<bigint>(count).fill(0n);
    this.#arrays.push({ id: 'sum', count, slots: 1, index, format, codes });
  }

  #table(name: string, rows: number, columns: number): RandomTable {
    const format = { signed: false, wordBits: 16, fracBits: 16 };
    const codes = Array.from({ length: rows * columns }, () => this.#dice.code(format));
    return { name, rows, columns, codes };
  }

  #range({ signed, wordBits }: QFormat): { lowest: bigint; highest: bigint } {
    const size = 2n ** BigInt(wordBits);
    return signed
      ? { lowest: -size / 2n, highest: size / 2n - 1n }
      : { lowest: 0n, highest: size - 1n };
  }

  #load(): ValueId {
    const array = this.#dice.pick(this.#arrays);
    const { id, index, format } = array;
    const values = { range: this.#range(format), fraction: format.fracBits };
    if (array.slots > 1 && this.#dice.chance(50)) {
      const age = this.#builder.constant(BigInt(this.#dice.roll(slotsOfRings)), 0);
      return this.#builder.append({ op: 'load_aged', array: id, index, age, ...values });
    }
    return this.#builder.append({ op: 'load', array: id, index, ...values });
  }

  #constant(): ValueId {
    const format = this.#format();
    return this.#builder.constant(this.#dice.code(format), format.fracBits);
  }

  /** Kept below 110 bits, so that products grow beyond float64 but not without end. */
  #operand(): ValueId {
    const id = this.#dice.pick(this.#integers);
    if (signedBits(this.#builder.range(id)) <= 110) return id;
    return this.#requantise(id);
  }

  #aligned(): readonly [ValueId, ValueId] {
    const b = this.#builder;
    const [left, right] = [this.#operand(), this.#operand()];
    const point = Math.max(b.fraction(left), b.fraction(right));
    return [b.shift(left, point - b.fraction(left)), b.shift(right, point - b.fraction(right))];
  }

  /** A code without fraction between 0 and `highest`. */
  #smallWhole(highest: number): ValueId {
    const b = this.#builder;
    const source = b.append({
      op: 'uniform',
      slot: this.#dice.roll(4),
      range: { lowest: -1000n, highest: 1000n },
      fraction: 0,
    });
    const positive = b.binary('max', source, b.constant(0n, 0));
    return b.binary('min', positive, b.constant(BigInt(highest), 0));
  }

  #overflow(to: QFormat): OverflowMode {
    const kind = this.#dice.pick([
      'saturate',
      'saturate_zero',
      'saturate_symmetric',
      'wrap',
      'wrap_sm',
    ] as const);
    if (kind !== 'wrap' && kind !== 'wrap_sm') return { kind };
    if (kind === 'wrap_sm' && !to.signed) return { kind: 'wrap', bits: 0 };
    return { kind, bits: this.#dice.roll(Math.min(3, to.wordBits) + 1) };
  }

  #requantise(operand: ValueId, target?: QFormat, previous?: ValueId): ValueId {
    const dice = this.#dice;
    const fraction = this.#builder.fraction(operand);
    const shift =
      target === undefined
        ? dice.pick([-3, 0, 1, 2, 5, 8, 16, 24, 40, 60])
        : fraction - target.fracBits;
    const wordBits = dice.pick([1, 3, 8, 12, 16, 24, 32, 48, 53, 60, 64]);
    const to = target ?? { signed: dice.chance(70), wordBits, fracBits: fraction - shift };
    const source = this.#builder.node(operand);
    const sum = source.op === 'add' || source.op === 'sub';
    this.#site += 1;
    return this.#builder.requantise({
      operand,
      shift,
      to,
      rounding: dice.pick(roundings),
      overflow: this.#overflow(to),
      wordClass: 'temporary',
      name: 'x',
      site: this.#site,
      ...(sum ? { addends: [source.left, source.right] as const } : {}),
      ...(previous === undefined ? {} : { previous }),
    });
  }

  #condition(): ValueId {
    if (this.#conditions.length === 0) {
      const [left, right] = this.#aligned();
      this.#conditions.push(this.#builder.compare('lt', left, right));
    }
    return this.#dice.pick(this.#conditions);
  }

  /** Appends a node: an integer, or undefined for a condition. */
  #step(): ValueId | undefined {
    const b = this.#builder;
    const dice = this.#dice;
    switch (dice.roll(16)) {
      case 0:
        return this.#load();
      case 1:
        return this.#constant();
      case 2:
        return b.binary(dice.pick(['add', 'sub'] as const), ...this.#aligned());
      case 3:
        return b.binary('mul', this.#operand(), this.#operand());
      case 4:
        return b.binary(dice.pick(['min', 'max'] as const), ...this.#aligned());
      case 5:
        return dice.chance(50) ? b.negate(this.#operand()) : b.absolute(this.#operand());
      case 6:
        return b.shift(this.#operand(), dice.roll(20));
      case 7:
      case 8:
        return this.#requantise(this.#operand());
      case 9: {
        const op = dice.pick(['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const);
        this.#conditions.push(b.compare(op, ...this.#aligned()));
        return undefined;
      }
      case 10: {
        const [left, right] = [this.#condition(), this.#condition()];
        const op = dice.pick(['and', 'or', 'not'] as const);
        this.#conditions.push(
          op === 'not'
            ? b.append({ op, operand: left, fraction: 0 })
            : b.append({ op, left, right, fraction: 0 }),
        );
        return undefined;
      }
      case 11:
        return b.select(this.#condition(), ...this.#aligned());
      case 12:
        return this.#lookup();
      case 13:
      case 14:
        return this.#function();
      default:
        return this.#number();
    }
  }

  #lookup(): ValueId {
    const values = { range: { lowest: 0n, highest: 65535n }, fraction: 16 };
    if (this.#dice.chance(50)) {
      return this.#builder.append({
        op: 'decay',
        table: 'decay',
        operand: this.#smallWhole(2 + this.#dice.roll(20)),
        ...values,
      });
    }
    const row = this.#smallWhole(2);
    const column = this.#dice.chance(50) ? { column: this.#smallWhole(1) } : {};
    return this.#builder.append({ op: 'lookup', table: 'values', row, ...column, ...values });
  }

  /** Entries up to 53 bits, some of them negative. */
  #functionTable(): RandomTable {
    const format = { signed: true, wordBits: this.#dice.pick([8, 16, 32, 53]), fracBits: 5 };
    const rows = 2 + this.#dice.roll(7);
    const codes = Array.from({ length: rows }, () => this.#dice.code(format));
    return { name: 'function', rows, columns: 1, codes };
  }

  #function(): ValueId {
    const b = this.#builder;
    const dice = this.#dice;
    const { codes, rows } = this.#tables.at(-1) as RandomTable;
    const ordered = [...codes].sort((x, y) => (x < y ? -1 : 1));
    const values = {
      table: 'function',
      range: { lowest: ordered[0] as bigint, highest: ordered.at(-1) as bigint },
      fraction: 5,
    };
    const shift = dice.pick([0, 1, 7, 16, 30, 50, 60]);
    const isEntry = dice.chance(30);
    const last = BigInt(rows - 1) << BigInt(isEntry ? 0 : shift);
    const source = this.#operand();
    const point = b.fraction(source);
    const positive = b.binary('max', source, b.constant(0n, point));
    const operand = b.binary('min', positive, b.constant(last, point));
    return isEntry
      ? b.append({ op: 'table', operand, ...values })
      : b.append({ op: 'interpolate', operand, shift, ...values });
  }

  #number(): ValueId {
    if (this.#dice.chance(30)) {
      const bits = this.#dice.pick([1, 8, 16, 32]);
      const drawn = { lowest: 0n, highest: 2n ** BigInt(bits) - 1n };
      const site = 256 + this.#dice.roll(4);
      return this.#builder.append({ op: 'draw', site, bits, range: drawn, fraction: bits });
    }
    const range = { lowest: 0n, highest: 2n ** 31n };
    if (this.#dice.chance(50)) return this.#builder.append({ op: 'tick', range, fraction: 0 });
    const of = this.#dice.pick(
      this.#synapses ? (['lane', 'pre', 'post'] as const) : (['lane'] as const),
    );
    return this.#builder.append({ op: 'index', of, range, fraction: 0 });
  }

  #effect(): void {
    const dice = this.#dice;
    const b = this.#builder;
    const { id, index, format } = dice.pick(this.#arrays.slice(0, -1));
    const before = b.append({
      op: 'load',
      array: id,
      index,
      range: this.#range(format),
      fraction: format.fracBits,
    });
    const source = dice.chance(40)
      ? b.binary('add', ...this.#pointed(before, this.#operand()))
      : this.#operand();
    const value = this.#requantise(source, format, dice.chance(50) ? before : undefined);
    const guard = dice.chance(50) ? { guard: this.#condition() } : {};
    if (dice.chance(25) && !this.#synapses) {
      b.append({ op: 'spike', when: this.#condition(), fraction: 0 });
    }
    if (dice.chance(40) && format.wordBits <= 48) {
      b.append({
        op: 'accumulate',
        array: id,
        index,
        value,
        ...guard,
        saturate: true,
        fraction: 0,
      });
    } else {
      b.append({ op: 'store', array: id, index, value, ...guard, fraction: 0 });
    }
  }

  #deliver(): void {
    const b = this.#builder;
    const { id, index, format } = this.#arrays.at(-1) as RandomArray;
    const value = this.#requantise(this.#operand(), { ...format, wordBits: 32 });
    b.append({ op: 'accumulate', array: id, index, value, saturate: false, fraction: 0 });
  }

  #pointed(left: ValueId, right: ValueId): readonly [ValueId, ValueId] {
    const b = this.#builder;
    const point = Math.max(b.fraction(left), b.fraction(right));
    return [b.shift(left, point - b.fraction(left)), b.shift(right, point - b.fraction(right))];
  }
}
