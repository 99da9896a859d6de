import { fitsDouble, type QFormat } from './q-format.js';

/** How many bits an integer takes; a signed width counts its sign. */
export interface Width {
  readonly signed: boolean;
  readonly bits: number;
}

/** Operators between two requantisations: exact, or an error (numerics section 4). */
export interface ExactOperations<T> {
  add(left: T, right: T): T;
  subtract(left: T, right: T): T;
  multiply(left: T, right: T): T;
  /** x * 2^places, places >= 0: aligns the coarser operand of an addition. */
  shiftLeft(value: T, places: number): T;
  negate(value: T): T;
  minimum(left: T, right: T): T;
  maximum(left: T, right: T): T;
  /** -1, 0 or 1. */
  compare(left: T, right: T): number;
}

/** On float64 integers. @throws RangeError where a result reaches 2^53: the widths were not proved. */
export const exactNumbers: ExactOperations<number> = {
  add: (left, right) => exactly(left + right),
  subtract: (left, right) => exactly(left - right),
  multiply: (left, right) => exactly(left * right),
  shiftLeft: (value, places) => exactly(value * 2 ** places),
  negate: (value) => 0 - value,
  minimum: (left, right) => (right < left ? right : left),
  maximum: (left, right) => (right > left ? right : left),
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
};

/** On integers of any width. */
export const exactBigints: ExactOperations<bigint> = {
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  shiftLeft: (value, places) => value << BigInt(places),
  negate: (value) => -value,
  minimum: (left, right) => (right < left ? right : left),
  maximum: (left, right) => (right > left ? right : left),
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
};

export function widthOfFormat(format: QFormat): Width {
  return { signed: format.signed, bits: format.wordBits };
}

/** Narrowest width of all integers from `low` to `high`. */
function widthOfRange(low: bigint, high: bigint): Width {
  if (low >= 0n) return { signed: false, bits: Math.max(bitLength(high), 1) };
  return { signed: true, bits: 1 + Math.max(bitLength(~low), high < 0n ? 0 : bitLength(high)) };
}

/** Width that holds every sum. */
export function widthOfSum(left: Width, right: Width): Width {
  const [low, high] = bounds(left);
  const [otherLow, otherHigh] = bounds(right);
  return widthOfRange(low + otherLow, high + otherHigh);
}

export function widthOfDifference(left: Width, right: Width): Width {
  const [low, high] = bounds(left);
  const [otherLow, otherHigh] = bounds(right);
  return widthOfRange(low - otherHigh, high - otherLow);
}

/** Signed by signed: the sum of the bits. */
export function widthOfProduct(left: Width, right: Width): Width {
  const [low, high] = bounds(left);
  const [otherLow, otherHigh] = bounds(right);
  const corners = [low * otherLow, low * otherHigh, high * otherLow, high * otherHigh];
  return widthOfRange(
    corners.reduce((least, value) => (value < least ? value : least)),
    corners.reduce((most, value) => (value > most ? value : most)),
  );
}

/** After an exact left shift. */
export function widthOfShift(width: Width, places: number): Width {
  return { signed: width.signed, bits: width.bits + places };
}

/** True if float64 lanes compute with such integers exactly. */
export function widthFitsDouble(width: Width): boolean {
  return fitsDouble(width.bits);
}

function bounds({ signed, bits }: Width): readonly [bigint, bigint] {
  const half = 1n << BigInt(signed ? bits - 1 : bits);
  return signed ? [-half, half - 1n] : [0n, half - 1n];
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function exactly(result: number): number {
  if (!Number.isSafeInteger(result)) throw new RangeError(`${result} is not an exact integer`);
  return result + 0;
}
