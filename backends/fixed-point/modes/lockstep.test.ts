import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { LockstepErrors } from '../../../core/backend.js';
import type { Network } from '../../../core/network/index.js';
import type { RecordingHashes } from '../../../core/recording/index.js';
import { plasticNetwork } from '../../../tests/support/plastic-network.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { ReferenceEngine, referenceBackend } from '../../reference/index.js';
import { planFixed } from '../plan-fixed.js';
import { openLockstep } from './index.js';

vi.setConfig({ testTimeout: 30_000 });

const networks = fc
  .record({
    seed: fc.nat(1000),
    rateHertz: fc.constantFrom(20, 60, 150),
    largest: fc.constantFrom(1, 2, 3),
    delayMs: fc.constantFrom(0, 0.5, 2),
    refractory: fc.boolean(),
  })
  .map(plasticNetwork);

async function lockstep(
  network: Network,
  bits: { readonly state: number; readonly weight: number; readonly trace: number },
): Promise<{ readonly errors: LockstepErrors; readonly hashes: RecordingHashes }> {
  const hardware = testHardware({
    multiplier: 'none',
    words: {
      state: { bits: bits.state },
      weight: { bits: bits.weight },
      trace: { bits: bits.trace },
    },
  });
  const plan = await planFixed(network, { hardware });
  const run = openLockstep(plan, { makeReference: (program) => new ReferenceEngine(program) });
  await run.session.run();
  return { errors: run.errors(), hashes: await run.session.hashes() };
}

const narrow = { state: 16, weight: 6, trace: 8 };

describe('lockstep', () => {
  it('does not disturb the reference, plastic networks included, and repeats itself', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const first = await lockstep(network, narrow);
        const reference = await referenceBackend.compile(network);
        await reference.run();
        expect(first.hashes).toEqual(await reference.hashes());
        expect(first).toEqual(await lockstep(network, narrow));
      }),
      { numRuns: 4 },
    );
  });

  it('errs by a few LSB in a step, of every kind of array', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const { errors } = await lockstep(network, narrow);
        const arrays = errors.errors.map(({ array, kernel }) => `${array} by ${kernel}`);
        for (const wanted of ['exc.v', 'exc.g', 'S.w', 'exc.g#input'])
          expect(
            arrays.some((name) => name.startsWith(`${wanted} by`)),
            wanted,
          ).toBe(true);
        for (const { kernel, array, largest, mean, deviation } of errors.errors) {
          expect(Math.abs(largest), `${array} by ${kernel}`).toBeLessThan(3);
          expect(Math.abs(mean)).toBeLessThanOrEqual(Math.abs(largest));
          expect(deviation).toBeLessThanOrEqual(Math.abs(largest) * 2);
        }
      }),
      { numRuns: 4 },
    );
  });

  it('finds the mean of floor: minus half an LSB per rounding', async () => {
    const network = plasticNetwork({
      ...{ seed: 1, rateHertz: 150, largest: 2, delayMs: 0, refractory: false },
    });
    const hardware = testHardware({
      multiplier: 'none',
      words: { state: { bits: 16, rounding: 'floor' }, constant: { bits: 32 } },
    });
    const plan = await planFixed(network, { hardware });
    const run = openLockstep(plan, { makeReference: (program) => new ReferenceEngine(program) });
    await run.session.run();
    const found = run
      .errors()
      .errors.find(({ array, kernel }) => array === 'exc.g' && kernel === 'exc.update');
    expect(found?.mean).toBeGreaterThan(-0.6);
    expect(found?.mean).toBeLessThan(-0.4);
  });

  it('weighs the errors of a slow state by its effect on the membrane', async () => {
    const network = plasticNetwork({
      ...{ seed: 2, rateHertz: 150, largest: 2, delayMs: 0, refractory: true },
    });
    const { errors } = await lockstep(network, narrow);
    const [input] = errors.inputs;
    expect(input).toMatchObject({ population: 'exc', membrane: 'exc.v' });
    // dv/dt = (g - v)/(10 ms), dg/dt = -g/(5 ms), steps of 0.5 ms: a bias of g per step moves its
    // steady state by 10 times as much, and 1/(10 ms) of that reaches v.
    for (const { array, bias, input: worth } of input?.shares ?? []) {
      expect(bias).not.toBe(0);
      const gain = array === 'exc.v' ? 2000 : 1000;
      expect((worth ?? Number.NaN) / bias / gain).toBeCloseTo(1, 2);
    }
    expect(input?.shares.map(({ array }) => array)).toEqual(['exc.v', 'exc.g']);
  });
});
