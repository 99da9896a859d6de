import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Session } from '../../../core/backend.js';
import { prepareProgram } from '../../../core/lower/index.js';
import type { Network } from '../../../core/network/index.js';
import { plasticNetwork } from '../../../tests/support/plastic-network.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { openProgram, referenceBackend } from '../../reference/index.js';
import { fixedPointBackend } from '../fixed-point-backend.js';
import { spikeForcedPair } from './index.js';

vi.setConfig({ testTimeout: 30_000 });

async function both(network: Network, weightBits: number): Promise<readonly [Session, Session]> {
  const { reference, subject } = spikeForcedPair({
    openReference: async (own, options, wrap) => {
      const { program, notes } = await prepareProgram(own, options);
      return openProgram(program, notes, { ...options, wrap: (engine) => wrap(engine, program) });
    },
  });
  const hardware = testHardware({
    multiplier: 'none',
    words: { state: { bits: 20 }, weight: { bits: weightBits } },
  });
  const first = await reference.compile(network);
  await first.run();
  const second = await subject.compile(network, { hardware });
  await second.run();
  return [first, second];
}

const networks = fc
  .record({
    seed: fc.nat(1000),
    rateHertz: fc.constantFrom(60, 150),
    largest: fc.constantFrom(2, 3),
    delayMs: fc.constantFrom(0, 2),
    refractory: fc.boolean(),
  })
  .map(plasticNetwork);

async function events(session: Session): Promise<Readonly<Record<string, number>>> {
  const { events: all } = await session.counters();
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('events.')));
}

describe('spike-forced', () => {
  it('delivers the reference to the synapses of plastic networks, whatever the integers do', async () => {
    let parted = 0;
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const [reference, forced] = await both(network, 4);
        const plain = await referenceBackend.compile(network);
        await plain.run();
        expect(await reference.hashes()).toEqual(await plain.hashes());
        // Every event comes from a delivered spike: the same ones on both sides.
        expect(await events(forced)).toEqual(await events(reference));
        const [ours, own] = [await reference.counters(), await forced.counters()];
        if (ours.events['spikes.exc'] !== own.events['spikes.exc']) parted += 1;
        const [, again] = await both(network, 4);
        expect(await again.hashes()).toEqual(await forced.hashes());
      }),
      { numRuns: 5 },
    );
    expect(parted).toBeGreaterThan(0);
  });

  it('spikes as the free run does where integers are close', async () => {
    const network = plasticNetwork({
      ...{ seed: 3, rateHertz: 60, largest: 1, delayMs: 0.5, refractory: false },
    });
    const hardware = testHardware({
      multiplier: 'none',
      words: { state: { bits: 20 }, weight: { bits: 8 } },
    });
    const [, forced] = await both(network, 8);
    const free = await fixedPointBackend.compile(network, { hardware });
    await free.run();
    const [ours, theirs] = [await free.counters(), await forced.counters()];
    expect(ours.events['spikes.exc']).toBe(theirs.events['spikes.exc']);
  });
});
