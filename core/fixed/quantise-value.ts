import { fitWide } from './overflow-wide.js';
import {
  fitsDouble,
  maxWord,
  minWord,
  type OverflowMode,
  printFormat,
  type QFormat,
  type RoundingMode,
} from './q-format.js';
import { roundShiftWide } from './rounding-wide.js';

/** How real numbers become codes at rest: initial values, constants, host operations. */
export type Quantiser = (value: number) => number;

const saturate: OverflowMode = { kind: 'saturate' };

/**
 * Rounds a real number, taken as the exact rational that the float64 is, to a code of the format.
 *
 * @param value - In the unit of the format's scale. Infinity saturates; NaN is refused.
 * @param rounding - Any mode but `stochastic`, for which there is no word here.
 * @returns A code, never -0.
 * @throws RangeError on NaN, on infinity with a wrapping mode, on formats of more than 53 bits.
 */
export function quantizeValue(
  value: number,
  format: QFormat,
  rounding: Exclude<RoundingMode, 'stochastic'> = 'nearest_even',
  overflow: OverflowMode = saturate,
): number {
  if (!fitsDouble(format.wordBits))
    throw new RangeError(`${printFormat(format)} needs quantizeValueWide`);
  return Number(quantizeValueWide(value, format, rounding, overflow));
}

/** The same for formats of up to 64 bits. */
export function quantizeValueWide(
  value: number,
  format: QFormat,
  rounding: Exclude<RoundingMode, 'stochastic'> = 'nearest_even',
  overflow: OverflowMode = saturate,
): bigint {
  const [exact, shift] = Number.isFinite(value)
    ? decompose(value, format.fracBits)
    : [beyondAnyFormat(value, overflow), 0];
  const rounded = roundShiftWide(exact, shift, rounding);
  return fitWide(rounded, roundShiftWide(exact, shift, 'floor'), format, overflow);
}

/**
 * Quantiser of one format, for values by the thousand. Same results as `quantizeValue`.
 *
 * @throws RangeError for formats of more than 53 bits; the quantiser throws as `quantizeValue` does.
 */
export function compileQuantiser(
  format: QFormat,
  rounding: Exclude<RoundingMode, 'stochastic'> = 'nearest_even',
  overflow: OverflowMode = saturate,
): Quantiser {
  const low = minWord(format);
  const high = maxWord(format);
  const slow: Quantiser = (value) => quantizeValue(value, format, rounding, overflow);
  if (rounding !== 'nearest_even' || overflow.kind !== 'saturate') return slow;
  if (Math.abs(format.fracBits) > 500) return slow;
  const factor = 2 ** format.fracBits;
  return (value) => {
    const y = value * factor;
    // Below 2^51 IEEE addition rounds to even in one step. A product so small that it was itself
    // rounded is 0 either way.
    if (y > -2251799813685248 && y < 2251799813685248) {
      const k = y + 6755399441055744 - 6755399441055744;
      return k < low ? low : k > high ? high : k;
    }
    return slow(value);
  };
}

/** The value of a code in the unit of the scale; nearest float64 where it has more than 53 bits. */
export function codeToValue(code: number | bigint, format: QFormat): number {
  return Number(code) * 2 ** -format.fracBits;
}

/** value * 2^fracBits as exact * 2^-shift. */
function decompose(value: number, fracBits: number): readonly [bigint, number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const exact = word >> 63n === 1n ? -magnitude : magnitude;
  return [exact, 1075 - Math.max(exponent, 1) - fracBits];
}

function beyondAnyFormat(value: number, overflow: OverflowMode): bigint {
  if (Number.isNaN(value)) throw new RangeError('NaN has no code');
  if (overflow.kind === 'wrap' || overflow.kind === 'wrap_sm')
    throw new RangeError('infinity cannot wrap');
  return value > 0 ? 1n << 64n : -(1n << 64n);
}
