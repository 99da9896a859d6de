/**
 * A fixed-point format: a stored code k means k * 2^-F in the unit of its scale.
 * F < 0 and F > W are legal (numerics section 1).
 */
export interface QFormat {
  readonly signed: boolean;
  /** Stored bits including the sign, 1..64. */
  readonly wordBits: number;
  /** Fraction bits, any integer. */
  readonly fracBits: number;
}

/** Rounding modes by the only names that files, flags and reports use (numerics section 2). */
export type RoundingMode =
  | 'floor'
  | 'ceil'
  | 'toward_zero'
  | 'away'
  | 'magnitude'
  | 'nearest_up'
  | 'nearest_down'
  | 'nearest_to_zero'
  | 'nearest_away'
  | 'nearest_even'
  | 'nearest_odd'
  | 'jam'
  | 'jam_unbiased'
  | 'stochastic';

/** `bits` is the n of `wrap(n)` and `wrap_sm(n)`; 0 without parentheses. */
export type OverflowMode =
  | { readonly kind: 'saturate' | 'saturate_zero' | 'saturate_symmetric' }
  | { readonly kind: 'wrap' | 'wrap_sm'; readonly bits: number };

/** How a random word decides a stochastic rounding (numerics section 5). */
export type StochasticRule = 'lt_high' | 'lt_low' | 'add_low' | 'equal';

/** Whose deviations from the standard definitions apply (numerics section 3.2). */
export type ArithmeticProfile = 'standard' | 'ap' | 'ac' | 'sc' | 'spinn';

/** One requantisation: the only place where fixed-point arithmetic loses anything. */
export interface Requantisation {
  readonly to: QFormat;
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
}

/** Widest fraction, either way, that is accepted: beyond it float64 cannot express one LSB. */
const largestFracBits = 1000;

/** Integers of up to 53 bits, sign included or not, are exact in float64. */
export function fitsDouble(bits: number): boolean {
  return bits <= 53;
}

/** Smallest code. @throws RangeError if codes of the format do not all fit a float64 (W > 53). */
export function minWord(format: QFormat): number {
  requireDouble(format);
  return format.signed ? -(2 ** (format.wordBits - 1)) : 0;
}

/** Largest code. @throws RangeError if codes of the format do not all fit a float64 (W > 53). */
export function maxWord(format: QFormat): number {
  requireDouble(format);
  return 2 ** (format.signed ? format.wordBits - 1 : format.wordBits) - 1;
}

/** Smallest code, for any width. */
export function minWordWide(format: QFormat): bigint {
  return format.signed ? -(1n << BigInt(format.wordBits - 1)) : 0n;
}

/** Largest code, for any width. */
export function maxWordWide(format: QFormat): bigint {
  return (1n << BigInt(format.signed ? format.wordBits - 1 : format.wordBits)) - 1n;
}

/** Value of one code step, 2^-F, in the unit of the scale. */
export function lsbOf(format: QFormat): number {
  return 2 ** -format.fracBits;
}

export function equalFormats(left: QFormat, right: QFormat): boolean {
  return (
    left.signed === right.signed &&
    left.wordBits === right.wordBits &&
    left.fracBits === right.fracBits
  );
}

/** Canonical text: `s24f15`, `u8f12`, `s3f-2`. */
export function printFormat(format: QFormat): string {
  return `${format.signed ? 's' : 'u'}${format.wordBits}f${format.fracBits}`;
}

export type ParsedFormat =
  | { readonly ok: true; readonly format: QFormat }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a canonical format (`s24f15`, `u8f12`, `s3f-2`) or the shorthand `sI.F` (W = 1 + I + F)
 * and `uI.F` (W = I + F). W must be 1..64, F within +-1000.
 */
export function parseFormat(text: string): ParsedFormat {
  const canonical = /^([su])(\d{1,4})f(-?\d{1,6})$/.exec(text);
  if (canonical !== null) {
    const [, sign, width, fraction] = canonical;
    return checkedFormat(sign === 's', Number(width), Number(fraction) + 0, text);
  }
  const shorthand = /^([su])(\d{1,4})\.(\d{1,4})$/.exec(text);
  if (shorthand !== null) {
    const [, sign, whole, fraction] = shorthand;
    const width = (sign === 's' ? 1 : 0) + Number(whole) + Number(fraction);
    return checkedFormat(sign === 's', width, Number(fraction), text);
  }
  return {
    ok: false,
    message: `${text} is not a format: write s24f15 (sign, stored bits, fraction bits) or u0.8`,
  };
}

function checkedFormat(
  signed: boolean,
  wordBits: number,
  fracBits: number,
  text: string,
): ParsedFormat {
  if (wordBits < 1 || wordBits > 64)
    return { ok: false, message: `${text} has ${wordBits} stored bits; 1 to 64 are possible` };
  if (Math.abs(fracBits) > largestFracBits)
    return {
      ok: false,
      message: `${text} has ${fracBits} fraction bits; -${largestFracBits} to ${largestFracBits} are possible`,
    };
  return { ok: true, format: { signed, wordBits, fracBits } };
}

function requireDouble(format: QFormat): void {
  if (!fitsDouble(format.wordBits))
    throw new RangeError(`${printFormat(format)}: codes of more than 53 bits need the wide form`);
}
