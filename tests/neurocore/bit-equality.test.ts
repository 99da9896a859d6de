import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../../backends/fixed-point/index.js';
import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import { loadNetwork } from '../../core/description/index.js';
import { type ErrorCode, isFrameworkError } from '../../core/diagnostics/index.js';
import { firstBitDifference } from '../../equivalence/index.js';
import { type ChipNetwork, chipNetworks } from '../support/chip-networks.js';
import { readHardware } from '../support/diagnose.js';

/** What a random network may be refused for: it does not fit, or asks for what a chip has not. */
const mayRefuse: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CHIP_CAPACITY',
  'CHIP_ACC_WIDTH',
  'CHIP_LANE_TOO_WIDE',
  'CHIP_TRACE_TOO_WIDE',
  'CHIP_SR_IN_FOLD',
  'CHIP_REGISTERS',
  'CHIP_FORMATS',
  'HARDWARE_LIMIT',
]);

/** Runs a network on integers and on the chip; what differs first, or which codes refuse it. */
async function compareEngines({ network: text, hardware: file }: ChipNetwork): Promise<{
  readonly difference?: string | undefined;
  readonly refused?: readonly ErrorCode[];
  readonly spikes?: number;
}> {
  const { network } = loadNetwork(text, 'network.yaml');
  const { hardware } = readHardware(file);
  if (network === undefined || hardware === undefined) throw new Error('not a valid network');
  try {
    const chip = await createNeurocoreBackend().compile(network, { hardware });
    const fixed = await fixedPointBackend.compile(network, { hardware });
    await fixed.run();
    await chip.run();
    const [expected, found] = [await fixed.recording(), await chip.recording()];
    const difference = firstBitDifference(expected, found);
    const same = JSON.stringify(await fixed.hashes()) === JSON.stringify(await chip.hashes());
    return {
      difference: difference ?? (same ? undefined : 'the hashes differ'),
      spikes: expected.totals.reduce((sum, { spikes }) => sum + spikes, 0),
    };
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    return { refused: error.diagnostics.map(({ code }) => code) };
  }
}

describe('the chip computes what the integer interpreter computes', () => {
  const runs = Number(process.env.ISOSPIKE_CHIP_NETWORKS ?? 40);

  it('to the bit, on random networks with plasticity, delays and several cores', async () => {
    let compared = 0;
    let spikes = 0;
    const refused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(chipNetworks, async (sample) => {
        const result = await compareEngines(sample);
        expect(result.difference).toBeUndefined();
        expect((result.refused ?? []).filter((code) => !mayRefuse.has(code))).toEqual([]);
        if (result.refused === undefined) compared += 1;
        spikes += result.spikes ?? 0;
        for (const code of new Set(result.refused)) refused.set(code, (refused.get(code) ?? 0) + 1);
      }),
      { numRuns: runs, seed: Number(process.env.ISOSPIKE_SEED ?? 1) },
    );
    if (process.env.ISOSPIKE_CHIP_NETWORKS !== undefined)
      process.stdout.write(
        `${compared} of ${runs} compared, ${spikes} spikes; refused: ${[...refused].join(' ')}\n`,
      );
    expect(compared).toBeGreaterThan(runs / 2);
    expect(spikes).toBeGreaterThan(50 * runs);
  }, 120_000);
});
