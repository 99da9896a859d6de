import type { QFormat, Requantisation } from '../../../core/fixed/index.js';
import { maxWordWide, minWordWide } from '../../../core/fixed/index.js';
import type { CodeRange, CodeTable } from './fixed-ir.js';

export function codeRange(lowest: bigint, highest: bigint = lowest): CodeRange {
  return { lowest, highest };
}

export function formatRange(format: QFormat): CodeRange {
  return { lowest: minWordWide(format), highest: maxWordWide(format) };
}

/** Smallest and largest entry: lines between entries do not leave it. */
export function tableRange({ codes }: CodeTable): CodeRange {
  const [low, high] = codes.reduce(
    ([least, most], code) => [Math.min(least, code), Math.max(most, code)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  return { lowest: BigInt(low), highest: BigInt(high) };
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** Bits of the two's complement register that holds the range; an unsigned range counts one bit more. */
export function signedBits({ lowest, highest }: CodeRange): number {
  const negative = lowest < 0n ? bitLength(-lowest - 1n) : 0;
  const positive = highest > 0n ? bitLength(highest) : 0;
  return 1 + Math.max(negative, positive);
}

/** True if every code of the range is exact in float64. */
export function isNarrow({ lowest, highest }: CodeRange): boolean {
  return lowest > -(2n ** 53n) && highest < 2n ** 53n;
}

export function containsRange(outer: CodeRange, inner: CodeRange): boolean {
  return outer.lowest <= inner.lowest && outer.highest >= inner.highest;
}

export function addRanges(a: CodeRange, b: CodeRange): CodeRange {
  return { lowest: a.lowest + b.lowest, highest: a.highest + b.highest };
}

export function subtractRanges(a: CodeRange, b: CodeRange): CodeRange {
  return { lowest: a.lowest - b.highest, highest: a.highest - b.lowest };
}

export function multiplyRanges(a: CodeRange, b: CodeRange): CodeRange {
  const corners = [
    a.lowest * b.lowest,
    a.lowest * b.highest,
    a.highest * b.lowest,
    a.highest * b.highest,
  ];
  return {
    lowest: corners.reduce((x, y) => (y < x ? y : x)),
    highest: corners.reduce((x, y) => (y > x ? y : x)),
  };
}

export function squareRange(a: CodeRange): CodeRange {
  const product = multiplyRanges(a, a);
  const spansZero = a.lowest <= 0n && a.highest >= 0n;
  const low = a.lowest < 0n && a.highest < 0n ? a.highest * a.highest : a.lowest * a.lowest;
  return { lowest: spansZero ? 0n : low, highest: product.highest };
}

export function negateRange(a: CodeRange): CodeRange {
  return { lowest: -a.highest, highest: -a.lowest };
}

export function absoluteRange(a: CodeRange): CodeRange {
  if (a.lowest >= 0n) return a;
  if (a.highest <= 0n) return negateRange(a);
  return { lowest: 0n, highest: -a.lowest > a.highest ? -a.lowest : a.highest };
}

export function joinRanges(a: CodeRange, b: CodeRange): CodeRange {
  return {
    lowest: a.lowest < b.lowest ? a.lowest : b.lowest,
    highest: a.highest > b.highest ? a.highest : b.highest,
  };
}

export function minRange(a: CodeRange, b: CodeRange): CodeRange {
  return {
    lowest: a.lowest < b.lowest ? a.lowest : b.lowest,
    highest: a.highest < b.highest ? a.highest : b.highest,
  };
}

export function maxRange(a: CodeRange, b: CodeRange): CodeRange {
  return {
    lowest: a.lowest > b.lowest ? a.lowest : b.lowest,
    highest: a.highest > b.highest ? a.highest : b.highest,
  };
}

/** Exact left shift. */
export function shiftRange(a: CodeRange, bits: number): CodeRange {
  return { lowest: a.lowest << BigInt(bits), highest: a.highest << BigInt(bits) };
}

/**
 * Every rounding of the range by 2^shift lies in here, whatever the mode. Without dropped bits only
 * `jam` changes a code, by its forced low bit.
 */
export function roundedRange(a: CodeRange, shift: number): CodeRange {
  if (shift <= 0) {
    const shifted = shiftRange(a, -shift);
    return { lowest: shifted.lowest, highest: shifted.highest + 1n };
  }
  const places = BigInt(shift);
  return { lowest: (a.lowest >> places) - 1n, highest: -(-a.highest >> places) + 1n };
}

/** Clamped to a format. */
function clampRange(a: CodeRange, format: QFormat): CodeRange {
  const limits = formatRange(format);
  const lowest = maxRange(a, limits).lowest;
  const highest = minRange(a, limits).highest;
  return {
    lowest: lowest < limits.highest ? lowest : limits.highest,
    highest: highest > limits.lowest ? highest : limits.lowest,
  };
}

/** What a requantisation can give: the rounded range, as the overflow mode brings it into the word. */
export function requantisedRange(
  operand: CodeRange,
  { shift, to, rounding, overflow }: Requantisation & { readonly shift: number },
): CodeRange {
  const exact = shift <= 0 && rounding !== 'jam';
  const rounded = exact ? shiftRange(operand, -shift) : roundedRange(operand, shift);
  const limits = formatRange(to);
  const inside = rounded.lowest >= limits.lowest && rounded.highest <= limits.highest;
  switch (overflow.kind) {
    case 'wrap':
    case 'wrap_sm':
      return inside ? rounded : limits;
    case 'saturate_zero':
      return inside ? rounded : joinRanges(clampRange(rounded, to), codeRange(0n));
    case 'saturate_symmetric': {
      // The most negative code of a signed word is never used.
      const lowest = to.signed ? -limits.highest : 0n;
      const clamped = clampRange(rounded, to);
      const lift = (code: bigint): bigint => (code < lowest ? lowest : code);
      return { lowest: lift(clamped.lowest), highest: lift(clamped.highest) };
    }
    case 'saturate':
      return clampRange(rounded, to);
  }
}
