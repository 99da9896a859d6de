import { describe, expect, it } from 'vitest';
import {
  createEventEmulator,
  createPerClockEmulator,
  type Emulator,
  type InputWord,
} from '../../backends/neurocore/emulator/index.js';
import {
  createFaultyEmulator,
  drawFaults,
  type EmulatorFactory,
  faultTargets,
  type InjectedFault,
  PacketRecorder,
} from '../../backends/neurocore/faults/index.js';
import { type ChipImage, crc32 } from '../../backends/neurocore/image/index.js';
import { Dice } from '../support/neurocore-dice.js';
import { randomChipImage } from '../support/neurocore-image.js';

const steps = 12;
const images = Number(process.env.ISOSPIKE_CHIP_FAULTS ?? 5);
const allKinds = ['flip', 'stuck0', 'stuck1', 'drop', 'duplicate'] as const;

function inputsOf(image: ChipImage, seed: number): readonly (readonly InputWord[])[] {
  const dice = new Dice(seed);
  return Array.from({ length: steps }, () =>
    Array.from({ length: dice.roll(12) }, (): InputWord => {
      const { x, y } = dice.pick(image.cores);
      return dice.chance(20)
        ? { x, y, kind: 'count', inlet: dice.roll(image.geometry.counts) }
        : { x, y, kind: 'bit', inlet: dice.roll(Math.min(60, image.geometry.inlets)) };
    }),
  );
}

/** Checksums of all that a core keeps. */
function memoriesOf(emulator: Emulator): readonly string[] {
  return emulator.save().cores.map((arrays) =>
    Object.entries(arrays)
      .map(([name, { buffer }]) => `${name} ${crc32(new Uint8Array(buffer))}`)
      .join(', '),
  );
}

/** Runs until the chip stops, and says all that can be seen of it. */
function runAll(emulator: Emulator, inputs: readonly (readonly InputWord[])[]): unknown {
  const seen: unknown[] = [];
  try {
    for (const input of inputs) seen.push([emulator.step(input), [...emulator.spikes]]);
  } catch (error) {
    if (!(error instanceof Error) || emulator.faults.length === 0) throw error;
    // Where the chip stops, both have stopped; what the step had done so far is another matter.
    return [seen, 'stopped', emulator.faults.map(({ kind }) => kind).sort()];
  }
  return [seen, emulator.faults.map(({ kind }) => kind), emulator.counters, memoriesOf(emulator)];
}

function faulty(
  image: ChipImage,
  faults: readonly InjectedFault[],
  create: EmulatorFactory,
): Emulator {
  return createFaultyEmulator(image, faults, create, { stepCap: 200_000 });
}

/** Faults of every class in a random image, drawn as a campaign draws them. */
function drawn(image: ChipImage, seed: number, count: number): readonly InjectedFault[] {
  const packets = new PacketRecorder();
  const golden = createEventEmulator(image, { receive: packets.receive });
  runAll(golden, inputsOf(image, seed));
  return drawFaults({
    seed: BigInt(seed),
    count,
    targets: faultTargets,
    kinds: allKinds,
    image,
    steps,
    packets,
  }).map(({ fault }) => fault);
}

