import { type QFormat, quantizeValueWide, type RoundingMode } from '../../../core/fixed/index.js';
import type { Hardware, WordClass } from '../../../core/hardware.js';
import type { ValueId } from '../../../core/ir/index.js';
import { roundedRange, signedBits } from './code-range.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { StoredConstant } from './fixed-ir.js';
import {
  add as addRationals,
  compare as compareRationals,
  divide,
  exponentOfTwo,
  multiply as multiplyRationals,
  negate as negateRational,
  one,
  powerOfTwo,
  type Rational,
  rational,
  toNumber,
} from './rational.js';
import { isPlainScale, nearestPlainScale, roundRational } from './rational-rounding.js';
import type { CodeView, View } from './view.js';

/** What the arithmetic of one kernel needs from outside. */
export interface ScaleContext {
  readonly hardware: Hardware;
  /** Random-number site of the next requantisation of the kernel's object. */
  nextSite(): number;
  noteConstant(constant: Omit<StoredConstant, 'kernel'>): void;
}

export type Unsupported = (construct: string, help?: string) => Error;

/**
 * Arithmetic of views: aligns scales and binary points, inserts the constants and requantisations
 * that numerics sections 1, 6 and 9 ask for, and keeps every intermediate within the hardware's
 * multiplier ports and temporaries.
 */
export class ScaleArithmetic {
  readonly builder: FixedBuilder;
  readonly #context: ScaleContext;
  readonly #unsupported: Unsupported;
  readonly #stepNumbers = new Set<ValueId>();

  constructor(builder: FixedBuilder, context: ScaleContext, unsupported: Unsupported) {
    this.builder = builder;
    this.#context = context;
    this.#unsupported = unsupported;
  }

  number(value: Rational): View {
    return { kind: 'number', value };
  }

  code(node: ValueId, factor: Rational): CodeView {
    return { kind: 'code', node, fraction: this.builder.fraction(node), factor };
  }

  /** Step numbers and their differences are counters, not data: no temporary limits them. */
  markStepNumber(node: ValueId): void {
    this.#stepNumbers.add(node);
  }

  add(left: View, right: View): View {
    return this.#sum('add', left, right);
  }

  subtract(left: View, right: View): View {
    return this.#sum('sub', left, right);
  }

