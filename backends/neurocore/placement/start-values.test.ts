import { describe, expect, it, vi } from 'vitest';
import type { ArrayId } from '../../../core/ir/index.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { diehlCook } from '../../../tests/support/sized-networks.js';
import { type BitMemory, readField } from '../image/index.js';
import type { PlacedNetwork, PlacementRequest } from './index.js';

vi.setConfig({ testTimeout: 60_000 });

/** The same request with other start values. */
function starting(values: Readonly<Record<ArrayId, (element: number) => number>>) {
  return (request: PlacementRequest): PlacementRequest => {
    const initial = new Map(request.initial);
    for (const [array, valueAt] of Object.entries(values)) {
      const old = initial.get(array);
      if (old === undefined) throw new Error(`no array ${array}`);
      initial.set(
        array,
        old.map((_, element) => valueAt(element)),
      );
    }
    return { ...request, initial };
  };
}

function memoryOf(placed: PlacedNetwork, core: number, name: 'state' | 'trace'): BitMemory {
  const found = placed.image.cores[core]?.memories[name];
  if (found === undefined) throw new Error(`no core ${core}`);
  return found;
}

describe('start values', () => {
  it('of traces stand in every (inlet, delay) with the stamp of their delivery', async () => {
    const { placed } = await placeText(
      diehlCook(100),
      hardwareOf(''),
      starting({
        'XE.pre#after': (neuron) => (neuron % 784) % 200,
        'XE.pre#stamp': (neuron) => (neuron % 784) - 5,
        'XE.post2#after': (neuron) => (neuron % 100) + 1,
        'XE.post#stamp': () => -1,
      }),
    );
    if (placed === undefined) throw new Error('nothing was placed');
    const dense = placed.image.cores[1]?.pathways[3];
    const trace = memoryOf(placed, 1, 'trace');
    if (dense?.preTraces === undefined || dense.postTraces === undefined)
      throw new Error('no traces');
    const spread = dense.delayHigh - dense.delayLow + 1;
    // Inlet 7, 7 ticks after the shortest delay: one entry of 12 + 8 bits per word.
    const word = dense.preTraces.base + 7 * spread + 7;
    expect(readField(trace, word, 12, 8, false)).toBe(7);
    expect(readField(trace, word, 0, 12, false)).toBe(7 - 5 + dense.delayLow + 7);
    // Inlet 1: step -4 + delay 0 is 4092 in 12 bits. Inlet 200 holds a 0 and no stamp.
    expect(readField(trace, dense.preTraces.base + spread, 0, 12, false)).toBe(
      4092 + dense.delayLow,
    );
    expect(readField(trace, dense.preTraces.base + 200 * spread, 0, 20, false)).toBe(0);
    // Target 3 of the second core is neuron 53; the second value of 12 + 8 + 8 bits.
    expect(readField(trace, dense.postTraces.base + 3, 20, 8, false)).toBe(54);
    expect(readField(trace, dense.postTraces.base + 3, 0, 12, false)).toBe(4095);
    expect(placed.traces.get('XE.post2#after')).toContainEqual({
      core: 1,
      pathway: 3,
      side: 'post',
      value: 1,
    });
  });

  it('of ages count from the last spike to step -1 and stop at their limit', async () => {
    const { placed, request } = await placeText(
      diehlCook(100),
      hardwareOf(''),
      starting({ 'exc.lastspike': (neuron) => -1 - neuron }),
    );
    if (placed === undefined) throw new Error('nothing was placed');
    const [exc] = request.code.populations;
    const number = exc?.fields.findIndex(({ source }) => source.kind === 'age') ?? -1;
    for (const slice of placed.slices.filter(({ population }) => population === 'exc')) {
      const population = placed.image.cores[slice.core]?.populations[slice.descriptor];
      const field = population?.fields[number];
      if (population === undefined || field === undefined) throw new Error('no age');
      for (let neuron = slice.low; neuron <= slice.high; neuron += 1) {
        const word = population.stateBase + (neuron - slice.low) * population.stateWords;
        const state = memoryOf(placed, slice.core, 'state');
        const age = readField(state, word + field.word, field.low, field.bits, false);
        expect(age).toBe(Math.min(20, neuron));
      }
    }
  });
});
