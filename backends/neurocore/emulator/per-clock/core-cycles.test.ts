import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CycleOracle } from '../../../../tests/support/neurocore-cycles.js';
import { Dice } from '../../../../tests/support/neurocore-dice.js';
import { randomChipImage, randomInput } from '../../../../tests/support/neurocore-image.js';
import { type SequencerState, sequencerStates } from '../counters.js';
import { code } from '../state-codes.js';
import { createPerClockEmulator } from './per-clock-emulator.js';

it('numbers its states in the order of the data sheet', () => {
  expect(Object.entries(code)).toEqual(sequencerStates.map((state, at) => [state, at]));
});

const exchange = new Set<SequencerState>(sequencerStates.slice(0, code.PSET));

it('spends the cycles of the closed forms in every state', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const dice = new Dice(seed + 3);
      const image = randomChipImage(seed);
      const chip = createPerClockEmulator(image, { stepCap: 1e6 });
      for (let step = 0; step < 5; step += 1) {
        const before = chip.counters.map((counts) => ({
          states: counts.stateCycles.slice(),
          stalls: counts.sendStalls,
          portStalls: counts.portStalls,
        }));
        chip.begin(randomInput(image, dice));
        // All cores leave the first barrier in the same cycle, and none ends in that cycle.
        while (exchange.has(chip.sequencers[0]?.stateName ?? 'END')) chip.clock();
        const results = chip.cores.map(({ inletRing, spikes }) => ({
          tick: chip.tick,
          inletRing: inletRing.slice(),
          spikes: spikes.slice(),
        }));
        chip.clockUntil(Number.POSITIVE_INFINITY);
        for (const [core, result] of results.entries()) {
          const counts = chip.counters[core];
          const old = before[core];
          const part = image.cores[core];
          if (counts === undefined || old === undefined || part === undefined) throw new Error();
          const oracle = new CycleOracle(image, part, result);
          const expected = oracle.count();
          const found = Object.fromEntries(
            sequencerStates.flatMap((state, at) => {
              const stalls = state === 'SEND' ? counts.sendStalls - old.stalls : 0;
              const cycles = (counts.stateCycles[at] ?? 0) - (old.states[at] ?? 0) - stalls;
              return ['DRAIN', 'WAIT', 'WAIT2'].includes(state) || cycles === 0
                ? []
                : [[state, cycles]];
            }),
          );
          expect(found).toEqual(expected);
          expect(counts.portStalls - old.portStalls).toBe(oracle.portStalls);
        }
      }
    }),
    { numRuns: 40 },
  );
});
