import { expect, it } from 'vitest';
import {
  createEventEmulator,
  createPerClockEmulator,
  type InputWord,
} from '../../backends/neurocore/emulator/index.js';
import type { ChipImage } from '../../backends/neurocore/image/index.js';
import { Dice } from '../support/neurocore-dice.js';
import { randomChipImage } from '../support/neurocore-image.js';

/** Sums of 6 bits that saturate all the time: every order of two events has a result of its own. */
function tightImage(seed: number): ChipImage {
  const kinds = ['dense', 'sparse'] as const;
  const { geometry } = randomChipImage(seed, { kinds });
  const { memories } = geometry;
  return randomChipImage(seed, {
    kinds,
    geometry: {
      accumulatorSaturates: true,
      memories: { ...memories, accumulator: { ...memories.accumulator, wordBits: 6 } },
    },
  });
}

it('both emulators hear due events by delay, inlet and lane', () => {
  let saturations = 0;
  for (let seed = 0; seed < 40; seed += 1) {
    const image = tightImage(seed);
    const [events, clocked] = [createEventEmulator(image), createPerClockEmulator(image)];
    const dice = new Dice(seed);
    for (let step = 0; step < 12; step += 1) {
      const input = Array.from({ length: 60 }, (): InputWord => {
        const { x, y } = dice.pick(image.cores);
        return { x, y, kind: 'bit', inlet: dice.roll(image.geometry.inlets) };
      });
      clocked.step(input);
      events.step(input);
      for (const [core, { accumulator }] of clocked.cores.entries())
        expect(events.cores[core]?.accumulator.data, `image ${seed}, step ${step}`).toEqual(
          accumulator.data,
        );
    }
    for (const counters of clocked.counters) saturations += counters.accumulatorSaturations;
  }
  expect(saturations).toBeGreaterThan(10_000);
}, 60_000);
