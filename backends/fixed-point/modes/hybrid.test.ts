import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Backend, Session } from '../../../core/backend.js';
import type { RoundingMode } from '../../../core/fixed/index.js';
import type { Network } from '../../../core/network/index.js';
import { plasticNetwork } from '../../../tests/support/plastic-network.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { referenceBackend } from '../../reference/index.js';
import { fixedPointBackend } from '../fixed-point-backend.js';
import { hybridBackend, type RoundingUnit, selectUnits } from './index.js';

vi.setConfig({ testTimeout: 30_000 });

const roundings: readonly RoundingMode[] = ['nearest_even', 'floor', 'stochastic'];
const networks = fc
  .record({
    seed: fc.nat(1000),
    rateHertz: fc.constantFrom(60, 150),
    largest: fc.constantFrom(2, 3),
    delayMs: fc.constantFrom(0, 2),
    refractory: fc.boolean(),
  })
  .map(plasticNetwork);

async function run(
  backend: Backend,
  network: Network,
  rounding: RoundingMode = 'nearest_even',
): Promise<Session> {
  const hardware = testHardware({
    multiplier: 'none',
    words: { state: { bits: 16, rounding }, weight: { bits: 6, rounding } },
  });
  const session = await backend.compile(network, { hardware });
  await session.run();
  return session;
}
const all = (units: readonly RoundingUnit[]): ReadonlySet<string> =>
  new Set(units.map(({ name }) => name));
const none = (): ReadonlySet<string> => new Set();

describe('hybrid', () => {
  it('is the integers with everything rounded', async () => {
    await fc.assert(
      fc.asyncProperty(networks, fc.constantFrom(...roundings), async (network, rounding) => {
        const [fixed, hybrid] = [
          await run(fixedPointBackend, network, rounding),
          await run(hybridBackend(all), network, rounding),
        ];
        expect(await hybrid.hashes()).toEqual(await fixed.hashes());
        for (const name of ['exc.v', 'exc.g', 'S.w'])
          expect((await hybrid.read(name, { raw: true })).values).toEqual(
            (await fixed.read(name, { raw: true })).values,
          );
      }),
      { numRuns: 6 },
    );
  });

  it('is float64 up to its rounding with nothing rounded', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const [reference, hybrid] = [
          await run(referenceBackend, network),
          await run(hybridBackend(none), network),
        ];
        expect((await hybrid.hashes()).spikes).toEqual((await reference.hashes()).spikes);
        for (const name of ['exc.v', 'exc.g', 'S.w']) {
          const [ours, theirs] = [await reference.read(name), await hybrid.read(name)];
          for (const [at, value] of ours.values.entries())
            expect(theirs.values[at]).toBeCloseTo(value, 12);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('rounds what is named alone: weights lie on their grid, states do not', async () => {
    const network = plasticNetwork({
      ...{ seed: 5, rateHertz: 150, largest: 2, delayMs: 0, refractory: true },
    });
    const hybrid = await run(
      hybridBackend((units) => selectUnits(units, ['weight'])),
      network,
    );
    const codes = async (name: string): Promise<readonly number[]> => [
      ...(await hybrid.read(name, { raw: true })).values,
    ];
    expect((await codes('S.w')).every(Number.isInteger)).toBe(true);
    expect((await codes('exc.v')).some((code) => !Number.isInteger(code))).toBe(true);
  });

  it('refuses names of nothing', () => {
    expect(() => selectUnits([{ name: 'exc.v', wordClass: 'state' }], ['exc.w'])).toThrow();
  });
});