describe('a chip with faults', () => {
  it('does the same clock by clock and event by event', () => {
    let differs = 0;
    for (let seed = 0; seed < images; seed += 1) {
      const image = randomChipImage(seed);
      const inputs = inputsOf(image, seed);
      const golden = JSON.stringify(runAll(createEventEmulator(image), inputs));
      for (const fault of drawn(image, seed, 11)) {
        const events = runAll(faulty(image, [fault], createEventEmulator), inputs);
        const clocked = runAll(faulty(image, [fault], createPerClockEmulator), inputs);
        expect(events, `image ${seed}, ${JSON.stringify(fault)}`).toEqual(clocked);
        if (JSON.stringify(events) !== golden) differs += 1;
      }
    }
    expect(differs).toBeGreaterThan(4 * images);
  }, 60_000);

  it('does nothing else where a fault cancels another, or was there before', () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const image = randomChipImage(seed);
      const inputs = inputsOf(image, seed);
      const golden = runAll(createEventEmulator(image), inputs);
      const flips = drawn(image, seed, 22).filter(
        (fault) => fault.kind === 'flip' && fault.memory !== 'program',
      );
      for (const flip of flips)
        expect(runAll(faulty(image, [flip, flip], createEventEmulator), inputs)).toEqual(golden);
    }
  });

  it('goes on where it was when a word of its program changes', () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const image = randomChipImage(seed);
      const inputs = inputsOf(image, seed);
      const golden = runAll(createEventEmulator(image), inputs);
      const [core] = image.cores;
      const word = (core?.program ?? []).findIndex((code) => code % 2 === 1);
      if (word < 0) continue;
      // The bit is 1 already: the same program, and another emulator from step 5 on.
      const same: InjectedFault = {
        kind: 'stuck1',
        memory: 'program',
        core: 0,
        word,
        bit: 0,
        tick: 5,
      };
      expect(runAll(faulty(image, [same], createEventEmulator), inputs)).toEqual(golden);
    }
  });

  it('has not heard a packet that is dropped, and counts a doubled one twice', () => {
    const word = { x: 0, y: 0, kind: 'count', inlet: 2 } as const;
    const image = randomChipImage(3, { cores: 1 });
    const received = (...faults: readonly InjectedFault[]): number => {
      const emulator = faulty(image, faults, createEventEmulator);
      emulator.step([word, word, word]);
      return emulator.counters[0]?.packetsReceived ?? -1;
    };
    const all = received();
    expect(all).toBeGreaterThanOrEqual(3);
    expect(received({ kind: 'drop', core: 0, packet: 1, tick: 0 })).toBe(all - 1);
    expect(received({ kind: 'duplicate', core: 0, packet: 2, tick: 0 })).toBe(all + 1);
    expect(received({ kind: 'drop', core: 0, packet: all, tick: 0 })).toBe(all);
    expect(received({ kind: 'drop', core: 0, packet: 0, tick: 1 })).toBe(all);
  });

  it('holds a stuck bit over steps', () => {
    const image = randomChipImage(5, { cores: 1 });
    const fault = { memory: 'state', core: 0, word: 0, bit: 0, tick: 2 } as const;
    for (const kind of ['stuck0', 'stuck1'] as const) {
      const emulator = faulty(image, [{ kind, ...fault }], createEventEmulator);
      for (let step = 0; step < 8; step += 1) {
        emulator.step([]);
        const bit = (emulator.cores[0]?.state.data[0] ?? 0) & 1;
        if (step >= 2) expect(bit).toBe(kind === 'stuck1' ? 1 : 0);
      }
    }
  });
});

describe('a campaign', () => {
  it('draws the same faults from the same seed, others from another', () => {
    const image = randomChipImage(7);
    expect(drawn(image, 7, 40)).toEqual(drawn(image, 7, 40));
    expect(drawn(image, 7, 40).slice(0, 10)).toEqual(drawn(image, 7, 10));
    const packets = new PacketRecorder();
    const plan = { count: 40, targets: faultTargets, kinds: allKinds, image, steps, packets };
    expect(drawFaults({ ...plan, seed: 1n })).not.toEqual(drawFaults({ ...plan, seed: 2n }));
  });

  it('hits bits in use only, and every class in turn', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const image = randomChipImage(seed);
      for (const fault of drawn(image, seed, 60)) {
        expect(fault.core).toBeLessThan(image.cores.length);
        expect(fault.tick).toBeLessThan(steps);
        if (!('memory' in fault) || fault.memory === 'inlets') continue;
        const { words, wordBits } = image.geometry.memories[fault.memory];
        expect(fault.word).toBeLessThan(words);
        expect(fault.bit).toBeLessThan(wordBits);
      }
    }
  });
});
