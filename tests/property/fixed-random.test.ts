import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  compileRequantise,
  compileRequantiseWide,
  exactBigints,
  exactNumbers,
  fitsNumberLane,
  type OverflowMode,
  type QFormat,
  requantise,
  roundingModes,
  roundShift,
  roundShiftWide,
  stochasticRules,
  widthFitsDouble,
  widthOfDifference,
  widthOfFormat,
  widthOfProduct,
  widthOfShift,
  widthOfSum,
} from '../../core/fixed/index.js';
import {
  oracleHighest,
  oracleLowest,
  oracleOperate,
  oracleRequantise,
  oracleRound,
} from '../support/bigint-oracle.js';

/** 100,000 operations in the normal test, ten times that in a soak run (SOAK=1). */
const soak = process.env.SOAK === '1';
const pairs = soak ? 1_000_000 : 100_000;

vi.setConfig({ testTimeout: soak ? 1_800_000 : 60_000 });

/** A generator with a fixed start, so that a failure can be repeated: xorshift32. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = (below: number) => number;

function anyFormat(random: Random): QFormat {
  const wordBits = [1 + random(8), 1 + random(24), 1 + random(53), 1 + random(64)][random(4)] ?? 8;
  return { signed: random(3) > 0, wordBits, fracBits: random(wordBits + 24) - 12 };
}

function anyOverflow(random: Random, format: QFormat): OverflowMode {
  const kinds = ['saturate', 'saturate_zero', 'saturate_symmetric', 'wrap', 'wrap_sm'] as const;
  const kind = kinds[random(format.signed ? 5 : 4)] ?? 'saturate';
  if (kind === 'wrap' || kind === 'wrap_sm')
    return { kind, bits: random(Math.min(format.wordBits, 5) + 1) };
  return { kind };
}

/** Uniform bits, or a corner: lo, lo + 1, -1, 0, 1, hi - 1, hi, a power of two and its neighbours. */
function anyCode(random: Random, format: QFormat): bigint {
  const low = oracleLowest(format);
  const high = oracleHighest(format);
  const power = 1n << BigInt(random(format.wordBits));
  const corners = [low, low + 1n, -1n, 0n, 1n, high - 1n, high, power, power - 1n, -power - 1n];
  let code = 0n;
  for (let bits = 0; bits < format.wordBits; bits += 16)
    code = (code << 16n) | BigInt(random(65536));
  if (random(3) === 0) code = corners[random(corners.length)] ?? 0n;
  return format.signed
    ? BigInt.asIntN(format.wordBits, code)
    : BigInt.asUintN(format.wordBits, code);
}

