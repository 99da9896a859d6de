/**
 * Fixed-point arithmetic written a second time, from the formulas of the numerics chapter, to check
 * `core/fixed` against. It imports nothing. Roundings compare exact fractions, overflows work on
 * lists of bits; neither is fast, both are meant to be read beside the tables.
 */

export interface OracleFormat {
  readonly signed: boolean;
  readonly wordBits: number;
  readonly fracBits: number;
}
export interface OracleOverflow {
  readonly kind: string;
  readonly bits?: number;
}
/** A value as a fraction with a positive denominator. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** 2^exponent as a fraction, for exponents of either sign. */
function powerOfTwo(exponent: number): Fraction {
  return exponent >= 0
    ? { numerator: 2n ** BigInt(exponent), denominator: 1n }
    : { numerator: 1n, denominator: 2n ** BigInt(-exponent) };
}

function times(left: Fraction, right: Fraction): Fraction {
  return {
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
  };
}

/** Largest integer not above the value. */
function floorOf({ numerator, denominator }: Fraction): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

function ceilOf({ numerator, denominator }: Fraction): bigint {
  return -floorOf({ numerator: -numerator, denominator });
}

function isOddInteger(value: bigint): boolean {
  return value % 2n !== 0n;
}

function forceLowBit(value: bigint): bigint {
  return isOddInteger(value) ? value : value + 1n;
}

/** What a stochastic rounding needs. */
export interface OracleDraw {
  readonly word: bigint;
  readonly rule: string;
  /** Bits of a word that the generator offers. */
  readonly bits: number;
}

/** Section 2 and 5: the code of x / 2^dropped. */
export function oracleRound(
  x: bigint,
  dropped: number,
  mode: string,
  draw: OracleDraw = { word: 0n, rule: 'lt_high', bits: 32 },
): bigint {
  const y = times({ numerator: x, denominator: 1n }, powerOfTwo(-dropped));
  const f = floorOf(y);
  if (dropped <= 0) return mode === 'jam' ? forceLowBit(f) : f;
  const plusHalf = {
    numerator: 2n * y.numerator + y.denominator,
    denominator: 2n * y.denominator,
  };
  const minusHalf = {
    numerator: 2n * y.numerator - y.denominator,
    denominator: 2n * y.denominator,
  };
  const up = floorOf(plusHalf);
  const down = ceilOf(minusHalf);
  // `up` and `down` differ exactly at a tie.
  const tie = up !== down;
  const exact = f === ceilOf(y);
  switch (mode) {
    case 'floor':
      return f;
    case 'ceil':
      return ceilOf(y);
    case 'toward_zero':
      return y.numerator / y.denominator;
    case 'away':
      return x >= 0n ? ceilOf(y) : f;
    case 'magnitude':
      return x < 0n ? f + 1n : f;
    case 'nearest_up':
      return up;
    case 'nearest_down':
      return down;
    case 'nearest_to_zero':
      return x < 0n ? up : down;
    case 'nearest_away':
      return x < 0n ? down : up;
    case 'nearest_even':
      return tie && isOddInteger(up) ? down : up;
    case 'nearest_odd':
      return tie && !isOddInteger(up) ? down : up;
    case 'jam':
      return forceLowBit(f);
    case 'jam_unbiased':
      return exact ? f : forceLowBit(f);
    case 'stochastic':
      return f + stochasticCarry(x - f * 2n ** BigInt(dropped), dropped, draw);
    default:
      throw new Error(`no rounding ${mode}`);
  }
}

function stochasticCarry(rest: bigint, dropped: number, { word, rule, bits }: OracleDraw): bigint {
  if (rule === 'equal') return word % 2n;
  const n = dropped < bits ? dropped : bits;
  const d = rest / 2n ** BigInt(dropped - n);
  const whole = 2n ** BigInt(n);
  if (rule === 'lt_low') return word % whole < d ? 1n : 0n;
  if (rule === 'lt_high') return word / 2n ** BigInt(32 - n) < d ? 1n : 0n;
  if (rule === 'add_low') return ((word % whole) + d) / whole;
  throw new Error(`no rule ${rule}`);
}

export function oracleLowest({ signed, wordBits }: OracleFormat): bigint {
  return signed ? -(2n ** BigInt(wordBits - 1)) : 0n;
}

