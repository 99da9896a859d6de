import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createFixedPointBackend } from '../../backends/fixed-point/fixed-point-backend.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Session } from '../../core/backend.js';
import { spinnakerLike, workedIzhikevich } from '../support/worked-izhikevich.js';

vi.setConfig({ testTimeout: 120_000 });

// The worked example of the numerics chapter (section 7) through the normal path: text, analysis,
// rk2, formats, lowering, integer interpreter. The step of 0.1 s and `/second` make h the float64
// 0.1. Six of the rows differ in nothing but the hardware description.
const network = workedIzhikevich(66_700);

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
