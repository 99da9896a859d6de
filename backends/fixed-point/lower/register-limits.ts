import type { QFormat, RoundingMode } from '../../../core/fixed/index.js';
import type { Hardware, WordClass } from '../../../core/hardware.js';
import { roundedRange, signedBits } from './code-range.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { LoweringFaults } from './lowering-context.js';
import { type CodeView, codeLike } from './view.js';

/** Keeps values within the multiplier's ports and the words of class `temporary`. */
export class RegisterLimits {
  readonly #builder: FixedBuilder;
  readonly #hardware: Hardware;
  readonly #faults: LoweringFaults;
  /** Every intermediate has the binary point of class `temporary`. */
  readonly #pointed: boolean;

  constructor(builder: FixedBuilder, hardware: Hardware, faults: LoweringFaults) {
    this.#builder = builder;
    this.#hardware = hardware;
    this.#faults = faults;
    this.#pointed = hardware.words.temporary.fraction !== 'auto';
  }

  /** Operands narrowed to the multiplier's ports (files section 3) and to products that fit a temporary. */
  throughPorts(left: CodeView, right: CodeView): readonly [CodeView, CodeView] {
    const { multiplier } = this.#hardware;
    const bits = (view: CodeView): number => signedBits(this.#builder.range(view.node));
    let [a, b] = [left, right];
    if (multiplier !== 'none') {
      const [large, small] =
        multiplier[0] >= multiplier[1] ? multiplier : [multiplier[1], multiplier[0]];
      const leftLarger = bits(a) >= bits(b);
      const square = a.node === b.node;
      a = this.#narrowed(a, square ? small : leftLarger ? large : small, 'multiplier operand');
      // One node may carry two factors, as v does in 0.04*v*v: only the code is shared.
      b = square
        ? codeLike(b, a.node, a.fraction)
        : this.#narrowed(b, leftLarger ? small : large, 'multiplier operand');
    }
    // A hardware that fixes the point of its temporaries rounds the product, not the operands.
    if (this.#pointed) return [a, b];
    // Sign bits overlap: an a-bit times a b-bit signed number needs a + b - 1 bits but for one corner.
    const limit = this.#hardware.words.temporary.bits;
    if (bits(a) + bits(b) <= limit) return [a, b];
    if (a.node === b.node) {
      const half = this.#narrowed(a, Math.floor(limit / 2), 'product operand');
      return [half, codeLike(b, half.node, half.fraction)];
    }
    // The wider one gives way, but never below half of the word: then both do.
    const least = Math.floor(limit / 2);
    const [ofA, ofB] = [bits(a), bits(b)];
    return [
      this.#narrowed(a, Math.max(limit - ofB, Math.min(ofA, least)), 'product operand'),
      this.#narrowed(b, Math.max(limit - ofA, Math.min(ofB, least)), 'product operand'),
    ];
  }

  /** Drops low bits until the value fits a register of `bits`, by the rule of class temporary. */
  #narrowed(view: CodeView, bits: number, name: string): CodeView {
    if (bits < 2) throw this.#faults.limit(`a product is wider than words.temporary`);
    const range = this.#builder.range(view.node);
    if (signedBits(range) <= bits) return view;
    let shift = signedBits(range) - bits;
    // Rounding may carry into one bit more.
    if (signedBits(roundedRange(range, shift)) > bits) shift += 1;
    return this.requantised(
      view,
      shift,
      this.#hardware.words.temporary.rounding,
      'temporary',
      name,
      bits,
    );
  }

  /** Keeps an intermediate within `temporary.bits`, and at a fixed point if the class has one. */
  limited(view: CodeView): CodeView {
    const { bits, fraction, rounding } = this.#hardware.words.temporary;
    if (fraction === 'auto') return this.#narrowed(view, bits, 'intermediate');
    const excess = Math.max(0, view.fraction - fraction);
    if (excess === 0 && signedBits(this.#builder.range(view.node)) <= bits) return view;
    return this.requantised(view, excess, rounding, 'temporary', 'intermediate', bits);
  }

  requantised(
    view: CodeView,
    shift: number,
    rounding: RoundingMode,
    wordClass: WordClass,
    name: string,
    bits?: number,
  ): CodeView {
    const range = roundedRange(this.#builder.range(view.node), shift);
    const to: QFormat = {
      signed: true,
      wordBits: bits ?? Math.min(64, signedBits(range)),
      fracBits: view.fraction - shift,
    };
    const node = this.#builder.requantise({
      operand: view.node,
      shift,
      to,
      rounding,
      overflow: this.#hardware.words[wordClass].overflow,
      wordClass,
      name,
    });
    return codeLike(view, node, this.#builder.fraction(node));
  }

  /** Drops the low bits of the finer operand that lie below what a temporary holds of the coarser. */
  withinReach(fine: CodeView, coarse: CodeView): CodeView {
    // With a fixed point nothing is finer than a temporary: what does not fit saturates.
    if (this.#pointed) return fine;
    const { bits, rounding } = this.#hardware.words.temporary;
    const places = fine.fraction - coarse.fraction;
    // One bit is left for the carry of the sum.
    const excess = signedBits(this.#builder.range(coarse.node)) + places - (bits - 1);
    if (excess <= 0) return fine;
    return this.requantised(fine, Math.min(excess, places), rounding, 'temporary', 'addend');
  }
}
