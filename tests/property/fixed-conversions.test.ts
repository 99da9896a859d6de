import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpretFixedKernel } from '../../backends/fixed-point/interpreter/interpret-kernel.js';
import { FixedBuilder } from '../../backends/fixed-point/lower/fixed-builder.js';
import type { ArrayFormat, FixedKernel } from '../../backends/fixed-point/lower/fixed-ir.js';
import { lowerKernel } from '../../backends/fixed-point/lower/lower-kernel.js';
import { numberSites } from '../../backends/fixed-point/lower/number-sites.js';
import { one } from '../../backends/fixed-point/lower/rational.js';
import { Diagnostics } from '../../core/diagnostics/index.js';
import {
  arithmeticProfiles,
  type OverflowMode,
  type QFormat,
  roundingModes,
  stochasticRules,
} from '../../core/fixed/index.js';
import { KernelBuilder } from '../../core/ir/index.js';
import { oracleHighest, oracleLowest, oracleRequantise } from '../support/bigint-oracle.js';
import { wordAt } from '../support/fixed-oracle.js';
import { testHardware } from '../support/test-hardware.js';

// From one format to another through the nodes of a kernel: signed and unsigned words, binary points
// left of the word (F > W) and right of it (F < 0), every rounding, overflow and vendor profile,
// against exact fractions. Twice: on numbers, and far beyond 2^53 on BigInt.

const lanes = 24;

const formats: fc.Arbitrary<QFormat> = fc
  .record({ signed: fc.boolean(), wordBits: fc.integer({ min: 1, max: 53 }) })
  .chain(({ signed, wordBits }) =>
    fc
      .integer({ min: -wordBits - 8, max: 2 * wordBits + 8 })
      .map((fracBits) => ({ signed, wordBits, fracBits })),
  );

/** Neighbours in place, so that bits are dropped, kept and added. */
const pairs = fc
  .tuple(formats, formats, fc.integer({ min: -12, max: 40 }))
  .map(([from, to, drop]) => ({ from, to: { ...to, fracBits: from.fracBits - drop } }));

function overflowOf({ signed, wordBits }: QFormat): fc.Arbitrary<OverflowMode> {
  const bits = fc.integer({ min: 0, max: Math.min(wordBits, 5) });
  return fc.oneof(
    fc.constantFrom<OverflowMode>(
      { kind: 'saturate' },
      { kind: 'saturate_zero' },
      { kind: 'saturate_symmetric' },
    ),
    bits.map((count): OverflowMode => ({ kind: 'wrap', bits: count })),
    ...(signed ? [bits.map((count): OverflowMode => ({ kind: 'wrap_sm', bits: count }))] : []),
  );
}

const cases = pairs.chain(({ from, to }) =>
  fc.record({
    from: fc.constant(from),
    to: fc.constant(to),
    rounding: fc.constantFrom(...roundingModes),
    rule: fc.constantFrom(...stochasticRules),
    overflow: overflowOf(to),
    profile: fc.constantFrom(...arithmeticProfiles),
    codes: fc.array(
      fc.oneof(
        fc.bigInt({ min: oracleLowest(from), max: oracleHighest(from) }),
        fc.constantFrom(oracleLowest(from), oracleHighest(from), 0n),
      ),
      { minLength: lanes, maxLength: lanes },
    ),
  }),
);
type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

const domain = { kind: 'elements', object: 'P', count: lanes } as const;

function execute(kernel: FixedKernel, { codes, profile, rule }: Case): readonly number[] {
  const y = new Float64Array(lanes);
  const [numbered] = numberSites([kernel]);
  const { run } = interpretFixedKernel(
    numbered as FixedKernel,
    {
      arrays: new Map([
        ['x', { count: lanes, slots: 1, data: Float64Array.from(codes, Number) }],
        ['y', { count: lanes, slots: 1, data: y }],
      ]),
      tables: new Map(),
      requantisation: { profile, stochastic: { rule, bits: 16 } },
      word: wordAt,
      drawsAlways: true,
      limits: new Map(),
    },
    false,
  );
  run(3, undefined, 0, lanes);
  return [...y];
}

/** x shifted left by `places`, then requantised: exact values of up to 53 + places bits. */
function direct({ from, to, rounding, overflow }: Case, places: number): FixedKernel {
  const b = new FixedBuilder('P.k', domain);
  const range = { lowest: oracleLowest(from), highest: oracleHighest(from) };
  const x = b.append({ op: 'load', array: 'x', index: 'lane', range, fraction: from.fracBits });
  const value = b.requantise({
    operand: b.shift(x, places),
    shift: from.fracBits + places - to.fracBits,
    to,
    rounding,
    overflow,
    wordClass: 'state',
    name: 'y',
  });
  b.append({ op: 'store', array: 'y', index: 'lane', value, fraction: 0 });
  return b.finish(undefined);
}

/** y = x, lowered from float64. */
function lowered({ from, to, rounding, overflow }: Case): FixedKernel {
  const b = new KernelBuilder('P.k', domain);
  b.store('y', 'lane', b.load('x'));
  const entry = (array: string, format: QFormat): ArrayFormat => ({
    array,
    format,
    wordClass: 'state',
    rounding,
    overflow,
    scale: one,
    unit: '1',
    boundAtLsb: false,
  });
  const diagnostics = new Diagnostics();
  const kernel = lowerKernel(b.finish(), {
    hardware: testHardware({ temporaryBits: 64, multiplier: 'none' }),
    dtSeconds: 1e-3,
    formats: new Map([
      ['x', entry('x', from)],
      ['y', entry('y', to)],
    ]),
    valueTables: new Map(),
    accumulators: new Map(),
    accumulated: new Set(),
    diagnostics,
    decayTable: () => undefined,
    guards: new Map(),
    functionTable: () => {
      throw new Error('a conversion needs no table');
    },
    noteConstant: () => undefined,
    noteContribution: () => undefined,
  });
  if (kernel === undefined) throw new Error(diagnostics.all.map((d) => d.message).join('; '));
  return kernel;
}

function expected(found: Case, places: number): readonly number[] {
  const { from, to, rounding, overflow, profile, rule, codes } = found;
  const shift = from.fracBits + places - to.fracBits;
  return codes.map((code, lane) => {
    const word = rounding === 'stochastic' && shift > 0 ? wordAt(32768, 3, lane) : 0;
    const draw = { word: BigInt(word), rule, bits: 16 };
    const exact = code * 2n ** BigInt(places);
    return Number(oracleRequantise(exact, shift, to, rounding, overflow, profile, draw));
  });
}

describe('conversions between formats', () => {
  it('equal exact fractions on numbers', () => {
    fc.assert(
      fc.property(cases, (found) => {
        expect(execute(direct(found, 0), found)).toEqual(expected(found, 0));
      }),
      { numRuns: 3000 },
    );
  });

  it('equal exact fractions on BigInt', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 53, max: 70 }), (found, places) => {
        expect(execute(direct(found, places), found)).toEqual(expected(found, places));
      }),
      { numRuns: 1000 },
    );
  });

  it('of an assignment are those of the format that is stored', () => {
    fc.assert(
      fc.property(cases, (found) => {
        expect(execute(lowered(found), found)).toEqual(expected(found, 0));
      }),
      { numRuns: 3000 },
    );
  });
});
