import type { CodeTable } from './fixed-ir.js';
import { type Rational, toNumber } from './rational.js';

/** Fraction bits of a decay factor: entries are u16f16. */
export const decayFraction = 16;

/** Longest table that is made: 16 MB of factors, far above what any chip holds (neurocore: 2^11). */
export const longestDecayTable: number = 2 ** 21;

/** L: largest code of `bits` bits has decayed to less than half an LSB before entry L - 1. */
export function decayTableLength(ratePerStep: Rational, bits: number): number {
  return Math.ceil(Math.log(2 * (2 ** bits - 1)) / toNumber(ratePerStep)) + 2;
}

/**
 * Decay factors exp(-rate * k) for k = 0 .. L-1 as u16f16, nearest, last entry 0 (neurocore
 * section 7). L is large enough that the largest code of `bits` bits has decayed below half an LSB
 * before the last entry: L = ceil(ln(2 (2^bits - 1)) / rate) + 2.
 *
 * @param ratePerStep - Inverse time constant in steps, positive.
 * @param bits - Stored bits of the widest trace that uses the table.
 */
export function decayTable(name: string, ratePerStep: Rational, bits: number): CodeTable {
  const rate = toNumber(ratePerStep);
  const length = decayTableLength(ratePerStep, bits);
  const codes = new Float64Array(length);
  const exact = Float64Array.from(codes, (_, step) => Math.exp(-rate * step) * 2 ** decayFraction);
  for (let step = 0; step < length - 1; step += 1) {
    // The factor of step 0 is 1, which u16f16 does not hold: one LSB less, as a table memory has it.
    codes[step] = Math.min(Math.round(exact[step] as number), 2 ** 16 - 1);
  }
  return {
    name,
    kind: 'decay',
    rows: length,
    columns: 1,
    codes,
    exact,
    format: { signed: false, wordBits: 16, fracBits: decayFraction },
  };
}
