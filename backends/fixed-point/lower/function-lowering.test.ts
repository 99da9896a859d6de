import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import { maxWord, minWord, parseFormat } from '../../../core/fixed/index.js';
import { exprel, KernelBuilder, type ValueId } from '../../../core/ir/index.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { interpretFixedKernel } from '../interpreter/interpret-kernel.js';
import type { ArrayFormat, CodeTable, FixedKernel } from './fixed-ir.js';
import { lowerKernel } from './lower-kernel.js';
import { one } from './rational.js';

type Range = readonly [low: number, high: number];

function format(array: string, text: string, range?: Range): ArrayFormat {
  const parsed = parseFormat(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const bound = (value: number) => ({ value, provenance: 'declared' }) as const;
  return {
    array,
    format: parsed.format,
    wordClass: 'state',
    rounding: 'nearest_even',
    overflow: { kind: 'saturate' },
    scale: one,
    unit: '1',
    boundAtLsb: false,
    ...(range === undefined
      ? {}
      : { range: { low: bound(range[0]), high: bound(range[1]), proved: true } }),
  };
}

interface Evaluated {
  readonly tables: readonly CodeTable[];
  readonly kernel: FixedKernel;
  /** Input and result for every code of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Inputs brought into the range of the table. */
  readonly outside: number;
}

/** P.y = f(P.x, P.z = 1) in integers, for every code of x. */
function evaluate(
  text: string,
  range: Range,
  expression: (b: KernelBuilder, x: ValueId, z: ValueId) => ValueId,
  changes: Parameters<typeof testHardware>[0] = {},
  lut: Partial<{ entries: number; interpolation: 'none' | 'linear' }> = {},
): Evaluated {
  const input = format('P.x', text, range);
  const [low, high] = [minWord(input.format), maxWord(input.format)];
  const count = high - low + 1;
  const b = new KernelBuilder('P.update', { kind: 'elements', object: 'P', count });
  b.store('P.y', 'lane', expression(b, b.load('P.x'), b.load('P.z')));
  const tables: CodeTable[] = [];
  const diagnostics = new Diagnostics();
  const base = testHardware({ temporaryBits: 62, multiplier: 'none', ...changes });
  const kernel = lowerKernel(b.finish(), {
    hardware: { ...base, lut: { ...base.lut, ...lut } },
    dtSeconds: 1e-4,
    formats: new Map(
      [input, format('P.y', 's48f30'), format('P.z', 's16f8', [1, 1])].map((entry) => [
        entry.array,
        entry,
      ]),
    ),
    valueTables: new Map(),
    accumulators: new Map(),
    accumulated: new Set(),
    diagnostics,
    decayTable: () => undefined,
    guards: new Map(),
    functionTable: (table) => {
      tables.push({ ...table, name: `t${tables.length}` });
      return tables.at(-1) as CodeTable;
    },
    noteConstant: () => undefined,
    noteContribution: () => undefined,
  });
  if (kernel === undefined) throw new Error(diagnostics.all.map((d) => d.message).join('; '));
  const storage = (codes: Float64Array) => ({ count, slots: 1, data: codes });
  const y = new Float64Array(count);
  const { run, counters } = interpretFixedKernel(
    kernel,
    {
      arrays: new Map([
        ['P.x', storage(Float64Array.from({ length: count }, (_, lane) => low + lane))],
        ['P.y', storage(y)],
        ['P.z', storage(new Float64Array(count).fill(256))],
      ]),
      tables: new Map(tables.map((table) => [table.name, table])),
      requantisation: { profile: 'standard', stochastic: { rule: 'lt_high', bits: 16 } },
      word: () => 0,
      drawsAlways: true,
      limits: new Map(),
    },
    true,
  );
  run(0, undefined, 0, count);
  const lsb = 2 ** -input.format.fracBits;
  return {
    tables,
    kernel,
    points: Array.from(y, (code, lane) => [(low + lane) * lsb, code * 2 ** -30] as const),
    outside: counters
      .map((entry) => entry.snapshot())
      .filter(({ name }) => name === 'table index')
      .reduce((sum, { overflowNegative }) => sum + overflowNegative, 0),
  };
}

const unary =
  (op: Parameters<KernelBuilder['unary']>[0]) =>
  (b: KernelBuilder, x: ValueId): ValueId =>
    b.unary(op, x);
const alpha = (b: KernelBuilder, x: ValueId): ValueId => {
  const rise = exprel(b, b.div(b.sub(b.constant(0.3), x), b.constant(0.4)));
  return b.div(b.constant(0.7), rise);
};

describe('a function of a variable', () => {
  it.each<
    readonly [string, Range, (b: KernelBuilder, x: ValueId) => ValueId, (x: number) => number]
  >([
    ['s16f13', [-4, 3.9], unary('exp'), Math.exp],
    ['s16f13', [0.1, 3.9], unary('log'), Math.log],
    ['s16f13', [0.1, 3.9], unary('log10'), Math.log10],
    ['s16f13', [-0.9, 3.9], unary('log1p'), Math.log1p],
    ['s16f13', [-3, 3], unary('expm1'), Math.expm1],
    ['s16f13', [-4, 3.9], unary('sin'), Math.sin],
    ['s16f13', [-4, 3.9], unary('cos'), Math.cos],
    ['s16f13', [-1.4, 1.4], unary('tan'), Math.tan],
    ['s16f13', [-3, 3], unary('sinh'), Math.sinh],
    ['s16f13', [-3, 3], unary('cosh'), Math.cosh],
    ['s16f13', [-3, 3], unary('tanh'), Math.tanh],
    ['s16f13', [-0.9, 0.9], unary('arcsin'), Math.asin],
    ['s16f13', [-0.9, 0.9], unary('arccos'), Math.acos],
    ['s16f13', [-3, 3], unary('arctan'), Math.atan],
    ['u16f14', [0, 3.9], unary('sqrt'), Math.sqrt],
    ['u16f14', [0.1, 3.9], (b, x) => b.binary('pow', x, b.constant(-1.3)), (x) => x ** -1.3],
    ['u16f14', [0, 3.9], (b, x) => b.binary('pow', x, b.constant(1.5)), (x) => x ** 1.5],
    ['s16f13', [-3, 3], exprel, (x) => (x === 0 ? 1 : Math.expm1(x) / x)],
    [
      's16f13',
      [-3, 3],
      alpha,
      (x) => {
        const u = (0.3 - x) / 0.4;
        return (0.7 * u) / Math.expm1(u);
      },
    ],
  ])('stays within the error of its table: %s over %j', (text, range, expression, exact) => {
    const { tables, points } = evaluate(text, range, expression);
    expect(tables).toHaveLength(1);
    const { error, errorIs } = tables[0]?.approximates ?? { error: 0, errorIs: 'none' };
    expect(errorIs).toBe('proved');
    let worst = 0;
    for (const [x, y] of points) {
      if (x < range[0] || x > range[1]) continue;
      const value = exact(x);
      if (Number.isFinite(value)) worst = Math.max(worst, Math.abs(y - value));
    }
    expect(worst).toBeLessThanOrEqual(error + 2 ** -31);
    // A bound that is far away from what happens would be of no use.
    expect(worst).toBeGreaterThan(error / 40);
  });

  it('reads the nearest entry where the hardware does not interpolate', () => {
    const { tables, kernel, points } = evaluate(
      's10f7',
      [-4, 3.9],
      unary('tanh'),
      {},
      {
        interpolation: 'none',
      },
    );
    expect(kernel.body.some(({ op }) => op === 'table')).toBe(true);
    expect(kernel.body.some(({ op }) => op === 'interpolate')).toBe(false);
    expect(tables[0]?.rows).toBeLessThanOrEqual(256);
    const { error } = tables[0]?.approximates ?? { error: 0 };
    const worst = Math.max(...points.map(([x, y]) => Math.abs(y - Math.tanh(Math.min(x, 3.9)))));
    expect(worst).toBeLessThanOrEqual(error + 2 ** -31);
    // Four inputs per entry: half of 4/128 times the steepest slope, and a little of rounding.
    expect(error).toBeGreaterThan(0.01);
    expect(error).toBeLessThan(0.02);
  });

  it('counts every input outside of its range, and gives the value at the nearer end', () => {
    const { points, outside } = evaluate('s10f7', [-1, 2], unary('exp'));
    // Codes -512 .. -129 lie below -1, and 257 .. 511 above 2.
    expect(outside).toBe(384 + 255);
    const at = (x: number): number => points.find(([value]) => value === x)?.[1] ?? Number.NaN;
    expect(at(-4)).toBe(at(-1));
    expect(at(3.9921875)).toBe(at(2));
  });

  it('is one table for the whole sub-expression, but leaves a linear term to arithmetic', () => {
    const { tables, kernel, points } = evaluate('s16f13', [-3, 3], (b, x) =>
      b.sub(b.mul(b.constant(0.5), b.unary('exp', b.mul(x, b.constant(2)))), x),
    );
    expect(tables.map(({ approximates }) => approximates?.expression)).toEqual([
      '(0.5 * exp((P.x * 2)))',
    ]);
    expect(kernel.body.filter(({ op }) => op === 'interpolate')).toHaveLength(1);
    const { error } = tables[0]?.approximates ?? { error: 0 };
    for (const [x, y] of points) {
      if (Math.abs(x) > 3) continue;
      expect(Math.abs(y - (0.5 * Math.exp(2 * x) - x))).toBeLessThanOrEqual(error + 2 ** -30);
    }
  });

  it('of two variables is read with the value they make', () => {
    const { tables, points } = evaluate('s10f7', [-3, 3], (b, x, z) => b.unary('exp', b.mul(x, z)));
    expect(tables[0]?.approximates).toMatchObject({ expression: 'exp(x)', low: -3, high: 3 });
    const { error } = tables[0]?.approximates ?? { error: 0 };
    for (const [x, y] of points) {
      if (Math.abs(x) > 3) continue;
      expect(Math.abs(y - Math.exp(x))).toBeLessThanOrEqual(error + 2 ** -31);
    }
  });

  it('has more fraction bits where it varies little: entries are differences to an offset', () => {
    const { tables } = evaluate('s16f13', [-1, 1], (b, x) =>
      b.unary('exp', b.mul(x, b.constant(0.001))),
    );
    // 0.999 .. 1.001 in 16 bits: 0.002 * 2^24 < 2^16, where 1 itself would leave room for 2^15.
    expect(tables[0]?.format.fracBits).toBe(24);
    expect(tables[0]?.approximates?.offset).toBeCloseTo(0.999, 5);
  });
});

describe('a division by a variable', () => {
  it.each<readonly [string, Range]>([
    ['u16f15', [1, 2]],
    ['u16f12', [0.001, 16]],
    ['u16f4', [3, 4000]],
    ['s16f10', [-32, -0.01]],
  ])('has a small relative error at every magnitude: %s over %j', (text, range) => {
    const { tables, points } = evaluate(text, range, (b, x, z) =>
      b.div(b.add(z, b.constant(0)), b.mul(x, b.constant(1))),
    );
    expect(tables.map(({ approximates }) => approximates?.expression)).toEqual(['1/m']);
    const { error } = tables[0]?.approximates ?? { error: 0 };
    expect(error).toBeLessThan(4e-5);
    for (const [x, y] of points) {
      if (x < range[0] || x > range[1]) continue;
      // 1/m lies in 1/2 .. 1: relative to it an error is at most twice as large.
      expect(Math.abs(y * x - 1)).toBeLessThanOrEqual(2 * error + Math.abs(x) * 2 ** -31);
    }
  });

  it('of a variable by a function of itself is one table', () => {
    const { tables, points } = evaluate('s10f7', [-3, 3], (b, x) =>
      b.div(x, b.add(b.constant(1), b.mul(x, x))),
    );
    expect(tables).toHaveLength(1);
    const { error } = tables[0]?.approximates ?? { error: 0 };
    for (const [x, y] of points) {
      if (Math.abs(x) <= 3) expect(Math.abs(y - x / (1 + x * x))).toBeLessThanOrEqual(error + 1e-9);
    }
  });
});
