import { describe, expect, it, vi } from 'vitest';
import {
  type ArithmeticProfile,
  compileRequantise,
  compileRequantiseWide,
  type OverflowMode,
  type QFormat,
  type RequantisationContext,
  roundingModes,
  stochasticRules,
} from '../../core/fixed/index.js';
import { oracleHighest, oracleLowest, oracleRequantise } from '../support/bigint-oracle.js';

/** Soak runs (environment SOAK=1) go to 10 bits; the normal test to 6. */
const soak = process.env.SOAK === '1';
const widest = soak ? 10 : 6;

vi.setConfig({ testTimeout: soak ? 1_800_000 : 60_000 });

const words = [0, 1, 0x2aaaaaaa, 0x7fffffff, 0x80000000, 0xd5555555, 0xffffffff];

function overflowModes(format: QFormat): readonly OverflowMode[] {
  const modes: OverflowMode[] = [
    { kind: 'saturate' },
    { kind: 'saturate_zero' },
    { kind: 'saturate_symmetric' },
  ];
  for (let bits = 0; bits <= Math.min(format.wordBits, 3); bits++) {
    modes.push({ kind: 'wrap', bits });
    if (format.signed) modes.push({ kind: 'wrap_sm', bits });
  }
  return modes;
}

/** All codes of a source format through one target; returns the mismatches and the cases. */
function sweep(source: QFormat, target: QFormat, profile: ArithmeticProfile) {
  const wrong: string[] = [];
  let cases = 0;
  const shift = source.fracBits - target.fracBits;
  for (const rounding of roundingModes)
    for (const rule of rounding === 'stochastic' ? stochasticRules : (['lt_high'] as const))
      for (const overflow of overflowModes(target)) {
        const context: RequantisationContext = { profile, stochastic: { rule, bits: 16 } };
        const requantisation = { to: target, rounding, overflow };
        const fast = compileRequantise(shift, requantisation, context);
        const wide = compileRequantiseWide(shift, requantisation, context);
        for (let code = oracleLowest(source); code <= oracleHighest(source); code++)
          for (const word of rounding === 'stochastic' ? words : [0]) {
            const expected = oracleRequantise(code, shift, target, rounding, overflow, profile, {
              word: BigInt(word),
              rule,
              bits: 16,
            });
            const number = fast(Number(code), word);
            cases++;
            if (!Object.is(number, Number(expected)) || wide(code, word) !== expected)
              wrong.push(
                `${code} >> ${shift} ${rounding}/${rule} ${overflow.kind} word ${word}: ${number}, not ${expected}`,
              );
          }
      }
  return { wrong, cases };
}

describe.each([true, false])('every code of every source format, signed %s', (signed) => {
  const widths = Array.from({ length: widest }, (_, index) => index + 1);
  it.each(widths)('of %i bits, into narrower and wider targets', (wordBits) => {
    let cases = 0;
    // Six shifts cover nothing dropped, left shifts, more bits dropped than the word has.
    for (const fracBits of [-2, 0, 1, 2, 4, 8])
      for (const target of [
        { signed: true, wordBits: 4, fracBits: 0 },
        { signed: false, wordBits: 3, fracBits: 0 },
        { signed: true, wordBits: 1, fracBits: 0 },
      ] as const) {
        const found = sweep({ signed, wordBits, fracBits }, target, 'standard');
        cases += found.cases;
        expect(found.wrong).toEqual([]);
      }
    expect(cases).toBeGreaterThan(0);
  });
});

it('profile ap, whose wrap_sm looks at the code before the rounding carry', () => {
  for (const fracBits of [-1, 1, 2, 3, 5]) {
    const found = sweep(
      { signed: true, wordBits: widest, fracBits },
      { signed: true, wordBits: 3, fracBits: 0 },
      'ap',
    );
    expect(found.wrong).toEqual([]);
  }
});
