import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScaleToTotal } from '../../core/fixed/index.js';
import { oracleDivideToEven } from '../support/bigint-oracle.js';

describe('scaling a column to a total', () => {
  it('equals exact division for codes of up to 53 bits and sums of either sign', () => {
    const wide = { signed: true, wordBits: 53, fracBits: 0 };
    const low = -(2 ** 52);
    const integer = fc.oneof(
      fc.integer({ min: low, max: 2 ** 52 - 1 }),
      fc.integer({ min: -1000, max: 1000 }),
    );
    const sum = fc.oneof(integer, fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }));
    fc.assert(
      fc.property(integer, sum, integer, (code, divisor, total) => {
        fc.pre(divisor !== 0);
        const exact = oracleDivideToEven(BigInt(code) * BigInt(total), BigInt(divisor));
        const limited = exact < low ? low : exact > 2 ** 52 - 1 ? 2 ** 52 - 1 : Number(exact);
        expect(Object.is(compileScaleToTotal(divisor, total, wide)(code), limited)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
