import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../../../tests/support/neurocore-dice.js';
import { randomChipImage, randomInput } from '../../../../tests/support/neurocore-image.js';
import { coreArrays } from '../core-state.js';
import { createPerClockEmulator } from './per-clock-emulator.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('any image', () => {
  it('ends every step, with every FIFO of depth 1 too, and counts each cycle once per core', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed + 1);
        const fifos = dice.chance(50) ? { core: 1, link: 1, input: 1, output: 1 } : {};
        const image = randomChipImage(seed, { fifos });
        const chip = createPerClockEmulator(image, {
          stepCap: 1e6,
          reader: { ready: (cycle) => (cycle * 7919) % 11 < 4 },
        });
        for (let step = 0; step < 4; step += 1) {
          const before = chip.cycle;
          const report = chip.step(randomInput(image, dice));
          expect(report.firstCycle).toBe(before);
          expect(report.endCycle).toBe(chip.cycle);
        }
        for (const { stateCycles } of chip.counters)
          expect(stateCycles.reduce((sum, count) => sum + count, 0)).toBe(chip.cycle);
        const sent = chip.counters.reduce((sum, { packetsSent }) => sum + packetsSent, 0);
        const received = chip.counters.reduce((sum, counts) => sum + counts.packetsReceived, 0);
        expect(received).toBeLessThanOrEqual(sent + chip.mesh.hostWords);
        expect(chip.faults.filter(({ kind }) => kind === 'TICK' || kind === 'PARITY')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('goes on from a saved state as if it had never been saved', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const image = randomChipImage(seed, {});
        const dice = new Dice(seed);
        const chip = createPerClockEmulator(image);
        const other = createPerClockEmulator(image);
        for (let step = 0; step < 3; step += 1) chip.step(randomInput(image, dice));
        other.load(structuredClone(chip.save()));
        const input = randomInput(image, dice);
        expect(other.step(input)).toEqual(chip.step(input));
        expect(other.cores.map(coreArrays)).toEqual(chip.cores.map(coreArrays));
      }),
      { numRuns: 15 },
    );
  });

  it('stops inside a step and goes on to the same end', () => {
    fc.assert(
      fc.property(seeds, fc.nat(1000), (seed, stop) => {
        const image = randomChipImage(seed, {});
        const input = randomInput(image, new Dice(seed));
        const [whole, parts] = [createPerClockEmulator(image), createPerClockEmulator(image)];
        const report = whole.step(input);
        parts.begin(input);
        parts.clockUntil(stop);
        parts.clockUntil(Number.POSITIVE_INFINITY);
        expect(parts.report).toEqual(report);
        expect(parts.counters).toEqual(whole.counters);
      }),
      { numRuns: 15 },
    );
  });
});
