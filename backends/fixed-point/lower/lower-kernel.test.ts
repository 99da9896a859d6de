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
  let site = 32768;
  const context: LoweringContext = {
    hardware: testHardware(changes),
    dtSeconds: 1e-4,
    formats: new Map(formats.map((entry) => [entry.array, entry])),
    valueTables: new Map(),
    accumulators: new Map(),
    accumulated: new Set(),
    diagnostics,
    decayTable: (rate) => decayTable('decay', rate, 8),
    nextSite: () => site++,
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
      '%6 requantise operand 5 shift 23 to s16f7 rounding "floor" overflow saturate wordClass "state" name "P.v" site 32768 addends [4,3] f7 [-32768, 32767]',
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

  it.each([
    ['a division by a variable', (build: KernelBuilder, v: number) => build.div(v, v)],
    ['exp() of a variable', (build: KernelBuilder, v: number) => build.unary('exp', v)],
    ['sin() of a variable', (build: KernelBuilder, v: number) => build.unary('sin', v)],
    [
      'rand() within a step',
      (build: KernelBuilder, v: number) => build.add(v, build.draw(256, 'uniform')),
    ],
  ])('refuses %s by name', (construct, expression) => {
    const build = new KernelBuilder('P.update', lanes);
    build.store('P.v', 'lane', expression(build, build.load('P.v')));
    const { fixed, diagnostics } = lower(build.finish(), [format('P.v', 's16f7')]);
    expect(fixed).toBeUndefined();
    expect(diagnostics.all[0]).toMatchObject({ code: 'UNSUPPORTED_FEATURE' });
    expect(diagnostics.all[0]?.message).toContain(construct);
  });
});
