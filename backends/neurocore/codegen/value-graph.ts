import { compileRequantiseWide, type RequantisationContext } from '../../../core/fixed/index.js';
import type { HostValue, SymbolicFormat } from './chip-code.js';
import {
  type CodeRange,
  commonRange,
  contains,
  hullRange,
  larger,
  negatedRange,
  pointRange,
  productRange,
  shiftedRange,
  smaller,
  sumRange,
  wordRange,
} from './code-range.js';
import { ConditionGraph } from './condition-graph.js';
import type { Condition, NumberValue, StoredTrace } from './value.js';

/** Draws a line under `Omit` for unions: the parts of a value without what the graph adds. */
type Parts = NumberValue extends infer V
  ? V extends NumberValue
    ? Omit<V, 'id' | 'range' | 'comment'>
    : never
  : never;

/**
 * The values of a section. Equal ones are made once; every rewriting here is exact for all integers
 * in the proved ranges, so that instructions can be chosen freely.
 */
export class ValueGraph extends ConditionGraph {
  readonly #rounding: RequantisationContext;

  constructor(rounding: RequantisationContext) {
    super();
    this.#rounding = rounding;
  }

  constant(code: bigint): NumberValue {
    return this.#make(`c${code}`, { op: 'const', code }, pointRange(code));
  }

