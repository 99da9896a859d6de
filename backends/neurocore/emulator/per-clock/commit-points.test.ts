import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handMade } from '../../../../tests/support/neurocore-hand-image.js';
import { instruction } from '../../../../tests/support/neurocore-section.js';
import { createBitMemory, type RouteDescriptor, readField, writeField } from '../../image/index.js';
import { createPerClockEmulator, type PerClockEmulator } from './per-clock-emulator.js';

function word(
  chip: PerClockEmulator,
  memory: 'state' | 'accumulator' | 'synapse',
  at: number,
): number {
  const found = chip.cores[0]?.[memory];
  return found === undefined ? Number.NaN : readField(found, at, 0, 8, false);
}

describe('the store of a soma', () => {
  it('writes word k and accumulator k in cycle k, the spike bit in the last one', () => {
    // POP 0, LOAD 1 .. 4 (2 words + 2), EXEC 5 .. 7, STORE 8, 9.
    const chip = createPerClockEmulator(handMade({ neurons: 2 }));
    const core = chip.cores[0];
    writeField(core?.accumulator ?? createBitMemory(1, 16), 0, 0, 16, 77);
    chip.begin([]);
    const seen = Array.from({ length: 11 }, (_, cycle) => {
      chip.clockUntil(cycle);
      return [
        word(chip, 'state', 0),
        word(chip, 'state', 1),
        word(chip, 'accumulator', 0),
        core?.spikes[0],
      ];
    });
    // Entry c: what is there after c cycles.
    expect(seen.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => [0, 0, 77, 0]));
    expect(seen[9]).toEqual([1, 0, 0, 0]);
    expect(seen[10]).toEqual([1, 77, 0, 1]);
    chip.clockUntil(Number.POSITIVE_INFINITY);
    expect(chip.spikes).toEqual([
      { core: 0, neuron: 0, cycle: 9 },
      { core: 0, neuron: 1, cycle: 18 },
    ]);
    // Last POP 19, DRAIN 20, barrier 21, PSET 22, RSET 23, XSET 24, END 25, barrier 26.
    expect(chip.report).toEqual({
      tick: 0,
      firstCycle: 0,
      endCycle: 27,
      phases: { soma: 0, local: 22, barrier: 26 },
      output: [],
    });
  });
});

describe('a stream', () => {
  it('adds in the last cycle of a lane and writes a word in its write cycle', () => {
    const weight = { word: 0, low: 0, bits: 8, signed: false };
    const chip = createPerClockEmulator(
      handMade({
        neurons: 5,
        pathways: (program) => [
          {
            kind: 'dense',
            objectId: 2,
            inlet: 0,
            inlets: 1,
            sourceBase: 0,
            population: 0,
            firstTarget: 0,
            targets: 5,
            targetBase: 0,
            projectionTargets: 5,
            delayLow: 0,
            delayHigh: 0,
            wordBase: 0,
            wordsPerRow: 2,
            lane: { laneBits: 8, lanesPerWord: 4, weight, auxiliary: [], flags: [] },
            pre: {
              body: program.add([
                instruction('ACC', { a: 8 }),
                instruction('ADD', { d: 8, a: 8, b: 32 }),
              ]),
              writes: true,
            },
          },
        ],
      }),
    );
    chip.begin([{ x: 0, y: 0, kind: 'bit', inlet: 0 }]);
    while (chip.sequencers[0]?.stateName !== 'ROW') chip.clock();
    const first = chip.cycle;
    const history: number[][] = [];
    while (chip.sequencers[0]?.stateName === 'ROW') {
      chip.clock();
      history.push([
        ...Array.from({ length: 5 }, (_, target) => word(chip, 'accumulator', target)),
        word(chip, 'synapse', 0),
        word(chip, 'synapse', 1),
      ]);
    }
    // c = 2 + 1 + 1 = 4 per lane. Reads 0, 1; word 0 taken in 2, done in 17, written in 18; word 1
    // taken in 18, done in 21, written in 22.
    expect(chip.cycle - first).toBe(23);
    const changed = history.flatMap((now, cycle) =>
      JSON.stringify(now) === JSON.stringify(history[cycle - 1] ?? [0, 0, 0, 0, 0, 1, 5])
        ? []
        : [[cycle, ...now]],
    );
    expect(changed).toEqual([
      [5, 1, 0, 0, 0, 0, 1, 5],
      [9, 1, 2, 0, 0, 0, 1, 5],
      [13, 1, 2, 3, 0, 0, 1, 5],
      [17, 1, 2, 3, 4, 0, 1, 5],
      [18, 1, 2, 3, 4, 0, 2, 5],
      [21, 1, 2, 3, 4, 5, 2, 5],
      [22, 1, 2, 3, 4, 5, 2, 6],
    ]);
  });
});

describe('the way of spikes to the host', () => {
  it('stalls by the recurrence of its FIFOs, whoever reads, and loses nothing', () => {
    const depth = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.record({
          core: depth,
          link: depth,
          output: depth,
          routes: fc.integer({ min: 1, max: 12 }),
        }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
        ({ core, link, output, routes }, pattern) => {
          const reads = [...pattern, true];
          const ready = (cycle: number): boolean => reads[cycle % reads.length] ?? true;
          const neurons = 4;
          const table = Array.from({ length: routes }, (_, k): RouteDescriptor => {
            return { low: 0, high: neurons - 1, x: 0, y: 0, inlet: 100 * k, kind: 'host' };
          });
          const image = handMade({ neurons, routes: table, fifos: { core, link, output } });
          const chip = createPerClockEmulator(image, { reader: { ready } });
          const report = chip.step([]);

          // Cycles in which word m is pushed, leaves OUT, leaves the link, and is read.
          const [push, out, leave, read]: number[][] = [[], [], [], []];
          const beyond = (list: number[] | undefined, m: number): number => (list?.[m] ?? -1) + 1;
          let [cycle, stalls] = [1, 0];
          for (let neuron = 0; neuron < neurons; neuron += 1) {
            cycle += 4 + 3 + 2;
            for (let k = 0; k < routes; k += 1) {
              const m = neuron * routes + k;
              const pushed = Math.max(cycle, beyond(out, m - core));
              stalls += pushed - cycle;
              push?.push(pushed);
              cycle = pushed + 1;
              const moved = Math.max(pushed + 1, beyond(out, m - 1), beyond(leave, m - link));
              out?.push(moved);
              const left = Math.max(moved + 1, beyond(leave, m - 1), beyond(read, m - output));
              leave?.push(left);
              let taken = Math.max(left + 1, beyond(read, m - 1));
              while (!ready(taken)) taken += 1;
              read?.push(taken);
            }
          }
          expect(report.output.map(({ cycle: at }) => at)).toEqual(leave);
          expect(report.output.map(({ id }) => id)).toEqual(
            Array.from({ length: neurons }, (_, n) => table.map(({ inlet }) => inlet + n)).flat(),
          );
          expect(chip.counters[0]?.sendStalls).toBe(stalls);
          expect(chip.faults).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
