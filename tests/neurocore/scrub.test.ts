import { expect, it } from 'vitest';
import {
  createEventEmulator,
  createPerClockEmulator,
} from '../../backends/neurocore/emulator/index.js';
import { randomChipImage } from '../support/neurocore-image.js';

it('both emulators forget the same traces before and after the scrub begins anew', () => {
  const scrubbed = { early: 0, late: 0 };
  for (let seed = 0; seed < 8; seed += 1) {
    const image = randomChipImage(seed, { kinds: ['dense', 'sparse'] });
    for (const [when, tick] of [
      ['early', 0],
      // Entry 0 has its turn again in step 2048.
      ['late', 2044],
    ] as const) {
      const [events, clocked] = [createEventEmulator(image), createPerClockEmulator(image)];
      const start = { ...clocked.save(), tick };
      events.load(start);
      clocked.load(start);
      for (let step = 0; step < 12; step += 1) {
        events.step([]);
        clocked.step([]);
      }
      for (const [core, counters] of clocked.counters.entries()) {
        expect(events.counters[core]?.scrubbed, `image ${seed}`).toBe(counters.scrubbed);
        expect(events.cores[core]?.trace.data).toEqual(clocked.cores[core]?.trace.data);
        scrubbed[when] += counters.scrubbed;
      }
    }
  }
  expect(scrubbed.early).toBeGreaterThan(0);
  expect(scrubbed.late).toBeGreaterThan(0);
}, 30_000);
