import type { QFormat } from '../../../core/fixed/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ValueId } from '../../../core/ir/index.js';
import { type Interval, interval } from '../ranges/interval.js';
import { roundedRange, signedBits, tableRange } from './code-range.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { CodeTable } from './fixed-ir.js';
import {
  buildFunctionTable,
  type FunctionTable,
  type TabulatedFunction,
} from './function-table.js';
import { constantJet, divideJets, type Jet, variableJet } from './interval-jet.js';
import type { LoweringFaults } from './lowering-context.js';
import { divide, one, toNumber } from './rational.js';
import type { ScaleArithmetic } from './scale-arithmetic.js';
import type { CodeView } from './view.js';

/** A real function with what is known of its derivatives. */
export interface RealFunction {
  readonly expression: string;
  readonly of: (x: number) => number;
  readonly jet: (range: Interval) => Jet;
}

/** Bits of an index below an entry: finer inputs change a line by less than half a code. */
const lineBits = 16;
/** Codes of an operand that a table is read with are exact in float64, with room for differences. */
const operandBits = 48;

/**
 * Functions as table reads. The operand is brought into the range for which the table was made by
 * saturating requantisations, so that every input outside of it is counted.
 */
export class FunctionLowering {
  readonly #builder: FixedBuilder;
  readonly #scale: ScaleArithmetic;
  readonly #hardware: Hardware;
  readonly #register: (table: FunctionTable) => CodeTable;
  readonly #faults: LoweringFaults;

  constructor(
    builder: FixedBuilder,
    scale: ScaleArithmetic,
    hardware: Hardware,
    register: (table: FunctionTable) => CodeTable,
    faults: LoweringFaults,
  ) {
    this.#builder = builder;
    this.#scale = scale;
    this.#hardware = hardware;
    this.#register = register;
    this.#faults = faults;
  }

