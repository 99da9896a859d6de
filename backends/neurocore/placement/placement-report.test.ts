import { describe, expect, it, vi } from 'vitest';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { diehlCook } from '../../../tests/support/sized-networks.js';
import { placementTraffic, printPlacement } from './index.js';

vi.setConfig({ testTimeout: 60_000 });

describe('report of a placement', () => {
  it("says how full the cores are and what travels in Diehl and Cook's network", async () => {
    const { placed } = await placeText(diehlCook(100), hardwareOf(''));
    if (placed === undefined) throw new Error('nothing was placed');
    const rates = new Map([
      ['pixels', 0.01],
      ['exc', 0.001],
      ['inh', 0.002],
    ]);
    // Pixels go to both cores; inh to its own inlets and to a count inlet of each core; both to the host.
    expect(placementTraffic(placed, rates)).toEqual([
      { from: -1, to: 0, neurons: 784, packets: 7.84, hops: 0 },
      { from: -1, to: 1, neurons: 784, packets: 7.84, hops: 1 },
      { from: 0, to: -1, neurons: 100, packets: 0.05 + 0.1, hops: 0 },
      { from: 0, to: 0, neurons: 150, packets: 0.05 + 0.1 + 0.1, hops: 0 },
      { from: 0, to: 1, neurons: 50, packets: 0.1, hops: 1 },
      { from: 1, to: -1, neurons: 100, packets: 0.05 + 0.1, hops: 1 },
      { from: 1, to: 0, neurons: 50, packets: 0.1, hops: 1 },
      { from: 1, to: 1, neurons: 150, packets: 0.05 + 0.1 + 0.1, hops: 0 },
    ]);
    const text = printPlacement(placed, rates);
    expect(text).toContain(
      'core 1 at (1, 0): exc[50..99], inh[50..99]; pathways one count one dense\n',
    );
    // 10,192 of 16,384 words.
    expect(text).toMatch(/synapse +10192 of +16384 +62\.2 %/);
    expect(text).toContain('host -> core 1: 7.84 (784 neurons, 1 hops)\n');
    expect(printPlacement(placed)).toContain('packets if every neuron spikes:\n');
  });
});
