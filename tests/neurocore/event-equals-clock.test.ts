import { describe, expect, it } from 'vitest';
import {
  createEventEmulator,
  createPerClockEmulator,
  type HostReader,
  type InputWord,
} from '../../backends/neurocore/emulator/index.js';
import type { ChipImage } from '../../backends/neurocore/image/index.js';
import { emulatorDifference } from '../support/emulator-difference.js';
import { Dice } from '../support/neurocore-dice.js';
import { randomChipImage } from '../support/neurocore-image.js';

/** Words for inlets and count inlets of random cores; some inlets twice. */
function randomInput(dice: Dice, image: ChipImage): readonly InputWord[] {
  const { inlets, counts } = image.geometry;
  const words = dice.chance(30) ? 0 : dice.roll(30);
  return Array.from({ length: words }, (): InputWord => {
    const core = image.cores[dice.roll(image.cores.length)];
    const { x = 0, y = 0 } = core ?? {};
    return dice.chance(15)
      ? { x, y, kind: 'count', inlet: dice.roll(counts) }
      : { x, y, kind: 'bit', inlet: dice.roll(Math.min(inlets, 128)) };
  });
}

/** A reader that takes no word in some cycles: a pure function of the cycle. */
function randomReader(seed: number): HostReader | undefined {
  const share = seed % 4;
  if (share === 0) return undefined;
  return {
    ready: (cycle) => Math.imul(cycle + seed, 0x9e3779b1) >>> 28 >= 4 * share,
  };
}

describe('the event-based emulator is the per-clock one', () => {
  const images = Number(process.env.ISOSPIKE_CHIP_IMAGES ?? 150);

  it.each(Array.from({ length: 10 }, (_, part) => part))(
    'in bits, stamps, stalls, peaks and counts, part %i',
    (part) => {
      let steps = 0;
      for (let seed = part; seed < images; seed += 10) {
        const image = randomChipImage(seed);
        const reader = randomReader(seed);
        const options = reader === undefined ? {} : { reader };
        const events = createEventEmulator(image, options);
        const clocked = createPerClockEmulator(image, options);
        const dice = new Dice(seed + 1);
        for (let step = 0; step < 25; step += 1) {
          const input = randomInput(dice, image);
          const expected = clocked.step(input);
          expect(events.step(input), `image ${seed}, step ${step}`).toEqual(expected);
          expect(
            emulatorDifference(events, clocked),
            `image ${seed}, step ${step}`,
          ).toBeUndefined();
          if (step === 12) {
            events.flush();
            clocked.flush();
          }
          steps += 1;
        }
      }
      expect(steps).toBeGreaterThan(0);
    },
    60_000,
  );
});
