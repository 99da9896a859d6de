import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createFixedPointBackend } from '../../backends/fixed-point/fixed-point-backend.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Session } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { RoundingMode } from '../../core/fixed/index.js';
import type { FormatLock, Hardware, WordSpec } from '../../core/hardware.js';
import { testHardware } from '../support/test-hardware.js';

vi.setConfig({ testTimeout: 120_000 });

// The worked example of the numerics chapter (section 7) through the normal path: text, analysis,
// rk2, formats, lowering, integer interpreter. The step of 0.1 s and `/second` make h the float64
// 0.1. Six of the rows differ in nothing but the hardware description.
const network = networkFromDocument({
  isospike: 1,
  name: 'izhikevich',
  dt: '0.1 s',
  populations: {
    cell: {
      size: 1,
      equations: `
        dv/dt = ((0.04*v + 5)*v + 140 - u + I)/second : 1
        du/dt = a*(b*v - u)/second : 1`,
      constants: { a: 0.02, b: 0.2, c: -65, d: 8, I: 4.775 },
      method: 'rk2',
      threshold: 'v >= 30',
      reset: 'v = c; u = u + d',
      initial: { v: -65, u: -13 },
    },
  },
  probes: [{ spikes: 'cell' }],
  timeline: [{ run: '66700 s' }],
});

const saturate = { kind: 'saturate' } as const;
const locks: readonly FormatLock[] = ['cell.v', 'cell.u'].map((name) => ({
  name,
  format: { signed: true, wordBits: 32, fracBits: 15 },
}));

/** States and products s32f15, constants at `fraction`: the core of the worked example. */
function spinnakerLike(
  constants: Pick<WordSpec, 'rounding'> & { readonly fraction: number },
  rounding: RoundingMode,
): Hardware {
  const product = { bits: 32, fraction: 15, rounding, overflow: saturate };
  return {
    ...testHardware({
      multiplier: 'none',
      words: { temporary: product, state: product, constant: { bits: 32, ...constants } },
    }),
    formats: new Map(locks.map((lock) => [lock.name, lock])),
  };
}

/** Runs to spike 650 and gives the step numbers as the chapter counts them: from 1. */
async function spikes(session: Session, until: number): Promise<readonly number[]> {
  await session.run(until);
  const { spikes: trains } = await session.recording();
  return [...(trains[0]?.steps ?? [])].slice(0, 650).map((step) => step + 1);
}

function digest(steps: readonly number[]): string {
  const text = steps.map((step) => `${step}\n`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function summary(steps: readonly number[]): string {
  return `${steps[0]} / ${steps[9]} / ${steps[649]} ${digest(steps)}`;
}

describe('worked example of numerics section 7 through the normal path', () => {
  it('float64', async () => {
    const session = await referenceBackend.compile(network);
    const steps = await spikes(session, 650_200);
    expect(summary(steps)).toBe('78 / 9044 / 650112 03e02d1dde0ffa0e');
  });

  const trunc = { fraction: 15, rounding: 'floor' } as const;
  const near = { fraction: 15, rounding: 'nearest_away' } as const;
  const u32 = { fraction: 32, rounding: 'nearest_away' } as const;
  it.each([
    ['trunc RD', trunc, 'floor', '81 / 9260 / 665260 2121d821fa746429'],
    ['trunc RN', trunc, 'nearest_up', '81 / 9280 / 666560 e81f913decb23ef8'],
    ['near RD', near, 'floor', '77 / 8936 / 642216 a25377a93528f233'],
    ['near RN', near, 'nearest_up', '77 / 8960 / 644320 169d79defe35b176'],
    ['u32 RD', u32, 'floor', '78 / 9020 / 648379 fe078477ffe30675'],
    ['u32 RN', u32, 'nearest_up', '78 / 9041 / 649956 e330d894390ebb16'],
  ] as const)('%s', async (_, constants, rounding, expected) => {
    const hardware = spinnakerLike(constants, rounding);
    const session = await createFixedPointBackend({ counters: false }).compile(network, {
      hardware,
    });
    const last = Number(expected.split(' ')[4]);
    expect(summary(await spikes(session, last + 10))).toBe(expected);
  });
});