  multiply(left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      return this.number(multiplyRationals(left.value, right.value));
    }
    if (left.kind === 'number') return this.#scaled(this.#codeOf(right), left.value);
    if (right.kind === 'number') return this.#scaled(this.#codeOf(left), right.value);
    return this.#product(this.#codeOf(left), this.#codeOf(right));
  }

  divideBy(left: View, right: View): View {
    if (right.kind !== 'number') {
      throw this.#unsupported(
        'a division by a variable',
        'divide by a constant, or keep the reciprocal as a parameter: fixed point has no divider',
      );
    }
    if (right.value.numerator === 0n) throw this.#unsupported('a division by 0');
    return this.multiply(left, this.number(divide(one, right.value)));
  }

  negate(view: View): View {
    if (view.kind === 'number') return this.number(negateRational(view.value));
    const code = this.#codeOf(view);
    return this.code(this.builder.negate(code.node), code.factor);
  }

  absolute(view: View): View {
    if (view.kind === 'number') {
      return view.value.numerator < 0n ? this.negate(view) : view;
    }
    const code = this.#codeOf(view);
    return this.code(this.builder.absolute(code.node), code.factor);
  }

  extreme(op: 'min' | 'max', left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const leftSmaller = compareRationals(left.value, right.value) < 0;
      return leftSmaller === (op === 'min') ? left : right;
    }
    const [a, b] = this.aligned(left, right);
    return this.code(this.builder.binary(op, a.node, b.node), a.factor);
  }

  compare(op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: View, right: View): View {
    const [a, b] = this.aligned(left, right);
    return { kind: 'truth', node: this.builder.compare(op, a.node, b.node) };
  }

  select(condition: ValueId, whenTrue: View, whenFalse: View): View {
    if (whenTrue.kind === 'truth' && whenFalse.kind === 'truth') {
      const node = this.builder.select(condition, whenTrue.node, whenFalse.node);
      return { kind: 'truth', node };
    }
    const [a, b] = this.aligned(whenTrue, whenFalse);
    return this.code(this.builder.select(condition, a.node, b.node), a.factor);
  }

  /** floor, ceil, trunc and nearest of a number without unit. */
  toInteger(view: View, rounding: RoundingMode): View {
    const code = this.#inScale(this.#codeOf(view), one);
    if (code.fraction <= 0) return code;
    return this.#requantised(code, code.fraction, rounding, 'temporary', 'integer part');
  }

  /**
   * Both as codes with one factor and one binary point; a number becomes a constant of the other
   * side's format. Exact but for constants.
   */
  aligned(left: View, right: View): readonly [CodeView, CodeView] {
    if (left.kind === 'number' && right.kind === 'number')
      return this.#alignedNumbers(left.value, right.value);
    if (left.kind === 'number') {
      const [b, a] = this.#withConstant(this.#codeOf(right), left.value);
      return [a, b];
    }
    if (right.kind === 'number') return this.#withConstant(this.#codeOf(left), right.value);
    const [a, b] = this.#sameFactor(this.#codeOf(left), this.#codeOf(right));
    return this.#samePoint(a, b);
  }

  /** In the given scale: an exact move of the binary point, or a product with a stored constant. */
  inScale(view: View, factor: Rational): View {
    return view.kind === 'number' ? view : this.#inScale(this.#codeOf(view), factor);
  }

  /** Stored code of a number in a format, nearest even and saturating, as values at rest are. */
  constantIn(value: Rational, format: QFormat, factor: Rational): CodeView {
    const code = quantizeValueWide(toNumber(divide(value, factor)), format);
    return this.code(this.builder.constant(code, format.fracBits), factor);
  }

  #codeOf(view: View): CodeView {
    if (view.kind === 'code') return view;
    if (view.kind === 'decay')
      throw this.#unsupported('a decay factor that multiplies no variable');
    if (view.kind === 'truth') throw new Error('a condition stands where a number is needed');
    return this.#ownConstant(view.value);
  }

  #sum(op: 'add' | 'sub', left: View, right: View): View {
    if (left.kind === 'number' && right.kind === 'number') {
      const second = op === 'add' ? right.value : negateRational(right.value);
      return this.number(addRationals(left.value, second));
    }
    if (right.kind === 'number' && right.value.numerator === 0n) return left;
    if (left.kind === 'number' && left.value.numerator === 0n) {
      return op === 'add' ? right : this.negate(right);
    }
    const [a, b] = this.aligned(left, right);
    const sum = this.code(this.builder.binary(op, a.node, b.node), a.factor);
    if (!this.#stepNumbers.has(a.node) && !this.#stepNumbers.has(b.node)) return this.#limited(sum);
    this.markStepNumber(sum.node);
    return sum;
  }

  #scaled(view: CodeView, by: Rational): View {
    if (by.numerator === 0n) return this.number(by);
    const magnitude = by.numerator < 0n ? negateRational(by) : by;
    const scaled: CodeView = { ...view, factor: multiplyRationals(view.factor, magnitude) };
    return by.numerator < 0n ? this.negate(scaled) : scaled;
  }

  #product(left: CodeView, right: CodeView): CodeView {
    const [a, b] = this.#throughPorts(left, right);
    const node = this.builder.binary('mul', a.node, b.node);
    return this.#limited(this.code(node, multiplyRationals(a.factor, b.factor)));
  }

  /** Operands narrowed to the multiplier's ports (files section 3) and to products that fit a temporary. */
  #throughPorts(left: CodeView, right: CodeView): readonly [CodeView, CodeView] {
    const { multiplier, words } = this.#context.hardware;
    const bits = (view: CodeView): number => signedBits(this.builder.range(view.node));
    let [a, b] = [left, right];
    if (multiplier !== 'none') {
      const [large, small] =
        multiplier[0] >= multiplier[1] ? multiplier : [multiplier[1], multiplier[0]];
      const leftLarger = bits(a) >= bits(b);
      const square = a.node === b.node;
      a = this.#narrowed(a, square ? small : leftLarger ? large : small, 'multiplier operand');
      b = square ? a : this.#narrowed(b, leftLarger ? small : large, 'multiplier operand');
    }
    // Sign bits overlap: an a-bit times a b-bit signed number needs a + b - 1 bits but for one corner.
    const excess = bits(a) + bits(b) - words.temporary.bits;
    if (excess <= 0) return [a, b];
    if (a.node === b.node) {
      const half = this.#narrowed(a, bits(a) - Math.ceil(excess / 2), 'product operand');
      return [half, half];
    }
    return bits(a) >= bits(b)
      ? [this.#narrowed(a, bits(a) - excess, 'product operand'), b]
      : [a, this.#narrowed(b, bits(b) - excess, 'product operand')];
  }

  /** Drops low bits until the value fits a register of `bits`, by the rule of class temporary. */
  #narrowed(view: CodeView, bits: number, name: string): CodeView {
    if (bits < 2) throw this.#unsupported(`a product wider than the hardware's temporaries`);
    const range = this.builder.range(view.node);
    if (signedBits(range) <= bits) return view;
    let shift = signedBits(range) - bits;
    // Rounding may carry into one bit more.
    if (signedBits(roundedRange(range, shift)) > bits) shift += 1;
    return this.#requantised(
      view,
      shift,
      this.#context.hardware.words.temporary.rounding,
      'temporary',
      name,
      bits,
    );
  }

  /** Keeps an intermediate within `temporary.bits`, and at a fixed point if the class has one. */
  #limited(view: CodeView): CodeView {
    const { bits, fraction, rounding } = this.#context.hardware.words.temporary;
    const excess = fraction === 'auto' ? 0 : view.fraction - fraction;
    const fixed =
      excess > 0
        ? this.#requantised(view, excess, rounding, 'temporary', 'intermediate', bits)
        : view;
    return this.#narrowed(fixed, bits, 'intermediate');
  }

  #requantised(
    view: CodeView,
    shift: number,
    rounding: RoundingMode,
    wordClass: WordClass,
    name: string,
    bits?: number,
  ): CodeView {
    const range = roundedRange(this.builder.range(view.node), shift);
    const to: QFormat = {
      signed: true,
      wordBits: bits ?? Math.min(64, signedBits(range)),
      fracBits: view.fraction - shift,
    };
    const node = this.builder.requantise({
      operand: view.node,
      shift,
      to,
      rounding,
      overflow: this.#context.hardware.words[wordClass].overflow,
      wordClass,
      name,
      site: this.#context.nextSite(),
    });
    return this.code(node, view.factor);
  }

  #alignedNumbers(left: Rational, right: Rational): readonly [CodeView, CodeView] {
    const magnitude = (value: Rational): Rational =>
      value.numerator < 0n ? negateRational(value) : value;
    const larger = compareRationals(magnitude(left), magnitude(right)) >= 0 ? left : right;
    const own = this.#ownConstant(larger);
    const other = larger === left ? right : left;
    const [a, b] = this.#withConstant(own, other, own.fraction);
    return larger === left ? [a, b] : [b, a];
  }

  /** `[code, constant]`, aligned. Additive constants take the format of what they are added to. */
  #withConstant(
    view: CodeView,
    value: Rational,
    fraction = this.#constantFraction(view, value),
  ): readonly [CodeView, CodeView] {
    const inScale = divide(value, view.factor);
    const code = roundRational(multiplyRationals(inScale, powerOfTwo(fraction)), 'nearest_even');
    const stored = rational(code);
    if (compareRationals(stored, multiplyRationals(inScale, powerOfTwo(fraction))) !== 0) {
      this.#note(
        value,
        multiplyRationals(multiplyRationals(stored, powerOfTwo(-fraction)), view.factor),
        code,
        fraction,
      );
    }
    const constant = this.code(this.builder.constant(code, fraction), view.factor);
    return this.#samePoint(view, constant);
  }

  /** Binary point of an additive constant: that of the other operand, or its own (`additive: own`). */
  #constantFraction(view: CodeView, value: Rational): number {
    const stepNumber = view.fraction === 0 && this.#isStepOrIndex(view.node);
    if (this.#context.hardware.additiveConstants === 'as_target' && !stepNumber)
      return view.fraction;
    return this.#ownFraction(divide(value, view.factor));
  }

  #isStepOrIndex(node: ValueId): boolean {
    const { op } = this.builder.node(node);
    return op === 'tick' || op === 'index';
  }

  #ownFraction(value: Rational): number {
    const { bits, fraction } = this.#context.hardware.words.constant;
    const exact = exponentOfTwo(rational(value.denominator));
    const valueBits = value.numerator < 0n ? bits - 1 : bits;
    const magnitude = Math.abs(toNumber(value));
    const whole = magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude)) + 1;
    const widest = fraction === 'auto' ? valueBits - whole : fraction;
    return exact !== undefined && exact <= widest ? exact : widest;
  }

  /** A constant of class `constant`: its own binary point, as many bits as the class has. */
  #ownConstant(value: Rational): CodeView {
    const fraction = this.#ownFraction(value);
    const { rounding } = this.#context.hardware.words.constant;
    const scaled = multiplyRationals(value, powerOfTwo(fraction));
    const code = roundRational(scaled, rounding === 'stochastic' ? 'nearest_even' : rounding);
    this.#note(value, multiplyRationals(rational(code), powerOfTwo(-fraction)), code, fraction);
    return this.code(this.builder.constant(code, fraction), one);
  }

  #note(exact: Rational, stored: Rational, code: bigint, fraction: number): void {
    const [wanted, held] = [toNumber(exact), toNumber(stored)];
    const relativeError = wanted === 0 ? 0 : (held - wanted) / wanted;
    this.#context.noteConstant({ exact: wanted, stored: held, code, fraction, relativeError });
  }

  /** One binary point: the coarser operand is shifted left, exactly, as far as a temporary reaches. */
  #samePoint(a: CodeView, b: CodeView): readonly [CodeView, CodeView] {
    if (a.fraction === b.fraction) return [a, b];
    const [fine, coarse] = a.fraction > b.fraction ? [a, b] : [b, a];
    const finer = this.#withinReach(fine, coarse);
    const places = finer.fraction - coarse.fraction;
    const moved = this.code(this.builder.shift(coarse.node, places), coarse.factor);
    return fine === a ? [finer, moved] : [moved, finer];
  }

  /** Drops the low bits of the finer operand that lie below what a temporary holds of the coarser. */
  #withinReach(fine: CodeView, coarse: CodeView): CodeView {
    if (this.#stepNumbers.has(fine.node) || this.#stepNumbers.has(coarse.node)) return fine;
    const { bits, rounding } = this.#context.hardware.words.temporary;
    const places = fine.fraction - coarse.fraction;
    // One bit is left for the carry of the sum.
    const excess = signedBits(this.builder.range(coarse.node)) + places - (bits - 1);
    if (excess <= 0) return fine;
    return this.#requantised(fine, Math.min(excess, places), rounding, 'temporary', 'addend');
  }

  #sameFactor(a: CodeView, b: CodeView): readonly [CodeView, CodeView] {
    const ratio = exponentOfTwo(divide(b.factor, a.factor));
    if (ratio !== undefined) return [a, this.#inScale(b, a.factor)];
    // The operand in a plain power of 1000 keeps its scale: it is a stored variable, or like one.
    if (isPlainScale(a.factor)) return [a, this.#inScale(b, a.factor)];
    if (isPlainScale(b.factor)) return [this.#inScale(a, b.factor), b];
    const plain = nearestPlainScale(a.factor);
    return [this.#inScale(a, plain), this.#inScale(b, plain)];
  }

  #inScale(view: CodeView, factor: Rational): CodeView {
    const ratio = divide(view.factor, factor);
    const exponent = exponentOfTwo(ratio);
    if (exponent === 0) return view;
    if (exponent !== undefined) return this.#movePoint(view, exponent, factor);
    const product = this.#product({ ...view, factor: one }, this.#ownConstant(ratio));
    return { ...product, factor };
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
    return this.code(node, factor);
  }
}