  /**
   * The function of a code, by one table.
   *
   * @param range - SI values that the operand takes; it may be infinite where the format is not.
   */
  apply(operand: CodeView, range: Interval, real: RealFunction): CodeView {
    const { low, high } = this.#codesOf(operand, range);
    const coarse = this.#coarser(operand, high - low);
    const inside = this.#codesOf(coarse, range);
    const lsb = lsbOf(coarse);
    const table = this.#table(
      { ...real, lowCode: inside.low, highCode: inside.high, lsb },
      () => `${real.expression} over ${inside.low * lsb} .. ${inside.high * lsb}`,
    );
    const index = this.#index(coarse, inside.low, inside.high);
    return this.#scale.code(this.#read(table, index), table.factor);
  }

  /**
   * 1 / x of a value whose range excludes 0. The code is shifted left until its leading bit is in
   * place, read from a table of 1/m with 1 <= m <= 2, and the result shifted by as much: the relative
   * error is the table's, whatever the magnitude.
   */
  reciprocal(operand: CodeView, range: Interval): CodeView {
    if (range.low <= 0 && range.high >= 0) {
      throw this.#faults.unsupported(
        `a division by a value between ${range.low} and ${range.high}, which may be 0`,
        'declare bounds of the variables in the divisor that keep it away from 0',
      );
    }
    if (range.high < 0) {
      const positive = interval(-range.high, -range.low);
      const view = this.#scale.negate(operand);
      if (view.kind !== 'code') throw new Error('a negated code is no code');
      const result = this.#scale.negate(this.reciprocal(view, positive));
      if (result.kind !== 'code') throw new Error('a negated code is no code');
      return result;
    }
    return this.#positiveReciprocal(operand, range);
  }

  #positiveReciprocal(operand: CodeView, range: Interval): CodeView {
    const b = this.#builder;
    const coarse = this.#coarser(operand, 2 ** (operandBits - 1));
    const { low, high } = this.#codesOf(coarse, range);
    const least = Math.max(1, low);
    const bits = lengthOf(Math.max(high, least));
    const stages = stagesOf(bits - lengthOf(least));
    const point = coarse.fraction;
    let mantissa = this.#within(coarse.node, least, Math.max(high, least));
    const shifted: { readonly small: ValueId; readonly places: number }[] = [];
    for (const places of stages) {
      const limit = b.constant(1n << BigInt(bits - places), point);
      const small = b.compare('lt', mantissa, limit);
      const below = b.constant((1n << BigInt(bits - places)) - 1n, point);
      const moved = b.shift(b.binary('min', mantissa, below), places);
      // Moved by whole places, not in value: the same binary point, read as before.
      const same = b.append({
        op: 'shift',
        operand: moved,
        bits: 0,
        range: b.range(moved),
        fraction: point,
      });
      mantissa = b.select(small, same, mantissa);
      shifted.push({ small, places });
    }
    const half = 2 ** (bits - 1);
    const leading = b.binary('max', mantissa, b.constant(BigInt(half), point));
    const drop = Math.max(0, bits - 1 - lineBits - 8);
    const steps = half / 2 ** drop;
    const fraction = b.binary('sub', leading, b.constant(BigInt(half), point));
    const dropped = drop === 0 ? fraction : this.#requantised(fraction, drop, false);
    const last = b.constant(BigInt(steps), b.fraction(dropped));
    const index =
      Number(b.range(dropped).highest) > steps ? b.binary('min', dropped, last) : dropped;
    const table = this.#table(
      {
        expression: '1/m',
        of: (m) => 1 / m,
        jet: (m) => divideJets(constantJet(1), variableJet(m)),
        lowCode: steps,
        highCode: 2 * steps,
        lsb: 1 / steps,
      },
      () => '1/m',
    );
    let result = this.#read(table, index);
    for (const { small, places } of shifted) {
      const raised = b.shift(result, places);
      const same = b.append({
        op: 'shift',
        operand: raised,
        bits: 0,
        range: b.range(raised),
        fraction: b.fraction(result),
      });
      result = b.select(small, same, result);
    }
    // 1/x = 1/m * 2^(1 - bits) codes, and a code is 2^-point of the operand's factor.
    const placed = b.append({
      op: 'shift',
      operand: result,
      bits: 0,
      range: b.range(result),
      fraction: b.fraction(result) + bits - 1 - point,
    });
    return this.#scale.code(placed, divide(table.factor, coarse.factor));
  }

  /** Codes that cover a range of values, within what the node can hold. */
  #codesOf(view: CodeView, range: Interval): { readonly low: number; readonly high: number } {
    const lsb = lsbOf(view);
    const { lowest, highest } = this.#builder.range(view.node);
    const low = Math.max(Math.floor(range.low / lsb), Number(lowest));
    const high = Math.min(Math.ceil(range.high / lsb), Number(highest));
    return low <= high ? { low, high } : { low: high, high };
  }

  /** Without the low bits that a table does not tell apart. */
  #coarser(view: CodeView, span: number): CodeView {
    const wanted = Math.ceil(Math.log2(Math.max(1, span))) - lineBits;
    const spare = wanted - Math.floor(Math.log2(this.#hardware.lut.entries));
    const wide = signedBits(this.#builder.range(view.node)) - operandBits;
    const drop = Math.max(0, wide, span < 2 ** (operandBits - 1) ? spare : 0);
    if (drop === 0) return view;
    const node = this.#requantised(view.node, drop, true);
    return { ...view, node, fraction: view.fraction - drop };
  }

  /** Code minus `low`, saturated to 0 .. high - low. */
  #index(view: CodeView, low: number, high: number): ValueId {
    const b = this.#builder;
    const { lowest, highest } = b.range(view.node);
    const span = b.constant(BigInt(high) - BigInt(low), view.fraction);
    const from = (minuend: ValueId, subtrahend: ValueId): ValueId =>
      this.#notNegative(b.binary('sub', minuend, subtrahend));
    if (highest <= BigInt(high)) {
      return low === 0 && lowest >= 0n
        ? view.node
        : from(view.node, b.constant(BigInt(low), view.fraction));
    }
    // The distance from the upper end is saturated at 0 first, then what is left of the span.
    return from(span, from(b.constant(BigInt(high), view.fraction), view.node));
  }

  #within(node: ValueId, low: number, high: number): ValueId {
    const b = this.#builder;
    const { lowest, highest } = b.range(node);
    if (lowest >= BigInt(low) && highest <= BigInt(high)) return node;
    const fraction = b.fraction(node);
    const view = { ...this.#scale.code(node, one), fraction };
    const index = this.#index(view, low, high);
    return b.binary('add', index, b.constant(BigInt(low), fraction));
  }

  /** Saturated at 0, and counted. */
  #notNegative(node: ValueId): ValueId {
    return this.#builder.range(node).lowest >= 0n ? node : this.#requantised(node, 0, false);
  }

  /** To a signed word that holds every value, or to one unsigned word for all indices. */
  #requantised(operand: ValueId, shift: number, signed: boolean): ValueId {
    const bits = signedBits(roundedRange(this.#builder.range(operand), shift));
    const indexBits = Math.min(operandBits, this.#hardware.words.temporary.bits - 1);
    return this.#builder.requantise({
      operand,
      shift,
      to: {
        signed,
        wordBits: signed ? Math.min(64, bits) : indexBits,
        fracBits: this.#builder.fraction(operand) - shift,
      },
      rounding: 'nearest_even',
      overflow: { kind: 'saturate' },
      wordClass: 'lut',
      name: 'table index',
    });
  }

  #table(
    tabulated: TabulatedFunction,
    what: () => string,
  ): FunctionTable & { readonly name: string } {
    const { lut, words, memories } = this.#hardware;
    const table = buildFunctionTable(tabulated, { ...lut, word: words.lut });
    if (table === undefined) {
      throw this.#faults.unsupported(
        `${what()}, where it is not finite everywhere,`,
        'declare bounds of the variable that keep it where the function is defined',
      );
    }
    if (table.tooCoarse) {
      const { error } = table.approximates;
      const values = tabulated.of(tabulated.highCode * tabulated.lsb);
      throw this.#faults.limit(
        `a table of ${what()} with ${table.rows} entries may be off by ${shown(error)}, where the function is ${shown(values)} at the end`,
        'declare narrower bounds of its variables, use a method with fewer stages, or raise words.lut.entries',
      );
    }
    const room = memories.lut?.words;
    if (room !== undefined && table.rows > room) {
      throw this.#faults.limit(
        `a table of ${table.rows} entries does not fit memories.lut with ${room} words`,
        'set lut.entries to at most memories.lut.words',
      );
    }
    return { ...table, name: this.#register(table).name };
  }

  #read(table: FunctionTable & { readonly name: string }, index: ValueId): ValueId {
    const b = this.#builder;
    const values = { table: table.name, range: tableRange(table), fraction: table.format.fracBits };
    const last = BigInt(table.rows - 1);
    const linear = this.#hardware.lut.interpolation === 'linear';
    let entry: ValueId;
    if (linear) {
      entry = b.append({ op: 'interpolate', operand: index, shift: table.shift, ...values });
    } else {
      const fits: QFormat = { signed: true, wordBits: operandBits, fracBits: 0 };
      const fracBits = b.fraction(index) - table.shift;
      const nearest =
        table.shift === 0 ? index : this.#nearestUp(index, table.shift, { ...fits, fracBits });
      const operand =
        b.range(nearest).highest > last
          ? b.binary('min', nearest, b.constant(last, b.fraction(nearest)))
          : nearest;
      const positive =
        b.range(operand).lowest < 0n
          ? b.binary('max', operand, b.constant(0n, b.fraction(operand)))
          : operand;
      entry = b.append({ op: 'table', operand: positive, ...values });
    }
    if (table.offsetCode === 0) return entry;
    return b.binary('add', entry, b.constant(BigInt(table.offsetCode), table.format.fracBits));
  }

  #nearestUp(operand: ValueId, shift: number, to: QFormat): ValueId {
    return this.#builder.requantise({
      operand,
      shift,
      to,
      rounding: 'nearest_up',
      overflow: { kind: 'saturate' },
      wordClass: 'lut',
      name: 'table index',
    });
  }
}

function shown(value: number): number {
  return Number(value.toPrecision(2));
}

/** SI value of one code. */
function lsbOf(view: CodeView): number {
  return toNumber(view.factor) * 2 ** -view.fraction;
}

function lengthOf(code: number): number {
  return BigInt(code).toString(2).length;
}

/** Powers of two, largest first, whose sums reach every number of places up to `most`. */
function stagesOf(most: number): readonly number[] {
  const stages: number[] = [];
  for (let places = 1; places <= most; places *= 2) stages.unshift(places);
  return stages;
}