  input(register: number, range: CodeRange, comment: string, trace?: StoredTrace): NumberValue {
    const made = this.#make(
      `r${register}`,
      { op: 'input', register, ...(trace === undefined ? {} : { trace }) },
      range,
    );
    made.comment ??= comment;
    return made;
  }

  /** A value that the host writes, in parts that fit the constant memory. */
  host(value: HostValue, range: CodeRange, partBits: number): NumberValue {
    const signed = range.lowest < 0n;
    let bits = 1;
    while (!contains(wordRange(bits, signed), range)) bits += 1;
    const { column = '', table = '' } = value.kind === 'row' ? value : {};
    const key = `h${value.kind} ${value.kernel} ${value.slot} ${table} ${column}`;
    // A stored part is signed: an unsigned one needs a bit more.
    const part = (low: number): NumberValue => {
      const left = bits - low;
      const last = left + (signed ? 0 : 1) <= partBits;
      const own = last ? left : partBits - 1;
      const ofPart = wordRange(own, last && signed);
      const made = this.#make(
        `${key} ${low}`,
        { op: 'host', value, low, bits: own, signed: last && signed },
        low === 0 && last ? range : ofPart,
      );
      made.comment ??= `${value.kernel} ${value.slot}`;
      return last ? made : this.add(this.shift(part(low + own), own), made);
    };
    return this.tighten(part(0), range);
  }

  add(left: NumberValue, right: NumberValue): NumberValue {
    if (left.op === 'const' && right.op !== 'const') return this.add(right, left);
    if (right.op === 'const') {
      if (right.code === 0n) return left;
      if (left.op === 'const') return this.constant(left.code + right.code);
      if (left.op === 'add' && left.right.op === 'const')
        return this.add(left.left, this.constant(left.right.code + right.code));
      if (left.op === 'sub' && left.left.op === 'const')
        return this.sub(this.constant(left.left.code + right.code), left.right);
    }
    if (right.op === 'neg') return this.sub(left, right.operand);
    if (left.op === 'neg') return this.sub(right, left.operand);
    const [a, b] = left.id <= right.id ? [left, right] : [right, left];
    return this.#make(
      `+${a.id} ${b.id}`,
      { op: 'add', left, right },
      sumRange(left.range, right.range),
    );
  }

  sub(left: NumberValue, right: NumberValue): NumberValue {
    if (right.op === 'const') return this.add(left, this.constant(-right.code));
    if (right.op === 'neg') return this.add(left, right.operand);
    if (left === right) return this.constant(0n);
    if (left.op === 'const' && left.code === 0n) return this.neg(right);
    if (left.op === 'neg') return this.neg(this.add(left.operand, right));
    return this.#make(
      `-${left.id} ${right.id}`,
      { op: 'sub', left, right },
      sumRange(left.range, negatedRange(right.range)),
    );
  }

  neg(operand: NumberValue): NumberValue {
    if (operand.op === 'const') return this.constant(-operand.code);
    if (operand.op === 'neg') return operand.operand;
    if (operand.op === 'sub') return this.sub(operand.right, operand.left);
    if (operand.op === 'mul' && operand.right.op === 'const')
      return this.mul(operand.left, this.constant(-operand.right.code));
    return this.#make(`n${operand.id}`, { op: 'neg', operand }, negatedRange(operand.range));
  }

  abs(operand: NumberValue): NumberValue {
    if (operand.range.lowest >= 0n) return operand;
    return this.max(operand, this.neg(operand));
  }

  mul(left: NumberValue, right: NumberValue): NumberValue {
    if (left.op === 'const' && right.op !== 'const') return this.mul(right, left);
    if (left.op === 'factor' && right.op !== 'factor') return this.mul(right, left);
    if (right.op === 'const') {
      const { code } = right;
      if (left.op === 'const') return this.constant(left.code * code);
      if (code === 0n) return right;
      const places = powerOfTwo(code < 0n ? -code : code);
      if (places !== undefined) {
        const shifted = this.shift(left, places);
        return code < 0n ? this.neg(shifted) : shifted;
      }
    }
    const opposite = right.op === 'const' ? this.constant(-right.code) : undefined;
    if (left.op === 'neg')
      return opposite === undefined
        ? this.neg(this.mul(left.operand, right))
        : this.mul(left.operand, opposite);
    if (right.op === 'neg') return this.neg(this.mul(left, right.operand));
    if (left.op === 'shift') return this.shift(this.mul(left.operand, right), left.bits);
    if (right.op === 'shift') return this.shift(this.mul(left, right.operand), right.bits);
    for (const [number, other] of [
      [left, right],
      [right, left],
    ] as const)
      if (number.op === 'select' && isBit(number.whenTrue) && isBit(number.whenFalse))
        return this.select(
          number.condition,
          this.mul(other, number.whenTrue),
          this.mul(other, number.whenFalse),
        );
    const range = productRange(left.range, right.range);
    if (right.op === 'factor') {
      const { table, other } = right;
      return this.#make(
        `d${left.id} ${table} ${other}`,
        { op: 'decay', operand: left, table, other },
        range,
      );
    }
    const [a, b] = left.id <= right.id ? [left, right] : [right, left];
    return this.#make(`*${a.id} ${b.id}`, { op: 'mul', left, right }, range);
  }

  shift(operand: NumberValue, bits: number): NumberValue {
    if (bits === 0) return operand;
    switch (operand.op) {
      case 'const':
        return this.constant(operand.code << BigInt(bits));
      case 'neg':
        return this.neg(this.shift(operand.operand, bits));
      case 'shift':
        return this.shift(operand.operand, operand.bits + bits);
      default:
        return this.#make(
          `<${operand.id} ${bits}`,
          { op: 'shift', operand, bits },
          shiftedRange(operand.range, bits),
        );
    }
  }

  min(left: NumberValue, right: NumberValue): NumberValue {
    if (left.range.highest <= right.range.lowest) return left;
    if (right.range.highest <= left.range.lowest) return right;
    return this.#make(
      `m${left.id} ${right.id}`,
      { op: 'min', left, right },
      {
        lowest: smaller(left.range.lowest, right.range.lowest),
        highest: smaller(left.range.highest, right.range.highest),
      },
    );
  }

  max(left: NumberValue, right: NumberValue): NumberValue {
    if (left.range.lowest >= right.range.highest) return left;
    if (right.range.lowest >= left.range.highest) return right;
    return this.#make(
      `M${left.id} ${right.id}`,
      { op: 'max', left, right },
      {
        lowest: larger(left.range.lowest, right.range.lowest),
        highest: larger(left.range.highest, right.range.highest),
      },
    );
  }

  requantise(
    operand: NumberValue,
    shift: number,
    format: SymbolicFormat,
    site?: number,
  ): NumberValue {
    const { to, rounding, overflow } = format;
    const draws = rounding === 'stochastic' && shift > 0;
    if (operand.op === 'const' && !draws) {
      const round = compileRequantiseWide(shift, format, this.#rounding);
      return this.constant(round(operand.code, 0));
    }
    const limits = wordRange(to.wordBits, to.signed);
    const keeps =
      overflow.kind === 'saturate' ||
      overflow.kind === 'saturate_zero' ||
      (overflow.kind === 'wrap' && overflow.bits === 0);
    // A forced low bit changes exact values too.
    const jams = rounding === 'jam' || rounding === 'jam_unbiased';
    if (shift <= 0 && keeps && !jams && contains(limits, shiftedRange(operand.range, -shift)))
      return this.shift(operand, -shift);
    const clipped =
      overflow.kind === 'saturate' && !jams ? unclipped(operand, shift, limits) : operand;
    return this.#make(
      `q${clipped.id} ${shift} ${to.signed} ${to.wordBits} ${rounding} ${overflow.kind} ${'bits' in overflow ? overflow.bits : ''} ${draws ? site : ''}`,
      {
        op: 'requantise',
        operand: clipped,
        shift,
        format,
        ...(draws && site !== undefined ? { site } : {}),
      },
      limits,
    );
  }

  select(condition: Condition, whenTrue: NumberValue, whenFalse: NumberValue): NumberValue {
    if (condition.op === 'truth') return condition.holds ? whenTrue : whenFalse;
    if (whenTrue === whenFalse) return whenTrue;
    if (condition.op === 'not') return this.select(condition.operand, whenFalse, whenTrue);
    return this.#make(
      `?${condition.id} ${whenTrue.id} ${whenFalse.id}`,
      { op: 'select', condition, whenTrue, whenFalse },
      hullRange(whenTrue.range, whenFalse.range),
    );
  }

  /** An entry of a function table, or a point on the line between two. */
  table(
    operand: NumberValue,
    table: string,
    shift: number,
    line: boolean,
    range: CodeRange,
  ): NumberValue {
    const key = `t${operand.id} ${table} ${shift} ${line}`;
    return this.#make(key, { op: 'table', operand, table, shift, line }, range);
  }

  factor(table: string, other: boolean, range: CodeRange): NumberValue {
    return this.#make(`f${table} ${other}`, { op: 'factor', table, other }, range);
  }

  target(field: number, range: CodeRange, comment: string): NumberValue {
    const made = this.#make(`l${field}`, { op: 'target', field }, range);
    made.comment ??= comment;
    return made;
  }

  /** Upper bits of the random word of a site. */
  random(site: number, bits: number): NumberValue {
    const bytes = Math.ceil(bits / 8);
    const word = this.#make(
      `w${site} ${bytes}`,
      { op: 'random', site, bytes },
      wordRange(8 * bytes, false),
    );
    word.comment ??= 'random word';
    const to = { signed: false, wordBits: bits, fracBits: 0 };
    const format = { to, rounding: 'floor', overflow: { kind: 'saturate' } } as const;
    return this.requantise(word, 8 * bytes - bits, format);
  }

  /** Adds to what is known of a value. */
  tighten(value: NumberValue, range: CodeRange): NumberValue {
    value.range = commonRange(value.range, range);
    if (value.op === 'neg')
      value.operand.range = commonRange(value.operand.range, negatedRange(range));
    return value;
  }

  #make(key: string, parts: Parts, range: CodeRange): NumberValue {
    return this.shared(key, (id): NumberValue => ({ ...parts, id, range }));
  }
}

/** Clips that a saturating conversion does anyway are left out: MIN, MAX beyond its word. */
function unclipped(operand: NumberValue, shift: number, limits: CodeRange): NumberValue {
  if (operand.op !== 'min' && operand.op !== 'max') return operand;
  for (const [bound, other] of [
    [operand.right, operand.left],
    [operand.left, operand.right],
  ] as const) {
    if (bound.op !== 'const') continue;
    const places = BigInt(Math.abs(shift));
    const floor = shift > 0 ? bound.code >> places : bound.code << places;
    const ceiling = shift > 0 ? -(-bound.code >> places) : bound.code << places;
    const idle = operand.op === 'min' ? floor >= limits.highest : ceiling <= limits.lowest;
    if (idle) return unclipped(other, shift, limits);
  }
  return operand;
}

function isBit(value: NumberValue): boolean {
  return value.op === 'const' && (value.code === 0n || value.code === 1n);
}

function powerOfTwo(code: bigint): number | undefined {
  let places = 0;
  while (1n << BigInt(places) < code) places += 1;
  return 1n << BigInt(places) === code ? places : undefined;
}
