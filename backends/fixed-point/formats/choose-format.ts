import type { QFormat } from '../../../core/fixed/index.js';

/** What decides a format: bounds in display units, and the word the hardware gives. */
export interface FormatRequest {
  readonly low: number;
  readonly high: number;
  readonly bits: number;
  readonly signed: boolean | 'auto';
  readonly fraction: number | 'auto';
  /** The upper bound is enforced (clip, reset, a trace set to it), so one LSB may be shaved off it. */
  readonly enforced: boolean;
}

export interface FormatChoice {
  readonly format: QFormat;
  /** The upper bound equals a power of two and is read as that minus one LSB. */
  readonly boundAtLsb: boolean;
  /** False where a fixed fraction leaves part of the range outside. */
  readonly holds: boolean;
}

/**
 * Smallest integer part that holds the bounds; the rest of the word is fraction (numerics section
 * 11, rules 1 and 3). Integer bits may be 0 or negative.
 */
export function chooseFormat(request: FormatRequest): FormatChoice {
  const { low, high, bits } = request;
  const signed = request.signed === 'auto' ? low < 0 : request.signed;
  const signBits = signed ? 1 : 0;
  const integerBits = leadingBits(low, high, bits - signBits, request.enforced);
  const fracBits = request.fraction === 'auto' ? bits - signBits - integerBits : request.fraction;
  const format: QFormat = { signed, wordBits: bits, fracBits };
  const top = 2 ** (bits - signBits - fracBits);
  const boundAtLsb = request.enforced && high === top;
  return { format, boundAtLsb, holds: fits(low, high, top, 2 ** -fracBits, signed, boundAtLsb) };
}

function fits(
  low: number,
  high: number,
  top: number,
  lsb: number,
  signed: boolean,
  boundAtLsb: boolean,
): boolean {
  return (boundAtLsb || high <= top - lsb) && low >= (signed ? -top : 0);
}

/** Bits above the binary point, without the sign: smallest i with the bounds inside +-2^i. */
function leadingBits(low: number, high: number, valueBits: number, enforced: boolean): number {
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  if (magnitude === 0) return 0;
  let bits = Math.ceil(Math.log2(magnitude));
  // log2 may be off by one near powers of two: step to the exact answer.
  while (2 ** (bits - 1) >= magnitude) bits -= 1;
  while (2 ** bits < magnitude) bits += 1;
  const lsb = 2 ** (bits - valueBits);
  const above = high > 2 ** bits - lsb && !(enforced && high === 2 ** bits);
  return above ? bits + 1 : bits;
}
