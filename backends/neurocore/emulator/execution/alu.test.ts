import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  arithmeticProfiles,
  type OverflowMode,
  roundingModes,
  stochasticRules,
} from '../../../../core/fixed/index.js';
import { oracleRequantise, oracleRound } from '../../../../tests/support/bigint-oracle.js';
import { instruction } from '../../../../tests/support/neurocore-section.js';
import { createBitMemory, type FormatEntry, writeField } from '../../image/index.js';
import type { Opcode } from '../../isa/index.js';
import { createCoreCounters } from '../counters.js';
import { FaultLog } from '../fault-log.js';
import { AluStep } from './alu.js';
import type { ArithmeticContext, SectionProgram } from './section-program.js';

const word = 0x9d3c51e7;
const table = [7, 40_000, 65_535, 12, 0];

interface Case {
  readonly op: Opcode;
  readonly a: bigint;
  readonly b: bigint;
  readonly shift: number;
  readonly registerBits: number;
  readonly format: FormatEntry | undefined;
  readonly profile: (typeof arithmeticProfiles)[number];
  readonly rule: (typeof stochasticRules)[number];
  readonly bits: number;
  readonly always: boolean;
}

const formats: fc.Arbitrary<FormatEntry> = fc
  .record({
    signed: fc.boolean(),
    wordBits: fc.integer({ min: 1, max: 40 }),
    rounding: fc.constantFrom(...roundingModes),
    kind: fc.constantFrom('saturate', 'saturate_zero', 'saturate_symmetric', 'wrap', 'wrap_sm'),
    bits: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ signed, wordBits, rounding, kind, bits }): FormatEntry => {
    const plain = kind !== 'wrap' && (kind !== 'wrap_sm' || !signed);
    const overflow: OverflowMode = plain
      ? { kind: kind === 'wrap_sm' ? 'saturate' : (kind as 'saturate') }
      : { kind: kind as 'wrap', bits: Math.min(bits, wordBits) };
    return { to: { signed, wordBits, fracBits: 0 }, rounding, overflow };
  });

/** Values of a register: ends, small ones, and any. */
function registers(bits: number): fc.Arbitrary<bigint> {
  const half = 1n << BigInt(bits - 1);
  return fc.oneof(
    fc.bigInt({ min: -half, max: half - 1n }),
    fc.bigInt({ min: -9n, max: 9n }),
    fc.constantFrom(-half, half - 1n, 1n - half),
  );
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(32, 40, 50, 53, 60, 64)
  .chain((registerBits) =>
    fc.record({
      op: fc.constantFrom('MOV', 'ADD', 'SUB', 'MUL', 'DEC', 'LUT', 'LUTI', 'MIN', 'MAX', 'ACC'),
      a: registers(registerBits),
      b: registers(registerBits),
      shift: fc.oneof(fc.integer({ min: -64, max: 63 }), fc.integer({ min: -4, max: 20 })),
      registerBits: fc.constant(registerBits),
      format: fc.option(formats, { nil: undefined, freq: 5 }),
      profile: fc.constantFrom(...arithmeticProfiles),
      rule: fc.constantFrom(...stochasticRules),
      bits: fc.integer({ min: 1, max: 32 }),
      always: fc.boolean(),
    }),
  )
  // ACC never rounds stochastically: such a section is illegal.
  .map((one) =>
    one.format?.rounding === 'stochastic' && one.op === 'ACC' ? { ...one, op: 'MOV' } : one,
  );

/** The definitions of the instruction set on integers of any size. */
function oracle(one: Case): { readonly value: bigint; readonly fault: boolean } {
  const { op, a, b, shift, format } = one;
  const up = 2n ** BigInt(Math.max(0, shift));
  const down = 2n ** BigInt(Math.max(0, -shift));
  const entry = (index: bigint): bigint => {
    const last = BigInt(table.length - 1);
    return BigInt(table[Number(index < 0n ? 0n : index > last ? last : index)] as number);
  };
  const scaled = oracleRound(a, shift, 'floor');
  let exact: bigint;
  let dropped = 0;
  switch (op) {
    case 'ADD':
      exact = a * down + b * up;
      break;
    case 'SUB':
      exact = a * down - b * up;
      break;
    case 'MUL':
      [exact, dropped] = [a * b, shift];
      break;
    case 'DEC':
      [exact, dropped] = [a * entry(b), shift];
      break;
    case 'LUT':
      return inRegister(entry(scaled), one.registerBits);
    case 'LUTI': {
      const index = scaled < 0n ? 0n : scaled;
      const [low, high] = [entry(index), entry(index + 1n)];
      const fraction = ((a % up) + up) % up;
      const rise = oracleRound((high - low) * fraction, Math.max(0, shift), 'floor');
      return inRegister(low + rise, one.registerBits);
    }
    case 'MIN':
      return inRegister(a < b ? a : b, one.registerBits);
    case 'MAX':
      return inRegister(a > b ? a : b, one.registerBits);
    default:
      [exact, dropped] = [a, shift];
  }
  if (format === undefined)
    return inRegister(oracleRound(exact, dropped, 'floor'), one.registerBits);
  const sum = op === 'ADD' || op === 'SUB';
  const inexact = dropped > 0 && exact % 2n ** BigInt(dropped) !== 0n;
  // A word is not drawn for exact values unless the generator always runs.
  const drawn = dropped > 0 && (inexact || one.always) ? BigInt(word) : 0n;
  const value = oracleRequantise(
    exact,
    dropped,
    format.to,
    sum ? 'floor' : format.rounding,
    format.overflow,
    one.profile,
    { word: drawn, rule: one.rule, bits: one.bits },
  );
  return inRegister(value, one.registerBits);
}

/** Registers keep the low bits. */
function inRegister(value: bigint, bits: number): { value: bigint; fault: boolean } {
  const size = 2n ** BigInt(bits);
  const low = ((value % size) + size) % size;
  const kept = low >= size / 2n ? low - size : low;
  return { value: kept, fault: kept !== value };
}

function chip(one: Case): { readonly value: bigint; readonly fault: boolean } {
  const lut = createBitMemory(table.length, 16);
  for (const [at, value] of table.entries()) writeField(lut, at, 0, 16, value);
  const faults = new FaultLog();
  const context: ArithmeticContext = {
    core: 0,
    registerBits: one.registerBits,
    formats: [undefined, one.format],
    tables: [{ base: 0, length: table.length, signed: false }],
    constants: new Float64Array(32),
    constantBits: 32,
    lut,
    requantisation: { profile: one.profile, stochastic: { rule: one.rule, bits: one.bits } },
    drawsAlways: one.always,
    stream: { word: () => word, uniform: () => 0, openUniform: () => 0, normal: () => 0 },
    counters: createCoreCounters(2),
    faults,
  };
  const format = one.format === undefined ? 0 : 1;
  const section: SectionProgram = {
    role: 'body',
    instructions: [instruction(one.op, { shift: one.shift, format })],
    cycles: 1,
    constantBase: 0,
    siteBase: 0,
    objectId: 1,
    blocks: 0,
    update: undefined,
    illegal: undefined,
  };
  const step = new AluStep(context, section, 0);
  const value =
    one.registerBits > 53
      ? step.evaluateWide(one.a, one.b, 0, 0)
      : BigInt(step.evaluate(Number(one.a), Number(one.b), 0, 0));
  return { value, fault: faults.list.length > 0 };
}

it('computes what the definitions say: all rounding and overflow modes, shifts, rules and profiles', () => {
  fc.assert(
    fc.property(cases, (one) => {
      expect(chip(one)).toEqual(oracle(one));
    }),
    { numRuns: 6000 },
  );
});
