import {
  type ArithmeticProfile,
  fitsDouble,
  maxWord,
  minWord,
  type OverflowMode,
  printFormat,
  type QFormat,
} from './q-format.js';

/**
 * Brings a rounded code k into a format. `floor` is the code before the rounding carry; only the
 * profile `ap` looks at it (numerics section 3.2).
 */
export type Fitter = (rounded: number, floor: number) => number;

/**
 * The overflow step of one node (numerics section 3.1), for codes that are exact float64 integers.
 *
 * @param format - At most 53 bits.
 * @throws RangeError for wider formats, for `wrap_sm` on an unsigned format, and for more wrap bits
 * than the word has.
 */
export function compileOverflow(
  format: QFormat,
  mode: OverflowMode,
  profile: ArithmeticProfile = 'standard',
): Fitter {
  if (!fitsDouble(format.wordBits))
    throw new RangeError(`${printFormat(format)} needs the wide overflow`);
  requireDefined(format, mode);
  const low = minWord(format);
  const high = maxWord(format);
  switch (mode.kind) {
    case 'saturate':
      return (k) => (k < low ? low : k > high ? high : k);
    case 'saturate_zero':
      return (k) => (k < low || k > high ? 0 : k);
    case 'saturate_symmetric': {
      const lowest = format.signed ? 0 - high : 0;
      return (k) => (k < lowest ? lowest : k > high ? high : k);
    }
    case 'wrap': {
      const wrap = wrapInto(format, mode.bits);
      return (k) => (k < low || k > high ? wrap(k) : k);
    }
    case 'wrap_sm': {
      const wrap = wrapSignMagnitude(format.wordBits, mode.bits);
      const before = profile === 'ap' && mode.bits === 0;
      return (k, floor) => (k < low || k > high ? wrap(k, before ? floor : k) : k);
    }
    default:
      return unreachable(mode);
  }
}

/** @throws RangeError where numerics section 3.1 defines nothing. */
export function requireDefined(format: QFormat, mode: OverflowMode): void {
  const problem = overflowProblem(format, mode);
  if (problem !== undefined) throw new RangeError(problem);
}

/** Why an overflow mode is not defined for a format; undefined if it is. */
export function overflowProblem(format: QFormat, mode: OverflowMode): string | undefined {
  if (!('bits' in mode)) return undefined;
  if (mode.kind === 'wrap_sm' && !format.signed)
    return `wrap_sm is defined for signed formats only, not for ${printFormat(format)}`;
  if (mode.bits > format.wordBits)
    return `${mode.kind}(${mode.bits}) saturates more bits than ${printFormat(format)} has`;
  return undefined;
}

/** k mod 2^W, 0 .. 2^W - 1: division by a power of two and this difference are exact. */
function remainder(k: number, modulus: number): number {
  return k - Math.floor(k / modulus) * modulus;
}

/** The kept word as a number: the two's complement reading of its low bits, sign bit included. */
function readWord(word: number, format: QFormat): number {
  const modulus = 2 ** format.wordBits;
  return (format.signed && word >= modulus / 2 ? word - modulus : word) + 0;
}

function wrapInto(format: QFormat, bits: number): (k: number) => number {
  const modulus = 2 ** format.wordBits;
  if (bits === 0) return (k) => readWord(remainder(k, modulus), format);
  const kept = 2 ** (format.wordBits - bits);
  // Top bits: all ones; for a signed word the sign of k, then its opposite.
  const positiveTop = format.signed ? modulus / 2 - kept : modulus - kept;
  const negativeTop = format.signed ? modulus / 2 : modulus - kept;
  return (k) => readWord(remainder(k, kept) + (k < 0 ? negativeTop : positiveTop), format);
}

function wrapSignMagnitude(wordBits: number, bits: number): (k: number, lost: number) => number {
  const format: QFormat = { signed: true, wordBits, fracBits: 0 };
  const modulus = 2 ** wordBits;
  const half = modulus / 2;
  if (bits === 0)
    return (k, lost) => {
      // The sign bit becomes the lowest deleted bit; if that changes it, all others turn over.
      const word = remainder(k, modulus);
      const deleted = remainder(Math.floor(lost / modulus), 2);
      const sign = word >= half ? 1 : 0;
      const turned = deleted === sign ? word : modulus - 1 - word;
      return readWord(remainder(turned, half) + deleted * half, format);
    };
  const kept = 2 ** (wordBits - bits);
  return (k) => {
    const negative = k < 0;
    const word = remainder(k, modulus);
    const bit = Math.floor(word / kept) % 2 === 1;
    // One bit: turn over unless the bit below the deleted ones is the sign; more: if it is.
    const turn = bits === 1 ? bit !== negative : bit === negative;
    const turned = turn ? modulus - 1 - word : word;
    return readWord(remainder(turned, kept) + (negative ? half : half - kept), format);
  };
}

function unreachable(mode: never): never {
  throw new Error(`unhandled overflow mode ${JSON.stringify(mode)}`);
}
