import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../../core/description/index.js';
import { Diagnostics, isFrameworkError } from '../../../core/diagnostics/index.js';
import { chipNetworks } from '../../../tests/support/chip-networks.js';
import { CodeCheck } from '../../../tests/support/code-check.js';
import { readHardware } from '../../../tests/support/diagnose.js';
import { dice } from '../../../tests/support/dice.js';
import { planFixed } from '../../fixed-point/index.js';
import { generateChipCode, printChipCode } from './index.js';

describe('sections compute what the integer interpreter computes', () => {
  it('to the bit, on the kernels of random networks and random codes', async () => {
    const totals = { soma: 0, reset: 0, body: 0, prologue: 0, spikes: 0, draws: 0 };
    let refused = 0;
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(chipNetworks, fc.nat(), async (sample, seed) => {
        const { network } = loadNetwork(sample.network, 'network.yaml');
        const { hardware } = readHardware(sample.hardware);
        if (network === undefined || hardware === undefined) throw new Error('no valid network');
        const diagnostics = new Diagnostics();
        let fixed: Awaited<ReturnType<typeof planFixed>>['fixed'];
        try {
          ({ fixed } = await planFixed(network, { hardware }));
        } catch (error) {
          if (!isFrameworkError(error)) throw error;
          refused += 1;
          return;
        }
        const code = generateChipCode(fixed, hardware, diagnostics);
        if (code === undefined) {
          expect(new Set(diagnostics.all.map((entry) => entry.code))).toEqual(
            new Set(['CHIP_SR_IN_FOLD']),
          );
          refused += 1;
          return;
        }
        compared += 1;
        const check = new CodeCheck(fixed, hardware, code, dice(seed));
        try {
          for (let round = 0; round < 4; round += 1) check.round();
        } catch (error) {
          throw new Error(`${error}\n${printChipCode(code)}`);
        }
        for (const key of Object.keys(totals) as (keyof typeof totals)[])
          totals[key] += check.counts[key];
      }),
      { numRuns: Number(process.env.ISOSPIKE_CHIP_NETWORKS ?? 16), seed: 1 },
    );
    expect(refused).toBeLessThan(compared);
    for (const count of Object.values(totals)) expect(count).toBeGreaterThan(100);
  }, 60_000);
});
