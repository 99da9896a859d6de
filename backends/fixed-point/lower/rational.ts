/** An exact fraction in lowest terms; `denominator` is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const one: Rational = { numerator: 1n, denominator: 1n };

function magnitudeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitudeOf(a), magnitudeOf(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** @throws Error when the denominator is 0: callers rule that out. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new Error('a rational with denominator 0');
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function add(a: Rational, b: Rational): Rational {
  return rational(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

export function negate(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function absolute(a: Rational): Rational {
  return a.numerator < 0n ? negate(a) : a;
}

/** Negative, 0 or positive as a is below, equal to or above b. */
export function compare(a: Rational, b: Rational): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 2 to an integer power, also a negative one. */
export function powerOfTwo(exponent: number): Rational {
  return exponent >= 0
    ? { numerator: 1n << BigInt(exponent), denominator: 1n }
    : { numerator: 1n, denominator: 1n << BigInt(-exponent) };
}

/** The k with value = 2^k, or undefined. */
export function exponentOfTwo(value: Rational): number | undefined {
  const { numerator, denominator } = value;
  if (numerator <= 0n) return undefined;
  const log = (n: bigint): number | undefined => {
    const bits = n.toString(2).length - 1;
    return n === 1n << BigInt(bits) ? bits : undefined;
  };
  const top = log(numerator);
  const bottom = log(denominator);
  return top === undefined || bottom === undefined ? undefined : top - bottom;
}

/** The nearest float64, ties to even; subnormal results may be off by their last place. */
export function toNumber(value: Rational): number {
  const { numerator, denominator } = value;
  const magnitude = magnitudeOf(numerator);
  const shift = BigInt(
    Math.max(0, 64 + denominator.toString(2).length - magnitude.toString(2).length),
  );
  const scaled = magnitude << shift;
  // At least 64 quotient bits; a last one below them tells ties from what only looks like one.
  const quotient = scaled / denominator;
  const sticky = quotient * denominator === scaled ? 0n : 1n;
  const half = Number(shift / 2n);
  // In two steps, since 2^-shift alone may be below the smallest float64.
  const result = Number(2n * quotient + sticky) * 2 ** -half * 2 ** (half - Number(shift) - 1);
  return numerator < 0n ? -result : result;
}

function parseDecimal(text: string): Rational {
  const [mantissa = '0', exponentText = '0'] = text.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const exponent = Number(exponentText) - fraction.length;
  const digits = BigInt(whole + fraction);
  return exponent >= 0
    ? rational(digits * 10n ** BigInt(exponent))
    : rational(digits, 10n ** BigInt(-exponent));
}

/**
 * The decimal number a float64 stands for. A constant such as `-52*mV` is -0.052000000000000005 in
 * float64; with at most 15 digits it is -0.052, which is what was written. The short form is taken
 * only if it lies within two units in the last place, so no constant moves by more than rounding
 * already moved it (numerics section 6 wants constants as exact rationals).
 *
 * @throws Error on NaN and infinities.
 */
export function rationalFromNumber(value: number): Rational {
  if (!Number.isFinite(value)) throw new Error(`no rational for ${value}`);
  if (Number.isInteger(value)) return rational(BigInt(value));
  const short = Number(value.toPrecision(15));
  const near = Math.abs(short - value) <= Math.abs(value) * 2 ** -51;
  return parseDecimal(String(near ? short : value));
}
