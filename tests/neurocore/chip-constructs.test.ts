import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../core/diagnostics/index.js';
import {
  chipConstructs,
  constructsText,
  overflows,
  roundings,
} from '../support/chip-constructs.js';
import { compareOnChip } from '../support/compare-chip.js';

/** What these networks may be refused for: it does not fit, or asks for what a chip has not. */
const mayRefuse: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CHIP_CAPACITY',
  'CHIP_SR_IN_FOLD',
  'CHIP_FORMATS',
  'CHIP_DRAWS',
  'CHIP_ACC_WIDTH',
]);

describe('constructs beyond plain cells', () => {
  const runs = Number(process.env.ISOSPIKE_CHIP_NETWORKS ?? 26);

  it('are computed to the bit, and take the same cycles by clocks and by events', async () => {
    let compared = 0;
    let spikes = 0;
    const met = new Set<string>();
    const refused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(chipConstructs, fc.nat(4), async (choice, clock) => {
        const { network, hardware } = constructsText(choice);
        const result = await compareOnChip(network, hardware, clock === 0);
        expect(result.difference).toBeUndefined();
        expect((result.refused ?? []).filter((code) => !mayRefuse.has(code))).toEqual([]);
        for (const code of new Set(result.refused)) refused.set(code, (refused.get(code) ?? 0) + 1);
        if (result.refused !== undefined) return;
        compared += 1;
        spikes += result.spikes ?? 0;
        for (const mode of [
          choice.state,
          choice.free,
          choice.weight,
          choice.trace,
          choice.overflow,
        ])
          met.add(mode);
        met.add(choice.base);
      }),
      { numRuns: runs, seed: Number(process.env.ISOSPIKE_SEED ?? 1) },
    );
    if (process.env.ISOSPIKE_CHIP_NETWORKS !== undefined)
      process.stdout.write(
        `${compared} of ${runs} compared, ${spikes} spikes; refused: ${[...refused].join(' ')}\n`,
      );
    expect(compared).toBeGreaterThan(runs / 2);
    expect(spikes).toBeGreaterThan(30 * runs);
    if (process.env.ISOSPIKE_CHIP_NETWORKS !== undefined) return;
    expect(
      [...roundings, ...overflows, 'iso-256', 'iso-wide-32', 'iso-small-4bit'].filter(
        (name) => !met.has(name),
      ),
    ).toEqual([]);
  }, 300_000);
});

// Hours of simulated wear: stamps wrap, rings turn, tables of four thousand steps come round.
describe.skipIf(process.env.ISOSPIKE_CHIP_SOAK === undefined)('in long runs', () => {
  it('no bit differs', async () => {
    const milliseconds = Number(process.env.ISOSPIKE_CHIP_SOAK);
    // Steps are half a millisecond.
    const choices = fc.sample(chipConstructs, {
      numRuns: 8,
      seed: Number(process.env.ISOSPIKE_SEED ?? 1),
    });
    let compared = 0;
    for (const choice of choices) {
      const { network, hardware } = constructsText(choice, milliseconds);
      const result = await compareOnChip(network, hardware);
      expect(result.difference, network).toBeUndefined();
      if (result.refused === undefined) compared += 1;
    }
    expect(compared).toBeGreaterThan(2);
  }, 3_600_000);
});
