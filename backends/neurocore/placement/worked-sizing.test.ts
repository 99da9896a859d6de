import { describe, expect, it, vi } from 'vitest';
import { hardwareOf, type Placing, placeText } from '../../../tests/support/place-on-chip.js';
import { diehlCook } from '../../../tests/support/sized-networks.js';

vi.setConfig({ testTimeout: 60_000 });

// Expected figures: the worked sizing of the chip's specification. Its state has 144 bits per neuron,
// whose make-up it does not give; ours is counted in words of 128 bits.
const wordBits = { synapse: 64, trace: 32, accumulator: 24 } as const;

function usedBits({ placed }: Placing, core: number, memory: keyof typeof wordBits): number {
  const use = placed?.use.find((entry) => entry.core === core && entry.resource === memory);
  return (use?.used ?? 0) * wordBits[memory];
}

describe("Diehl and Cook's network on iso-256", () => {
  it('takes 2 cores of 50 + 50 neurons with N = 100', async () => {
    const placing = await placeText(diehlCook(100), hardwareOf(''));
    expect(placing.diagnostics.all).toEqual([]);
    const { placed } = placing;
    expect(
      placed?.slices.map(({ core, population, low, high }) => [core, population, low, high]),
    ).toEqual([
      [0, 'exc', 0, 49],
      [0, 'inh', 0, 49],
      [1, 'exc', 50, 99],
      [1, 'inh', 50, 99],
    ]);
    for (const core of [0, 1]) {
      expect(usedBits(placing, core, 'synapse')).toBe(652_288);
      expect(usedBits(placing, core, 'trace')).toBe(528_448);
      expect(usedBits(placing, core, 'accumulator')).toBe(3_600);
      // 784 + 50 + 50 inlets in blocks that begin at multiples of 32: the last of 928 words begins at 912.
      expect(placed?.use).toContainEqual({ core, resource: 'inlets', used: 912, available: 1024 });
      expect(placed?.image.cores[core]?.pathways.map(({ kind }) => kind)).toEqual([
        'one',
        'count',
        'one',
        'dense',
      ]);
    }
  });

  it('takes 5 cores of 80 + 80 neurons with N = 400, one more than there are', async () => {
    const placing = await placeText(diehlCook(400), hardwareOf('cores: {count: auto}\n'));
    expect(placing.diagnostics.all).toEqual([]);
    const cores = placing.placed?.image.cores.length ?? 0;
    expect(cores).toBe(5);
    for (let core = 0; core < cores; core += 1) {
      expect(usedBits(placing, core, 'synapse')).toBe(1_003_520);
      expect(usedBits(placing, core, 'trace')).toBe(529_408);
      expect(usedBits(placing, core, 'accumulator')).toBe(5_760);
    }
    const refused = await placeText(diehlCook(400), hardwareOf(''));
    expect(refused.placed).toBeUndefined();
    const [fault] = refused.diagnostics.all;
    expect(fault?.code).toBe('CHIP_CAPACITY');
    // 100 neurons of each population per core: 784 rows of 25 words.
    expect(fault?.message).toBe(
      'the network needs 5 cores, test has 4: on 4 it would need 19600 words of the synapse memory per core, of 16384',
    );
    expect(fault?.help).toBe(
      'cores: {count: 5, mesh: [5, 1]}, or count: auto; or memories: {synapse: {words: 19600}}',
    );
  });
});
