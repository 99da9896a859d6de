import { requireDefined } from './overflow.js';
import {
  type ArithmeticProfile,
  maxWordWide,
  minWordWide,
  type OverflowMode,
  type QFormat,
} from './q-format.js';

/**
 * Brings a rounded code into a format of any width (numerics section 3.1).
 *
 * @param floor - The code before the rounding carry; read by profile `ap` alone.
 * @throws RangeError for `wrap_sm` on an unsigned format and for more wrap bits than the word has.
 */
export function fitWide(
  rounded: bigint,
  floor: bigint,
  format: QFormat,
  mode: OverflowMode,
  profile: ArithmeticProfile = 'standard',
): bigint {
  requireDefined(format, mode);
  const low = minWordWide(format);
  const high = maxWordWide(format);
  if (mode.kind === 'saturate_symmetric' && format.signed && rounded === low) return -high;
  if (rounded >= low && rounded <= high) return rounded;
  switch (mode.kind) {
    case 'saturate':
      return rounded < low ? low : high;
    case 'saturate_zero':
      return 0n;
    case 'saturate_symmetric':
      return rounded > high ? high : format.signed ? -high : 0n;
    case 'wrap':
      return wrapWide(rounded, format, mode.bits);
    case 'wrap_sm': {
      const lost = profile === 'ap' && mode.bits === 0 ? floor : rounded;
      return wrapSignMagnitudeWide(rounded, lost, format.wordBits, mode.bits);
    }
    default:
      return unreachable(mode);
  }
}

function wrapWide(k: bigint, format: QFormat, bits: number): bigint {
  if (bits === 0) return readWide(k, format);
  const kept = BigInt(format.wordBits - bits);
  const ones = ((1n << BigInt(bits)) - 1n) << kept;
  const sign = 1n << BigInt(format.wordBits - 1);
  const top = !format.signed ? ones : k < 0n ? sign : ones ^ sign;
  return readWide(BigInt.asUintN(Number(kept), k) | top, format);
}

function wrapSignMagnitudeWide(k: bigint, lost: bigint, wordBits: number, bits: number): bigint {
  const negative = k < 0n;
  const below = BigInt(wordBits - Math.max(bits, 1));
  const bit = ((k >> below) & 1n) === 1n;
  const sign = bits === 0 ? ((lost >> BigInt(wordBits)) & 1n) === 1n : negative;
  const turn = bits <= 1 ? bit !== sign : bit === sign;
  const word = turn ? ~k : k;
  const opposite = bits > 1 && !sign ? ((1n << BigInt(bits - 1)) - 1n) << below : 0n;
  const top = sign ? 1n << BigInt(wordBits - 1) : opposite;
  return BigInt.asIntN(wordBits, BigInt.asUintN(Number(below), word) | top);
}

function readWide(k: bigint, format: QFormat): bigint {
  return format.signed ? BigInt.asIntN(format.wordBits, k) : BigInt.asUintN(format.wordBits, k);
}

function unreachable(mode: never): never {
  throw new Error(`unhandled overflow mode ${JSON.stringify(mode)}`);
}
