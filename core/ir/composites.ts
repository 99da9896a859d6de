import type { KernelBuilder } from './kernel-builder.js';
import type { ValueId } from './nodes.js';

/** Largest integer exponent that is multiplied out. */
const largestProduct = 8;

/**
 * `x ** y`. Constant integer exponents up to 8 in size are products by repeated squaring
 * (x**3 = (x*x)*x), negative ones 1 / product; everything else is IEEE pow.
 */
export function power(b: KernelBuilder, base: ValueId, exponent: ValueId): ValueId {
  const n = b.constantOf(exponent);
  if (n === undefined || !Number.isInteger(n) || Math.abs(n) > largestProduct) {
    return b.binary('pow', base, exponent);
  }
  if (n === 0) return b.constant(1);
  const product = integerPower(b, base, Math.abs(n));
  return n < 0 ? b.div(b.constant(1), product) : product;
}
function integerPower(b: KernelBuilder, base: ValueId, n: number): ValueId {
  if (n === 1) return base;
  const half = integerPower(b, base, Math.floor(n / 2));
  const square = b.mul(half, half);
  return n % 2 === 0 ? square : b.mul(square, base);
}

/**
 * Python's `x // y` on floats as NumPy's floor_divide computes it: the exact remainder is taken
 * off first, the quotient then snapped to an integer, so 1 // 0.1 is 9. Division by 0 is x / y.
 */
export function floorDivide(b: KernelBuilder, x: ValueId, y: ValueId): ValueId {
  const [zero, one] = [b.constant(0), b.constant(1)];
  const { remainder, opposed } = exactRemainder(b, x, y);
  const rough = b.div(b.sub(x, remainder), y);
  const quotient = b.select(opposed, b.sub(rough, one), rough);
  const floor = b.unary('floor', quotient);
  const tooLow = b.gt(b.sub(quotient, floor), b.constant(0.5));
  const snapped = b.select(tooLow, b.add(floor, one), floor);
  // A quotient of zero has the sign of x / y, which may be a zero itself.
  const ratio = b.div(x, y);
  const negative = b.or(b.lt(ratio, zero), b.lt(b.div(one, ratio), zero));
  const signedZero = b.select(negative, b.constant(-0), zero);
  const result = b.select(b.eq(quotient, zero), signedZero, snapped);
  return b.select(b.eq(y, zero), ratio, result);
}

/** Python's `x % y` on floats as NumPy's remainder: sign of the divisor, also of a zero; NaN for y = 0. */
export function floorModulo(b: KernelBuilder, x: ValueId, y: ValueId): ValueId {
  const zero = b.constant(0);
  const { remainder, opposed } = exactRemainder(b, x, y);
  const moved = b.select(opposed, b.add(remainder, y), remainder);
  const signedZero = b.select(b.lt(y, zero), b.constant(-0), zero);
  const result = b.select(b.eq(remainder, zero), signedZero, moved);
  return b.select(b.eq(y, zero), remainder, result);
}

/** C's fmod, and whether it is non-zero with a sign other than the divisor's. */
function exactRemainder(
  b: KernelBuilder,
  x: ValueId,
  y: ValueId,
): { remainder: ValueId; opposed: ValueId } {
  const zero = b.constant(0);
  const remainder = b.binary('rem', x, y);
  const [yNegative, negative] = [b.lt(y, zero), b.lt(remainder, zero)];
  const differ = b.or(b.and(yNegative, b.not(negative)), b.and(b.not(yNegative), negative));
  return { remainder, opposed: b.and(b.ne(remainder, zero), differ) };
}

/** (e^x - 1) / x: 1 for |x| < 1e-16, infinity for x > 717, else expm1(x) / x (semantics section 5.4). */
export function exprel(b: KernelBuilder, x: ValueId): ValueId {
  const between = b.div(b.unary('expm1', x), x);
  const bounded = b.select(b.gt(x, b.constant(717)), b.constant(Infinity), between);
  return b.select(b.lt(b.abs(x), b.constant(1e-16)), b.constant(1), bounded);
}

/** -1, 0 or 1; NaN stays NaN. */
export function sign(b: KernelBuilder, x: ValueId): ValueId {
  const zero = b.constant(0);
  const rest = b.select(b.eq(x, zero), zero, x);
  const negativeOrRest = b.select(b.lt(x, zero), b.constant(-1), rest);
  return b.select(b.gt(x, zero), b.constant(1), negativeOrRest);
}

/** `int(x)`: toward zero; a bool becomes 1 or 0. */
export function truncate(b: KernelBuilder, x: ValueId): ValueId {
  return b.typeOf(x) === 'bool' ? b.toReal(x) : b.unary('trunc', x);
}

/** min(max(x, low), high): `high` where low > high; NaN stays NaN. */
export function clip(b: KernelBuilder, x: ValueId, low: ValueId, high: ValueId): ValueId {
  return b.min(b.max(x, low), high);
}

/** Steps of length dt in t: trunc((t + 0.001 * dt) / dt), both in seconds. */
export function timestep(b: KernelBuilder, t: ValueId, dt: ValueId): ValueId {
  return b.unary('trunc', b.div(b.add(t, b.mul(b.constant(0.001), dt)), dt));
}

/**
 * Row of a timed array at time t, first and last row holding outside (semantics section 10.4):
 * clip(trunc(round(t * K / arrayDt) / K), 0, rows - 1), K = max(2^ceil(log2(8 * arrayDt / dt)), 1),
 * round to even. The detour over 1/K keeps a time just below a boundary in the row it belongs to.
 *
 * @param arrayDtSeconds - Time that one row holds.
 * @param dtSeconds - Length of a tick of the user's clock.
 */
export function timedArrayRow(
  b: KernelBuilder,
  t: ValueId,
  arrayDtSeconds: number,
  dtSeconds: number,
  rows: number,
): ValueId {
  const k = Math.max(2 ** Math.ceil(Math.log2((8 * arrayDtSeconds) / dtSeconds)), 1);
  const fine = b.unary('nearest', b.div(b.mul(t, b.constant(k)), b.constant(arrayDtSeconds)));
  const row = b.unary('trunc', b.div(fine, b.constant(k)));
  return clip(b, row, b.constant(0), b.constant(rows - 1));
}