export function oracleHighest({ signed, wordBits }: OracleFormat): bigint {
  return 2n ** BigInt(signed ? wordBits - 1 : wordBits) - 1n;
}

/** Bit number `place` of the infinite two's complement of a value. */
function bitAt(value: bigint, place: number): number {
  return isOddInteger(floorOf({ numerator: value, denominator: 2n ** BigInt(place) })) ? 1 : 0;
}

/** Lowest bit first. */
function wordOf(value: bigint, width: number): number[] {
  return Array.from({ length: width }, (_, place) => bitAt(value, place));
}

function readBits(bits: readonly number[], signed: boolean): bigint {
  return bits.reduce((sum, bit, place) => {
    const weight = 2n ** BigInt(place);
    const negative = signed && place === bits.length - 1;
    return sum + BigInt(bit) * (negative ? -weight : weight);
  }, 0n);
}

/** Section 3: `f` is the code before the rounding carry, which profile `ap` looks at. */
function oracleOverflow(
  k: bigint,
  f: bigint,
  format: OracleFormat,
  overflow: OracleOverflow,
  profile = 'standard',
): bigint {
  const low = oracleLowest(format);
  const high = oracleHighest(format);
  const width = format.wordBits;
  const n = overflow.bits ?? 0;
  if (overflow.kind === 'saturate_symmetric') {
    const least = format.signed ? -high : 0n;
    return k < least ? least : k > high ? high : k;
  }
  if (k >= low && k <= high) return k;
  if (overflow.kind === 'saturate') return k < low ? low : high;
  if (overflow.kind === 'saturate_zero') return 0n;
  const sign = k < 0n ? 1 : 0;
  let word = wordOf(k, width);
  if (overflow.kind === 'wrap') {
    for (let place = width - n; place < width; place++)
      word[place] = !format.signed ? 1 : place === width - 1 ? sign : 1 - sign;
    return readBits(word, format.signed);
  }
  if (overflow.kind !== 'wrap_sm') throw new Error(`no overflow ${overflow.kind}`);
  const invert = (): void => {
    word = word.map((bit) => 1 - bit);
  };
  if (n === 0) {
    const lost = bitAt(profile === 'ap' ? f : k, width);
    if (lost !== word[width - 1]) invert();
    word[width - 1] = lost;
  } else if (n === 1) {
    if (word[width - 1] !== sign) invert();
    word[width - 1] = sign;
  } else {
    if (word[width - n] === sign) invert();
    for (let place = width - n; place < width - 1; place++) word[place] = 1 - sign;
    word[width - 1] = sign;
  }
  return readBits(word, true);
}

/** One requantisation: rounding, then overflow. */
export function oracleRequantise(
  x: bigint,
  dropped: number,
  format: OracleFormat,
  rounding: string,
  overflow: OracleOverflow,
  profile = 'standard',
  draw?: OracleDraw,
): bigint {
  const k = oracleRound(x, dropped, rounding, draw);
  return oracleOverflow(k, oracleRound(x, dropped, 'floor'), format, overflow, profile);
}

/** Section 1: sum, difference or product of two codes as exact numerator and fraction bits. */
export function oracleOperate(
  operator: '+' | '-' | '*',
  a: bigint,
  aFracBits: number,
  b: bigint,
  bFracBits: number,
): { readonly code: bigint; readonly fracBits: number } {
  if (operator === '*') return { code: a * b, fracBits: aFracBits + bFracBits };
  const fracBits = aFracBits > bFracBits ? aFracBits : bFracBits;
  const left = a * 2n ** BigInt(fracBits - aFracBits);
  const right = b * 2n ** BigInt(fracBits - bFracBits);
  return { code: operator === '+' ? left + right : left - right, fracBits };
}

/** numerator / denominator to the nearest integer, halves to the even one. */
export function oracleDivideToEven(numerator: bigint, denominator: bigint): bigint {
  const value =
    denominator > 0n
      ? { numerator, denominator }
      : { numerator: -numerator, denominator: -denominator };
  const f = floorOf(value);
  const twice = 2n * (value.numerator - f * value.denominator);
  if (twice > value.denominator) return f + 1n;
  return twice === value.denominator && isOddInteger(f) ? f + 1n : f;
}
