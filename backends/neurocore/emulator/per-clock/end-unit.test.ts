import { expect, it } from 'vitest';
import { handMade } from '../../../../tests/support/neurocore-hand-image.js';
import { instruction } from '../../../../tests/support/neurocore-section.js';
import { type PathwayDescriptor, readField, writeField } from '../../image/index.js';
import { createPerClockEmulator } from './per-clock-emulator.js';

const pathway = {
  objectId: 2,
  inlet: 0,
  inlets: 40,
  sourceBase: 0,
  population: 0,
  firstTarget: 0,
  targets: 1,
  targetBase: 0,
  projectionTargets: 1,
  delayLow: 0,
  delayHigh: 3,
} as const;

it('a spike is heard once per delay, and its slot is free again for the step that follows', () => {
  const one: PathwayDescriptor = {
    ...pathway,
    kind: 'one',
    receptor: 0,
    constant: 5,
    diagonal: -35,
  };
  const count: PathwayDescriptor = {
    ...pathway,
    kind: 'count',
    inlet: 2,
    inlets: 1,
    receptor: 0,
    constant: 1,
  };
  const chip = createPerClockEmulator(handMade({ neurons: 1, pathways: () => [one, count] }));
  const heard: (number | undefined)[] = [];
  for (let step = 0; step < 10; step += 1) {
    chip.step(
      step === 1
        ? [
            { x: 0, y: 0, kind: 'bit', inlet: 35 },
            { x: 0, y: 0, kind: 'count', inlet: 2 },
            { x: 0, y: 0, kind: 'count', inlet: 2 },
          ]
        : [],
    );
    const core = chip.cores[0];
    // Accumulator and broadcast of neuron 0, which its next soma takes.
    heard.push(core && readField(core.accumulator, 0, 0, 16, true) * 10 + (core.broadcast[0] ?? 0));
  }
  // Four slots: delays 0 to 3, in steps 1 to 4; each adds 5, and 2 packets of 1.
  expect(heard).toEqual([0, 52, 52, 52, 52, 0, 0, 0, 0, 0]);
  expect(chip.counters[0]?.events).toBe(4);
});

it('a trace older than its table becomes 0 when its number comes round, a younger one stays', () => {
  const postTraces = {
    base: 0,
    entries: 5,
    entryBits: 20,
    entriesPerWord: 1,
    objectId: 1,
    elementBase: 0,
    values: [{ word: 0, low: 12, bits: 8, signed: false, life: 3 }],
  };
  const weight = { word: 0, low: 0, bits: 8, signed: false };
  const chip = createPerClockEmulator(
    handMade({
      neurons: 1,
      pathways: (program) => [
        {
          ...pathway,
          kind: 'dense',
          delayHigh: 0,
          wordBase: 0,
          wordsPerRow: 1,
          lane: { laneBits: 8, lanesPerWord: 4, weight, auxiliary: [], flags: [] },
          postTraces,
          pre: { body: program.add([instruction('ACC', { a: 8 })]), writes: false },
        },
      ],
    }),
  );
  const trace = chip.cores[0]?.trace;
  if (trace === undefined) throw new Error('no trace memory');
  // Stamps 0 (all entries) but 2 (entry 4): age 3 is reached in step 3, by entry 3.
  for (let entry = 0; entry < 5; entry += 1) {
    writeField(trace, entry, 0, 12, entry === 4 ? 2 : 0);
    writeField(trace, entry, 12, 8, 100 + entry);
  }
  for (let step = 0; step < 6; step += 1) chip.step([]);
  const values = Array.from({ length: 5 }, (_, entry) => readField(trace, entry, 12, 8, false));
  expect(values).toEqual([100, 101, 102, 0, 104]);
  expect(chip.counters[0]?.scrubbed).toBe(1);
});
