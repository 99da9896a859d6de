import type { QFormat, RoundingMode } from '../../../core/fixed/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ValueId } from '../../../core/ir/index.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { StoredConstant } from './fixed-ir.js';
import type { LoweringFaults } from './lowering-context.js';
import {
  absolute,
  add as addRationals,
  compare as compareRationals,
  divide,
  exponentOfTwo,
  multiply as multiplyRationals,
  negate as negateRational,
  one,
  type Rational,
  toNumber,
} from './rational.js';
import { nearestPlainScale } from './rational-rounding.js';
import { RegisterLimits } from './register-limits.js';
import { type ConstantCode, StoredConstants } from './stored-constants.js';
import { type CodeView, codeLike, type Origin, type View } from './view.js';

/** What the arithmetic of one kernel needs from outside. */
export interface ScaleContext {
  readonly hardware: Hardware;
  noteConstant(constant: Omit<StoredConstant, 'kernel'>): void;
}

type NumberView = Extract<View, { kind: 'number' }>;

/**
 * Arithmetic of views: aligns scales and binary points, inserts the constants and requantisations
 * that numerics sections 1, 6 and 9 ask for, and keeps every intermediate within the hardware's
 * multiplier ports and temporaries.
 *
 * Where class `temporary` has a fixed fraction, every product is made in full, rounded to that
 * point and brought into the word, in the order in which the expression is written; only constants
 * made of the step length fold with each other (numerics section 7). Where the fraction is `auto`,
 * constant factors gather exactly until two scales meet, and operands are narrowed only if their
 * product would not fit.
 */
export class ScaleArithmetic {
  readonly builder: FixedBuilder;
  readonly #context: ScaleContext;
  readonly #faults: LoweringFaults;
  readonly #constants: StoredConstants;
  readonly #registers: RegisterLimits;
  readonly #stepNumbers = new Set<ValueId>();
  /** Every intermediate has the binary point of class `temporary`. */
  readonly #pointed: boolean;

