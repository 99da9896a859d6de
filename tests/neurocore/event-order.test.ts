import { expect, it } from 'vitest';
import {
  createEventEmulator,
  createPerClockEmulator,
  type InputWord,
} from '../../backends/neurocore/emulator/index.js';
import {
  type ChipImage,
  type PathwayDescriptor,
  readField,
} from '../../backends/neurocore/image/index.js';
import { Dice } from '../support/neurocore-dice.js';
import { randomChipImage } from '../support/neurocore-image.js';

/** Sums of 6 bits that saturate all the time: every order of two events has a result of its own. */
function tightImage(
  seed: number,
  kinds: readonly PathwayDescriptor['kind'][] = ['dense', 'sparse'],
): ChipImage {
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

it.each([
  [20, [0, 20, 31]],
  [-20, [0, -20, -32]],
])('sums of %i stay on their side', (constant, possible) => {
  const found = new Set<number>();
  for (let seed = 0; seed < 10; seed += 1) {
    const image = tightImage(seed, ['fill']);
    const cores = image.cores.map((core) => ({
      ...core,
      pathways: core.pathways.map((pathway) => ({ ...pathway, constant })),
    }));
    const chip = createEventEmulator({ ...image, cores });
    for (let step = 0; step < 8; step += 1) {
      chip.step(
        image.cores.flatMap(({ x, y }) =>
          Array.from(
            { length: image.geometry.inlets },
            (_, inlet): InputWord => ({ x, y, kind: 'bit', inlet }),
          ),
        ),
      );
      for (const { accumulator } of chip.cores)
        for (let word = 0; word < accumulator.words; word += 1)
          found.add(readField(accumulator, word, 0, 6, true));
    }
  }
  expect([...found].sort((a, b) => Math.abs(a) - Math.abs(b))).toEqual(
    possible.filter((sum) => found.has(sum)),
  );
  expect(found).toContain(possible[2]);
});
