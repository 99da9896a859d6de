import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import { parseFormat } from '../../../core/fixed/index.js';
import type { ScalarKernel } from '../../../core/ir/index.js';
import { KernelBuilder } from '../../../core/ir/index.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { decayTable } from './decay-table.js';
import type { ArrayFormat, FixedKernel } from './fixed-ir.js';
import { lowerKernel } from './lower-kernel.js';
import type { LoweringContext } from './lowering-context.js';
import { printFixedKernel } from './print.js';
import { one, type Rational, rational } from './rational.js';

const milli = rational(1n, 1000n);

function format(
  array: string,
  text: string,
  scale: Rational = one,
  rounding = 'floor',
): ArrayFormat {
  const parsed = parseFormat(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return {
    array,
    format: parsed.format,
    wordClass: 'state',
    rounding: rounding as ArrayFormat['rounding'],
    overflow: { kind: 'saturate' },
    scale,
    unit: '1',
    boundAtLsb: false,
  };
}

function lower(
  kernel: ScalarKernel,
  formats: readonly ArrayFormat[],
  changes: Parameters<typeof testHardware>[0] = {},
): { readonly fixed: FixedKernel | undefined; readonly diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  const context: LoweringContext = {
    hardware: testHardware(changes),
    dtSeconds: 1e-4,
    formats: new Map(formats.map((entry) => [entry.array, entry])),
    valueTables: new Map(),
    accumulators: new Map(),
    accumulated: new Set(),
    diagnostics,
    decayTable: (rate) => decayTable('decay', rate, 8),
    guards: new Map(),
    functionTable: (table) => ({ ...table, name: table.approximates.expression }),
    noteConstant: () => undefined,
    noteContribution: () => undefined,
  };
  return { fixed: lowerKernel(kernel, context), diagnostics };
}

function text(kernel: FixedKernel | undefined): readonly string[] {
  if (kernel === undefined) throw new Error('nothing was lowered');
  return printFixedKernel(kernel)
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

const lanes = { kind: 'elements', object: 'P', count: 4 } as const;

describe('lowerKernel', () => {
  it('folds step and time constant into one stored constant and requantises the sum once', () => {
    // v + dt*(-v/tau), v in mV, dt/tau = 1/200: one product with round(2^23/200) at 16 bits.
    const build = new KernelBuilder('P.update', lanes);
    const v = build.load('P.v');
    const slope = build.div(build.neg(v), build.constant(0.02));
    build.store('P.v', 'lane', build.add(v, build.mul(build.constant(1e-4), slope)));
    const { fixed } = lower(build.finish(), [format('P.v', 's16f7', milli)]);
    // 1/200 = 0.005: 16 bits hold round(0.005 * 2^23) = 41943 (0.005 * 2^23 = 41943.04).
    expect(text(fixed)).toEqual([
      '%0 load array "P.v" index "lane" f7 [-32768, 32767]',
      '%1 neg operand %0 f7 [-32767, 32768]'.replace('%0', '0'),
      '%2 const code 41943 f23 [41943, 41943]',
      '%3 mul left 1 right 2 f30 [-1374346281, 1374388224]',
      '%4 shift operand 0 bits 23 f30 [-274877906944, 274869518336]',
      '%5 add left 4 right 3 f30 [-276252253225, 276243906560]',
      '%6 requantise operand 5 shift 23 to s16f7 rounding "floor" overflow saturate wordClass "state" name "P.v" addends [4,3] f7 [-32768, 32767]',
      '%7 store array "P.v" index "lane" value 6',
    ]);
  });

  it('gives an additive constant the binary point of what it is added to', () => {
    // v - (-52 mV), v s16f7 mV: the constant is -52 * 2^7 = -6656.
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.v', 'lane', build.sub(build.load('P.v'), build.constant(-52 * 0.001)));
    const { fixed } = lower(build.finish(), [format('P.v', 's16f7', milli)]);
    expect(text(fixed)[1]).toBe('%1 const code -6656 f7 [-6656, -6656]');
  });

  it('adds millivolts to volts through a constant of 1000', () => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.v', 'lane', build.add(build.load('P.v'), build.load('P.u')));
    const { fixed } = lower(build.finish(), [
      format('P.v', 's16f7', milli),
      format('P.u', 's16f10'),
    ]);
    // u is kept in volt, a plain scale as well; the left operand's scale wins: u * 1000.
    expect(text(fixed).join('\n')).toContain('const code 1000 f0');
  });

  it('narrows operands to the multiplier ports and products to the temporaries', () => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.v', 'lane', build.mul(build.load('P.v'), build.load('P.u')));
    const formats = [format('P.v', 's24f15'), format('P.u', 's24f15')];
    const { fixed } = lower(build.finish(), formats, { multiplier: [18, 16], temporaryBits: 32 });
    const product = fixed?.body.find((node) => node.op === 'mul');
    // Ports 18 and 16 give 34 bits: one operand gives up two more, so the product fits 32.
    const narrowed = text(fixed).filter((line) => line.includes('wordClass "temporary"'));
    expect(narrowed.length).toBeGreaterThanOrEqual(2);
    expect(product?.range?.highest).toBeLessThanOrEqual(2n ** 31n);
  });

  it('reads exp of elapsed steps as an entry of a decay table, rounded to the trace', () => {
    const build = new KernelBuilder('S.pre', lanes);
    const elapsed = build.sub(build.tick(), build.load('S.stamp'));
    const decay = build.unary(
      'exp',
      build.div(build.mul(build.neg(elapsed), build.constant(1e-4)), build.constant(0.02)),
    );
    build.store('S.x', 'lane', build.mul(build.load('S.x'), decay));
    const stamp: ArrayFormat = { ...format('S.stamp', 's53f0'), wordClass: 'step' };
    const { fixed } = lower(build.finish(), [format('S.x', 'u8f8'), stamp]);
    const lines = text(fixed);
    expect(lines.some((line) => line.includes('decay operand'))).toBe(true);
    expect(lines.some((line) => line.includes('shift 16 to u8f8'))).toBe(true);
  });

  it('keeps the factor of each operand where both are one node', () => {
    // 0.04*v*v: the code of v is shared, the factor 0.04 is not squared with it.
    const build = new KernelBuilder('P.update', lanes);
    const v = build.load('P.v');
    build.store('P.v', 'lane', build.mul(build.mul(build.constant(0.04), v), v));
    for (const multiplier of ['none', [25, 24], [12, 10]] as const) {
      const { fixed } = lower(build.finish(), [format('P.v', 's16f7')], { multiplier });
      // 0.04 in 16 bits: 41943 / 2^20.
      expect(text(fixed).join('\n')).toContain('const code 41943 f20');
    }
  });

  it('gives constants of a choice the binary point of the finer one', () => {
    const build = new KernelBuilder('P.update', lanes);
    const v = build.load('P.v');
    const chosen = build.select(
      build.gt(v, build.constant(0)),
      build.constant(1),
      build.constant(0.04),
    );
    build.store('P.v', 'lane', chosen);
    const { fixed } = lower(build.finish(), [format('P.v', 's16f7')]);
    // 1 and 0.04 at 14 bits: 0.04 * 16384 = 655.36.
    expect(text(fixed).join('\n')).toContain('const code 16384 f14');
    expect(text(fixed).join('\n')).toContain('const code 655 f14');
  });

  it('multiplies in what was gathered before it adds a constant', () => {
    // 1000*x + 0.25: in units of 1000 x the constant would be lost.
    const build = new KernelBuilder('P.update', lanes);
    const product = build.mul(build.constant(1000), build.load('P.x'));
    build.store('P.x', 'lane', build.add(product, build.constant(0.25)));
    const { fixed } = lower(build.finish(), [format('P.x', 's16f4')]);
    // 1000 is exact without fraction, so the product keeps 4 bits: 0.25 * 16 = 4.
    expect(text(fixed).join('\n')).toContain('const code 4 f4');
  });

  it('keeps a constant within its bits where rounding carries', () => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.x', 'lane', build.mul(build.constant(0.999999), build.load('P.x')));
    const { fixed } = lower(build.finish(), [format('P.x', 's16f4')]);
    // 0.999999 * 2^16 rounds to 65536, which 16 bits do not hold: 2^15 at 15 bits.
    expect(text(fixed).join('\n')).toContain('const code 32768 f15');
  });

  it('refuses a constant that a fixed fraction has no room for', () => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.x', 'lane', build.mul(build.constant(3.3), build.load('P.x')));
    const words = { constant: { bits: 16, fraction: 15 } } as const;
    const { fixed, diagnostics } = lower(build.finish(), [format('P.x', 's16f4')], { words });
    expect(fixed).toBeUndefined();
    expect(diagnostics.all).toMatchObject([{ code: 'HARDWARE_LIMIT' }]);
    expect(diagnostics.all[0]?.message).toContain('the constant 3.3 does not fit');
  });

  it('rounds every product at the point of a fixed temporary, and folds step constants', () => {
    // a*x*dt/2 with dt = 1e-4: one product with a, one with dt/2 = 5e-5, both rounded to 15 bits.
    const build = new KernelBuilder('P.update', lanes);
    const slope = build.mul(build.constant(0.02), build.load('P.x'));
    const half = build.div(build.mul(build.constant(1e-4), slope), build.constant(2));
    build.store('P.x', 'lane', build.add(build.load('P.x'), half));
    const words = {
      temporary: { bits: 32, fraction: 15 },
      constant: { bits: 32, fraction: 32 },
    } as const;
    const { fixed } = lower(build.finish(), [format('P.x', 's32f15')], {
      words,
      multiplier: 'none',
    });
    const lines = text(fixed);
    // round(0.02 * 2^32) and round(0.00005 * 2^32)
    expect(lines.filter((line) => line.includes('const'))).toEqual([
      expect.stringContaining('code 85899346 f32'),
      expect.stringContaining('code 214748 f32'),
    ]);
    expect(lines.filter((line) => line.includes('shift 32 to s32f15'))).toHaveLength(2);
    // The sum saturates in the word.
    expect(lines.filter((line) => line.includes('shift 0 to s32f15'))).toHaveLength(1);
  });

  it.each([
    [
      'a division by a value between -256 and 255.9921875, which may be 0',
      (build: KernelBuilder, v: number) => build.div(build.constant(1), v),
    ],
    [
      'log(P.v) over -256 .. 255.9921875, where it is not finite everywhere',
      (build: KernelBuilder, v: number) => build.unary('log', v),
    ],
    [
      'sin() of the time',
      (build: KernelBuilder, v: number) => build.add(v, build.unary('sin', build.time())),
    ],
    [
      'a power with a variable exponent',
      (build: KernelBuilder, v: number) => build.binary('pow', v, build.load('P.w')),
    ],
    [
      'poisson() within a step',
      (build: KernelBuilder, v: number) => build.binary('poisson', v, build.draw(256, 'uniform')),
    ],
  ])('refuses %s by name', (construct, expression) => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.v', 'lane', expression(build, build.load('P.v')));
    const { fixed, diagnostics } = lower(build.finish(), [
      format('P.v', 's16f7'),
      format('P.w', 's16f7'),
    ]);
    expect(fixed).toBeUndefined();
    expect(diagnostics.all[0]).toMatchObject({ code: 'UNSUPPORTED_FEATURE' });
    expect(diagnostics.all[0]?.message).toContain(construct);
  });
});