describe.each(['+', '-', '*'] as const)('random operands through %s', (operator) => {
  it(`equals the oracle in ${pairs} cases, in both lanes where both apply`, () => {
    const random = numbers(operator.charCodeAt(0) * 7919);
    const wrong: string[] = [];
    let both = 0;
    for (let count = 0; count < pairs; count++) {
      const [a, b, to] = [anyFormat(random), anyFormat(random), anyFormat(random)];
      const [x, y] = [anyCode(random, a), anyCode(random, b)];
      const rounding = roundingModes[random(roundingModes.length)] ?? 'floor';
      const rule = stochasticRules[random(4)] ?? 'lt_high';
      const overflow = anyOverflow(random, to);
      const profile = random(4) === 0 ? 'ap' : 'standard';
      const word = random(65536) * 65536 + random(65536);
      const bits = 1 + random(32);
      const exact = oracleOperate(operator, x, a.fracBits, y, b.fracBits);
      const shift = exact.fracBits - to.fracBits;
      const expected = oracleRequantise(exact.code, shift, to, rounding, overflow, profile, {
        word: BigInt(word),
        rule,
        bits,
      });
      const requantisation = { to, rounding, overflow };
      const context = { profile, stochastic: { rule, bits } } as const;

      const left = a.fracBits < b.fracBits ? b.fracBits - a.fracBits : 0;
      const right = b.fracBits < a.fracBits ? a.fracBits - b.fracBits : 0;
      const place = operator === '*' ? [0, 0] : [left, right];
      const [lift = 0, otherLift = 0] = place;
      const wideX = exactBigints.shiftLeft(x, lift);
      const wideY = exactBigints.shiftLeft(y, otherLift);
      const name = operator === '+' ? 'add' : operator === '-' ? 'subtract' : 'multiply';
      const wide = compileRequantiseWide(shift, requantisation, context);
      const got = wide(exactBigints[name](wideX, wideY), word);
      const text = `${x} ${operator} ${y} >> ${shift} ${rounding}/${rule}/${bits} ${JSON.stringify(overflow)} ${profile} word ${word}`;
      if (got !== expected) wrong.push(`wide ${text}: ${got}, not ${expected}`);

      const widths = [
        widthOfShift(widthOfFormat(a), lift),
        widthOfShift(widthOfFormat(b), otherLift),
      ] as const;
      const bound = { '+': widthOfSum, '-': widthOfDifference, '*': widthOfProduct }[operator](
        ...widths,
      );
      if (
        widths.every(widthFitsDouble) &&
        widthFitsDouble(bound) &&
        fitsNumberLane(shift, requantisation)
      ) {
        both++;
        const fast = compileRequantise(shift, requantisation, context);
        const value = exactNumbers[name](
          exactNumbers.shiftLeft(Number(x), lift),
          exactNumbers.shiftLeft(Number(y), otherLift),
        );
        const code = fast(value, word);
        if (!Object.is(code, Number(expected)))
          wrong.push(`fast ${text}: ${code}, not ${expected}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(both).toBeGreaterThan(pairs / 10);
  });
});

describe('corner sets squared', () => {
  const formats: readonly QFormat[] = [
    { signed: true, wordBits: 8, fracBits: 7 },
    { signed: false, wordBits: 8, fracBits: 12 },
    { signed: true, wordBits: 24, fracBits: 15 },
    { signed: true, wordBits: 26, fracBits: -3 },
    { signed: true, wordBits: 32, fracBits: 40 },
  ];
  const targets: readonly QFormat[] = [
    { signed: true, wordBits: 16, fracBits: 8 },
    { signed: false, wordBits: 12, fracBits: 14 },
    { signed: true, wordBits: 53, fracBits: 20 },
    { signed: true, wordBits: 64, fracBits: 30 },
  ];
  function corners(format: QFormat): readonly bigint[] {
    const low = oracleLowest(format);
    const high = oracleHighest(format);
    const all = [low, low + 1n, -1n, 0n, 1n, high - 1n, high];
    for (let place = 0; place < format.wordBits; place++) {
      const power = 1n << BigInt(place);
      all.push(power, power - 1n, power + 1n, -power, -power - 1n, -power + 1n);
    }
    return [...new Set(all.filter((code) => code >= low && code <= high))];
  }

  it.each(formats)('products of $wordBits-bit corners', (format) => {
    const wrong: string[] = [];
    for (const to of targets)
      for (const rounding of ['floor', 'nearest_even', 'nearest_away', 'toward_zero'] as const)
        for (const overflow of [{ kind: 'saturate' }, { kind: 'wrap', bits: 0 }] as const) {
          const shift = 2 * format.fracBits - to.fracBits;
          const fast = fitsNumberLane(shift, { to, rounding, overflow })
            ? compileRequantise(shift, { to, rounding, overflow })
            : undefined;
          const codes = corners(format);
          for (const x of codes)
            for (const y of codes) {
              const product = x * y;
              const expected = oracleRequantise(product, shift, to, rounding, overflow);
              if (requantise(product, shift, { to, rounding, overflow }) !== expected)
                wrong.push(`wide ${x} * ${y} ${rounding}`);
              if (fast === undefined || !Number.isSafeInteger(Number(product))) continue;
              if (!Object.is(fast(Number(product), 0), Number(expected)))
                wrong.push(`fast ${x} * ${y} ${rounding}`);
            }
        }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

describe('rounding alone, up to the edge of float64', () => {
  const limit = Number.MAX_SAFE_INTEGER;
  const value = fc.oneof(
    fc.integer({ min: -limit, max: limit }),
    fc.constantFrom(limit, -limit, limit - 1, 1 - limit, 0, -1, 1),
    fc
      .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
      .map(([place, offset, negative]) => (2 ** place + offset) * (negative ? -1 : 1)),
  );
  it('drops any number of bits as the oracle does', () => {
    fc.assert(
      fc.property(
        value,
        fc.integer({ min: -4, max: 70 }),
        fc.constantFrom(...roundingModes),
        fc.constantFrom(...stochasticRules),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.integer({ min: 1, max: 32 }),
        (exact, shift, mode, rule, word, bits) => {
          fc.pre(shift >= 0 || Math.abs(exact) < 2 ** 49);
          const expected = oracleRound(BigInt(exact), shift, mode, {
            word: BigInt(word),
            rule,
            bits,
          });
          expect(
            Object.is(roundShift(exact, shift, mode, word, { rule, bits }), Number(expected)),
          ).toBe(true);
          expect(roundShiftWide(BigInt(exact), shift, mode, word, { rule, bits })).toBe(expected);
        },
      ),
      { numRuns: soak ? 500_000 : 20_000 },
    );
  });
});
