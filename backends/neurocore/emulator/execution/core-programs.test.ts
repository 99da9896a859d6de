import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomChipImage } from '../../../../tests/support/neurocore-image.js';
import type { ChipImage, PathwayDescriptor } from '../../image/index.js';
import { coreArrays, createCoreState } from '../core-state.js';
import { type CoreCounters, createCoreCounters } from '../counters.js';
import type { ChipFault } from '../emulator.js';
import { FaultLog } from '../fault-log.js';
import { createCorePrograms, type SidePrograms } from './core-programs.js';
import { createExecutionContext } from './execution-context.js';

/** Runs every program of core 0 on everything it can run on, a few steps long. */
function runAll(
  image: ChipImage,
  interpreted: boolean,
): {
  readonly arrays: ReturnType<typeof coreArrays>;
  readonly counters: CoreCounters;
  readonly faults: readonly ChipFault[];
  readonly spikes: readonly number[];
} {
  const state = createCoreState(image, 0);
  const counters = createCoreCounters(16);
  const faults = new FaultLog();
  const clock = { tick: 70_000 };
  const context = createExecutionContext(image, state, { counters, faults, clock, interpreted });
  const programs = createCorePrograms(context);
  const spikes: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    clock.tick += 1 + 3 * round;
    faults.tick = clock.tick;
    faults.cycle += 1;
    for (const population of programs.populations) {
      const { descriptor, stateAt, statePieces, accumulatorAt, accumulatorPieces } = population;
      for (const program of [
        population.regular,
        population.soma,
        population.reset,
        population.fold,
      ])
        for (let n = 0; n <= descriptor.last - descriptor.first; n += 1)
          spikes.push(
            program?.(
              state.state.data,
              stateAt + n * statePieces,
              state.accumulator.data,
              accumulatorAt + n * accumulatorPieces,
              n,
            ) ?? 0,
          );
      state.broadcast.forEach((_, k) => {
        state.broadcast[k] = (k * 7 + round) % 23;
      });
    }
    for (const { descriptor, pre, post } of programs.pathways) {
      for (const side of [pre, post])
        if (side !== undefined) runSide(descriptor, side, side === pre);
    }
  }
  return { arrays: coreArrays(state), counters, faults: faults.list, spikes };

  function runSide(pathway: PathwayDescriptor, side: SidePrograms, isPre: boolean): void {
    const { synapse } = state;
    const { lane, targets, inlets, delayLow, delayHigh } = pathway;
    if (lane === undefined) return;
    const [first, words] = [pathway.wordBase ?? 0, pathway.wordsPerRow ?? 1];
    for (let inlet = 0; inlet < inlets; inlet += 1) {
      const element = isPre ? inlet : inlet % targets;
      side.prologue?.(
        isPre ? inlet * (delayHigh - delayLow + 1) : element,
        element,
        clock.tick - 2,
      );
      const word = first + inlet * words;
      if (pathway.kind === 'dense' && inlet % 2 === 0) {
        const lanes = Math.min(targets, lane.lanesPerWord);
        spikes.push(side.lanes.word(synapse.data, word * synapse.pieces, lanes, 0, inlet, 0));
        continue;
      }
      if (!side.lanes.due(synapse.data, word * synapse.pieces, 0, -1)) continue;
      spikes.push(side.lanes.run(synapse.data, word * synapse.pieces, 0, inlet, 0));
    }
  }
}

/** The first array, word or count in which two runs differ; arrays are long, so they are walked by hand. */
function difference(
  a: ReturnType<typeof runAll>,
  b: ReturnType<typeof runAll>,
): string | undefined {
  for (const [name, words] of Object.entries(a.arrays))
    for (let at = 0; at < words.length; at += 1)
      if (words[at] !== b.arrays[name]?.[at])
        return `${name}[${at}]: ${words[at]} against ${b.arrays[name]?.[at]}`;
  const facts = ({ counters, faults, spikes }: ReturnType<typeof runAll>): string =>
    JSON.stringify([{ ...counters, saturations: [...counters.saturations] }, faults, spikes]);
  return facts(a) === facts(b) ? undefined : `${facts(a)} against ${facts(b)}`;
}

it('generated code equals the instruction-by-instruction executor', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const image = randomChipImage(seed, { cores: 1, instructions: 14 });
      expect(difference(runAll(image, false), runAll(image, true))).toBeUndefined();
    }),
    { numRuns: 60 },
  );
}, 30_000);
