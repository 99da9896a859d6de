import type { QFormat } from '../../../core/fixed/index.js';
import type { Hardware } from '../../../core/hardware.js';
import { formatRange } from './code-range.js';
import type { StoredConstant } from './fixed-ir.js';
import type { LoweringFaults } from './lowering-context.js';
import {
  absolute,
  compare,
  divide,
  exponentOfTwo,
  multiply,
  powerOfTwo,
  type Rational,
  rational,
  toNumber,
} from './rational.js';
import { roundRational } from './rational-rounding.js';

/** A constant as the hardware holds it. */
export interface ConstantCode {
  readonly code: bigint;
  readonly fraction: number;
  /** The code before rounding. */
  readonly exact: number;
}

/** Codes of constants: formats of class `constant`, and constants in the format of a target. */
export class StoredConstants {
  readonly #hardware: Hardware;
  readonly #note: (constant: Omit<StoredConstant, 'kernel'>) => void;
  readonly #faults: LoweringFaults;

  constructor(
    hardware: Hardware,
    note: (constant: Omit<StoredConstant, 'kernel'>) => void,
    faults: LoweringFaults,
  ) {
    this.#hardware = hardware;
    this.#note = note;
    this.#faults = faults;
  }

  /**
   * A constant of class `constant`: its own binary point, as many bits as the class has, unsigned
   * if it is not negative; exact with fewer bits where that is possible.
   *
   * @throws HARDWARE_LIMIT where a fixed `fraction` of the class leaves no room for it.
   */
  own(value: Rational): ConstantCode {
    const stored = this.#rounded(value, this.#ownFraction(value));
    this.#remember(value, stored, value);
    return stored;
  }

  /** Binary point at which all of some constants fit the class: the coarsest that one of them needs. */
  commonFraction(values: readonly Rational[]): number {
    const { bits } = this.#hardware.words.constant;
    const own = values.map((value) => this.#ownFraction(value));
    const wanted = Math.max(...own);
    const magnitudes = values.map((value) => toNumber(absolute(value)));
    const whole = Math.max(...magnitudes.map(integerBits));
    return Math.min(wanted, bits - 1 - whole);
  }

  /**
   * An additive constant in units of `factor` at a binary point. With `additive: own` it is rounded
   * as its class says, otherwise to nearest even, as values at rest are.
   */
  additive(value: Rational, factor: Rational, fraction: number): ConstantCode {
    const inScale = divide(value, factor);
    const own = this.#hardware.additiveConstants === 'own';
    const exact = multiply(inScale, powerOfTwo(fraction));
    const code = roundRational(exact, own ? this.#rounding : 'nearest_even');
    const stored = { code, fraction, exact: toNumber(exact) };
    if (compare(rational(stored.code), exact) !== 0) this.#remember(value, stored, inScale);
    return stored;
  }

  /** Code of a value that is stored as it stands: nearest even and saturating. */
  inFormat(value: Rational, format: QFormat, factor: Rational): ConstantCode {
    const exact = multiply(divide(value, factor), powerOfTwo(format.fracBits));
    const code = roundRational(exact, 'nearest_even');
    const { lowest, highest } = formatRange(format);
    const held = code < lowest ? lowest : code > highest ? highest : code;
    return { code: held, fraction: format.fracBits, exact: toNumber(exact) };
  }

  /** The binary point a constant has by itself. */
  ownFraction(value: Rational): number {
    return this.#ownFraction(value);
  }

  get #rounding(): Parameters<typeof roundRational>[1] {
    const { rounding } = this.#hardware.words.constant;
    return rounding === 'stochastic' ? 'nearest_even' : rounding;
  }

  #ownFraction(value: Rational): number {
    const { fraction } = this.#hardware.words.constant;
    const exact = exponentOfTwo(rational(value.denominator));
    const widest =
      fraction === 'auto'
        ? this.#valueBits(value) - integerBits(toNumber(absolute(value)))
        : fraction;
    return exact !== undefined && exact <= widest ? exact : widest;
  }

  #valueBits(value: Rational): number {
    const { bits } = this.#hardware.words.constant;
    return value.numerator < 0n ? bits - 1 : bits;
  }

  #rounded(value: Rational, fraction: number): ConstantCode {
    const exact = multiply(value, powerOfTwo(fraction));
    const code = roundRational(exact, this.#rounding);
    const limit = 1n << BigInt(this.#valueBits(value));
    if (code < limit && code >= -limit) return { code, fraction, exact: toNumber(exact) };
    // Rounding may carry into one bit more than the class has.
    if (this.#hardware.words.constant.fraction === 'auto') {
      return this.#rounded(value, fraction - 1);
    }
    const { bits } = this.#hardware.words.constant;
    throw this.#faults.limit(
      `the constant ${toNumber(value)} does not fit words.constant with ${bits} bits, ${fraction} of them after the point`,
      'set words.constant.fraction to auto, or give it more bits',
    );
  }

  #remember(value: Rational, { code, fraction }: ConstantCode, inScale: Rational): void {
    const exact = toNumber(value);
    const held = multiply(rational(code), powerOfTwo(-fraction));
    // In the scale of the code both are compared exactly; the report shows SI.
    const ratio = inScale.numerator === 0n ? undefined : toNumber(divide(held, inScale));
    const stored = ratio === undefined ? toNumber(held) : exact * ratio;
    const relativeError =
      inScale.numerator === 0n ? 0 : toNumber(relativeDifference(held, inScale));
    this.#note({ exact, stored, code, fraction, relativeError });
  }
}

function relativeDifference(held: Rational, exact: Rational): Rational {
  const ratio = divide(held, exact);
  return rational(ratio.numerator - ratio.denominator, ratio.denominator);
}

/** Bits before the point of a magnitude; negative for small ones. */
function integerBits(magnitude: number): number {
  return magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude)) + 1;
}