  constructor(builder: FixedBuilder, context: ScaleContext, faults: LoweringFaults) {
    this.builder = builder;
    this.#context = context;
    this.#faults = faults;
    this.#constants = new StoredConstants(
      context.hardware,
      (constant) => context.noteConstant(constant),
      faults,
    );
    this.#registers = new RegisterLimits(builder, context.hardware, faults);
    this.#pointed = context.hardware.words.temporary.fraction !== 'auto';
  }

  number(value: Rational, origin: Origin = 'model'): NumberView {
    return { kind: 'number', value, origin };
  }

  code(node: ValueId, factor: Rational): CodeView {
    const fraction = this.builder.fraction(node);
    return { kind: 'code', node, fraction, factor, base: factor, origin: 'model' };
  }

  /** Step numbers and their differences are counters, not data: no temporary limits them. */
  markStepNumber(node: ValueId): void {
    this.#stepNumbers.add(node);
  }

  isStepNumber(node: ValueId): boolean {
    return this.#stepNumbers.has(node);
  }

  add(left: View, right: View): View {
    return this.#sum('add', left, right);
  }

  subtract(left: View, right: View): View {
    return this.#sum('sub', left, right);
  }

  multiply(left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const origin = left.origin === 'step' ? left.origin : right.origin;
      return this.number(multiplyRationals(left.value, right.value), origin);
    }
    if (left.kind === 'number') return this.#scaled(this.#codeOf(right), left);
    if (right.kind === 'number') return this.#scaled(this.#codeOf(left), right);
    return this.#product(this.#codeOf(left), this.#codeOf(right));
  }

  divideBy(left: View, divisor: NumberView): View {
    if (divisor.value.numerator === 0n) throw this.#faults.unsupported('a division by 0');
    return this.multiply(left, this.number(divide(one, divisor.value), divisor.origin));
  }

  negate(view: View): View {
    if (view.kind === 'number') return this.number(negateRational(view.value), view.origin);
    const code = this.#codeOf(view);
    return this.#as(code, this.builder.negate(code.node));
  }

  absolute(view: View): View {
    if (view.kind === 'number') return this.number(absolute(view.value), view.origin);
    const code = this.#codeOf(view);
    return this.#as(code, this.builder.absolute(code.node));
  }

  extreme(op: 'min' | 'max', left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const leftSmaller = compareRationals(left.value, right.value) < 0;
      return leftSmaller === (op === 'min') ? left : right;
    }
    const [a, b] = this.aligned(left, right);
    return this.#as(a, this.builder.binary(op, a.node, b.node));
  }

  compare(op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const sign = compareRationals(left.value, right.value);
      const order = this.builder.constant(sign < 0 ? -1n : sign > 0 ? 1n : 0n, 0);
      return { kind: 'truth', node: this.builder.compare(op, order, this.builder.constant(0n, 0)) };
    }
    const [a, b] = this.aligned(left, right);
    return { kind: 'truth', node: this.builder.compare(op, a.node, b.node) };
  }

  select(condition: ValueId, whenTrue: View, whenFalse: View): View {
    if (whenTrue.kind === 'truth' && whenFalse.kind === 'truth') {
      const node = this.builder.select(condition, whenTrue.node, whenFalse.node);
      return { kind: 'truth', node };
    }
    const [a, b] = this.aligned(whenTrue, whenFalse);
    return this.#as(a, this.builder.select(condition, a.node, b.node));
  }

  /** floor, ceil, trunc and nearest of a number without unit. */
  toInteger(view: View, rounding: RoundingMode): View {
    const code = this.#inScale(this.#codeOf(view), one);
    if (code.fraction <= 0) return code;
    return this.#registers.requantised(code, code.fraction, rounding, 'temporary', 'integer part');
  }

  /**
   * Both as codes with one factor and one binary point; a number becomes a constant of the other
   * side's format. Exact but for constants.
   */
  aligned(left: View, right: View): readonly [CodeView, CodeView] {
    if (left.kind === 'number' && right.kind === 'number')
      return this.#alignedNumbers(left.value, right.value);
    if (left.kind === 'number') {
      const [b, a] = this.#besideNumber(this.#codeOf(right), left.value);
      return [a, b];
    }
    if (right.kind === 'number') return this.#besideNumber(this.#codeOf(left), right.value);
    const [a, b] = this.#sameFactor(this.#codeOf(left), this.#codeOf(right));
    return this.#samePoint(a, b);
  }

  /** In the given scale: an exact move of the binary point, or a product with a stored constant. */
  inScale(view: View, factor: Rational): View {
    return view.kind === 'number' ? view : this.#inScale(this.#codeOf(view), factor);
  }

  /** Stored code of a number in a format, nearest even and saturating, as values at rest are. */
  constantIn(value: Rational, format: QFormat, factor: Rational): CodeView {
    return this.#constant(this.#constants.inFormat(value, format, factor), factor);
  }

  /** The view of a node made from a view: same scale, and the same constants still to be paid for. */
  #as(view: CodeView, node: ValueId): CodeView {
    return codeLike(view, node, this.builder.fraction(node));
  }

  #codeOf(view: View): CodeView {
    if (view.kind === 'code') return view;
    if (view.kind === 'decay')
      throw this.#faults.unsupported('a decay factor that multiplies no variable');
    if (view.kind === 'truth') throw new Error('a condition stands where a number is needed');
    return this.#ownConstant(view.value);
  }

  #sum(op: 'add' | 'sub', left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const second = op === 'add' ? right.value : negateRational(right.value);
      const origin = left.origin === right.origin ? left.origin : 'model';
      return this.number(addRationals(left.value, second), origin);
    }
    if (right.kind === 'number' && right.value.numerator === 0n) return left;
    if (left.kind === 'number' && left.value.numerator === 0n) {
      return op === 'add' ? right : this.negate(right);
    }
    const [a, b] = this.#addends(left, right);
    const sum = this.#as(a, this.builder.binary(op, a.node, b.node));
    if (!this.#stepNumbers.has(a.node) && !this.#stepNumbers.has(b.node))
      return this.#registers.limited(sum);
    this.markStepNumber(sum.node);
    return sum;
  }

  /**
   * Before a constant is added, gathered factors are multiplied in: in units of 1000 x the constant
   * would be a thousand times coarser than x, and in units of x / 1000 a thousand times longer.
   */
  #addends(left: View, right: View): readonly [CodeView, CodeView] {
    const settled = (view: View, other: View): View =>
      view.kind === 'code' && other.kind === 'number' && !this.#stepNumbers.has(view.node)
        ? this.#fineEnough(this.#settled(view), other.value)
        : view;
    return this.aligned(settled(left, right), settled(right, left));
  }

  /** The value in its base scale where one LSB of it would swallow a constant that is to be added. */
  #fineEnough(view: CodeView, constant: Rational): CodeView {
    const lsb = toNumber(view.factor) * 2 ** -view.fraction;
    const coarse = lsb > toNumber(absolute(constant)) * 2 ** -constantBits;
    const finer = compareRationals(view.base, view.factor) < 0;
    return coarse && finer ? this.#inScale(view, view.base) : view;
  }

  /** True if only a power of two lies between the scale of the codes and that of the value. */
  #isSettled(view: CodeView): boolean {
    return exponentOfTwo(divide(view.factor, view.base)) !== undefined;
  }

  /** The value in its base scale: what was gathered becomes a product with a stored constant. */
  #settled(view: CodeView): CodeView {
    return this.#isSettled(view) ? view : this.#inScale(view, homeScale(view));
  }

  #scaled(view: CodeView, by: NumberView): View {
    if (by.value.numerator === 0n) return this.number(by.value);
    const magnitude = absolute(by.value);
    const folds = !this.#pointed || view.origin === 'step' || this.#stepNumbers.has(view.node);
    const ready = folds || exponentOfTwo(magnitude) !== undefined ? view : this.#settled(view);
    const scaled: CodeView = {
      ...ready,
      factor: multiplyRationals(ready.factor, magnitude),
      origin: by.origin === 'step' ? by.origin : ready.origin,
    };
    return by.value.numerator < 0n ? this.negate(scaled) : scaled;
  }

  #product(left: CodeView, right: CodeView): CodeView {
    const [l, r] = this.#pointed ? [this.#settled(left), this.#settled(right)] : [left, right];
    const [a, b] = this.#registers.throughPorts(l, r);
    const node = this.builder.binary('mul', a.node, b.node);
    return this.#registers.limited({
      kind: 'code',
      node,
      fraction: this.builder.fraction(node),
      factor: multiplyRationals(a.factor, b.factor),
      base: multiplyRationals(a.base, b.base),
      origin: a.origin === 'step' ? a.origin : b.origin,
    });
  }

  #alignedNumbers(left: Rational, right: Rational): readonly [CodeView, CodeView] {
    const fraction = this.#constants.commonFraction([left, right]);
    const constant = (value: Rational): CodeView =>
      this.#constant(this.#constants.additive(value, one, fraction), one);
    return [constant(left), constant(right)];
  }

  /** `[code, constant]`, aligned. Additive constants take the format of what they are added to. */
  #besideNumber(view: CodeView, value: Rational): readonly [CodeView, CodeView] {
    const ready = this.#pointed && value.numerator !== 0n ? this.#settled(view) : view;
    const fraction = this.#constantFraction(ready, value);
    const stored = this.#constants.additive(value, ready.factor, fraction);
    return this.#samePoint(ready, this.#constant(stored, ready.factor));
  }

  #constant({ code, fraction, exact }: ConstantCode, factor: Rational): CodeView {
    return this.code(this.builder.constant(code, fraction, exact), factor);
  }

  /** Binary point of an additive constant: that of the other operand, or its own (`additive: own`). */
  #constantFraction(view: CodeView, value: Rational): number {
    const counted = view.fraction === 0 && this.#isCount(view.node);
    if (this.#context.hardware.additiveConstants === 'as_target' && !counted) return view.fraction;
    return this.#constants.ownFraction(divide(value, view.factor));
  }

  #isCount(node: ValueId): boolean {
    return this.#stepNumbers.has(node) || this.builder.node(node).op === 'index';
  }

  #ownConstant(value: Rational): CodeView {
    return this.#constant(this.#constants.own(value), one);
  }

  /** One binary point: the coarser operand is shifted left, exactly, as far as a temporary reaches. */
  #samePoint(a: CodeView, b: CodeView): readonly [CodeView, CodeView] {
    if (a.fraction === b.fraction) return [a, b];
    const counted = this.#stepNumbers.has(a.node) || this.#stepNumbers.has(b.node);
    const [fine, coarse] = a.fraction > b.fraction ? [a, b] : [b, a];
    const finer = counted ? fine : this.#registers.withinReach(fine, coarse);
    const places = finer.fraction - coarse.fraction;
    const moved = this.#as(coarse, this.builder.shift(coarse.node, places));
    return fine === a ? [finer, moved] : [moved, finer];
  }

  #sameFactor(a: CodeView, b: CodeView): readonly [CodeView, CodeView] {
    const ratio = exponentOfTwo(divide(b.factor, a.factor));
    if (ratio !== undefined) return [a, this.#inScale(b, a.factor)];
    // The operand with nothing left to multiply keeps its scale: a stored variable, or like one.
    if (this.#isSettled(a)) return [a, this.#inScale(b, a.factor)];
    if (this.#isSettled(b)) return [this.#inScale(a, b.factor), b];
    const home = homeScale(a);
    return [this.#inScale(a, home), this.#inScale(b, home)];
  }

  #inScale(view: CodeView, factor: Rational): CodeView {
    const ratio = divide(view.factor, factor);
    const exponent = exponentOfTwo(ratio);
    if (exponent === 0) return view;
    if (exponent !== undefined) return this.#movePoint(view, exponent, factor);
    const plain: CodeView = { ...view, factor: one, base: one, origin: 'model' };
    return { ...this.#product(plain, this.#ownConstant(ratio)), factor, base: factor };
  }

  /** The same codes with the binary point `exponent` places further right. */
  #movePoint(view: CodeView, exponent: number, factor: Rational): CodeView {
    const node = this.builder.append({
      op: 'shift',
      operand: view.node,
      bits: 0,
      range: this.builder.range(view.node),
      fraction: view.fraction - exponent,
    });
    return { ...this.#as(view, node), factor };
  }
}

/** Bits that a constant keeps at least when it is added to what has gathered a large factor. */
const constantBits = 8;
/** A gathered factor beyond this many powers of ten has changed the unit, not only the value. */
const farPowers = 2.5;

/**
 * The scale a value is brought to when its gathered constants are multiplied in: its base, unless
 * they carry it far away. (0.04/ms/mV)*v**2 with v in mV has base 1e-6 V^2 and gathers 40000: in
 * V/s, the power of 1000 nearest to the product, the constant is 0.04 and its neighbours keep the
 * values they were written with.
 */
function homeScale(view: CodeView): Rational {
  const moved = Math.abs(Math.log10(toNumber(divide(view.factor, view.base))));
  return moved > farPowers ? nearestPlainScale(view.factor) : view.base;
}
