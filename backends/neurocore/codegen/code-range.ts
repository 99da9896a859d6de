/** Smallest and largest integer that a value can be. */
export interface CodeRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

export function pointRange(code: bigint): CodeRange {
  return { lowest: code, highest: code };
}

/** Codes of a word. */
export function wordRange(bits: number, signed: boolean): CodeRange {
  const size = 1n << BigInt(signed ? bits - 1 : bits);
  return { lowest: signed ? -size : 0n, highest: size - 1n };
}

export function contains(outer: CodeRange, inner: CodeRange): boolean {
  return outer.lowest <= inner.lowest && outer.highest >= inner.highest;
}

export function sumRange(a: CodeRange, b: CodeRange): CodeRange {
  return { lowest: a.lowest + b.lowest, highest: a.highest + b.highest };
}

export function negatedRange({ lowest, highest }: CodeRange): CodeRange {
  return { lowest: -highest, highest: -lowest };
}

export function shiftedRange({ lowest, highest }: CodeRange, bits: number): CodeRange {
  return { lowest: lowest << BigInt(bits), highest: highest << BigInt(bits) };
}

export function productRange(a: CodeRange, b: CodeRange): CodeRange {
  const corners = [
    a.lowest * b.lowest,
    a.lowest * b.highest,
    a.highest * b.lowest,
    a.highest * b.highest,
  ];
  return { lowest: corners.reduce(smaller), highest: corners.reduce(larger) };
}

export function hullRange(a: CodeRange, b: CodeRange): CodeRange {
  return { lowest: smaller(a.lowest, b.lowest), highest: larger(a.highest, b.highest) };
}

/** What two proofs say together; the first one alone if they exclude each other. */
export function commonRange(a: CodeRange, b: CodeRange): CodeRange {
  const common = { lowest: larger(a.lowest, b.lowest), highest: smaller(a.highest, b.highest) };
  return common.lowest <= common.highest ? common : a;
}

export function smaller(a: bigint, b: bigint): bigint {
  return b < a ? b : a;
}

export function larger(a: bigint, b: bigint): bigint {
  return a < b ? b : a;
}

/** Bits of the two's complement word that holds the range. */
export function signedBits({ lowest, highest }: CodeRange): number {
  const negative = lowest < 0n ? bitLength(-lowest - 1n) : 0;
  const positive = highest > 0n ? bitLength(highest) : 0;
  return 1 + Math.max(negative, positive);
}

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
