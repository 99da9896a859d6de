import type { BitMemory, ChipImage } from '../image/index.js';

/** Architectural state of one core: every memory bit that a step can change, and what it reads. */
export interface CoreState {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly constants: Float64Array;
  readonly lut: BitMemory;
  readonly state: BitMemory;
  readonly accumulator: BitMemory;
  readonly trace: BitMemory;
  readonly synapse: BitMemory;
  readonly index: BitMemory;
  /** Pending input of all neurons of a population: population * 7 + receptor. */
  readonly broadcast: Float64Array;
  /** Bit i of slot s: inlet i was heard at a step = s mod slots; word s * ceil(inlets / 32) + floor(i / 32). */
  readonly inletRing: Uint32Array;
  /** Packets per count inlet: s * counts + inlet. */
  readonly countRing: Uint16Array;
  /** Spikes of this step by local number; each soma store writes its bit. */
  readonly spikes: Uint32Array;
}

/** Receptors of a population at most: stride of `broadcast`. */
export const receptorSlots = 7;

/** Words of the inlet ring per slot. */
export function inletWords(image: ChipImage): number {
  return Math.ceil(image.geometry.inlets / 32);
}

/** A core as the loader leaves it: memories of the image, everything else 0. */
export function createCoreState(image: ChipImage, number: number): CoreState {
  const { geometry } = image;
  const core = image.cores[number];
  if (core === undefined) throw new Error(`the image has no core ${number}`);
  const { memories } = core;
  const constants = new Float64Array(
    Math.max(geometry.memories.constant.words, core.constants.length),
  );
  constants.set(core.constants);
  return {
    number,
    x: core.x,
    y: core.y,
    constants,
    lut: copyOf(memories.lut),
    state: copyOf(memories.state),
    accumulator: copyOf(memories.accumulator),
    trace: copyOf(memories.trace),
    synapse: copyOf(memories.synapse),
    index: copyOf(memories.index),
    broadcast: new Float64Array(core.populations.length * receptorSlots),
    inletRing: new Uint32Array(geometry.delaySlots * inletWords(image)),
    countRing: new Uint16Array(geometry.delaySlots * geometry.counts),
    spikes: new Uint32Array(Math.ceil(geometry.neurons / 32)),
  };
}

function copyOf(memory: BitMemory): BitMemory {
  return { ...memory, data: memory.data.slice() };
}

type Words = Uint32Array | Float64Array | Uint16Array;

/** Arrays of a core by name: what save and load copy, and what two emulators are compared by. */
export function coreArrays(state: CoreState): Readonly<Record<string, Words>> {
  return {
    constants: state.constants,
    lut: state.lut.data,
    state: state.state.data,
    accumulator: state.accumulator.data,
    trace: state.trace.data,
    synapse: state.synapse.data,
    index: state.index.data,
    broadcast: state.broadcast,
    inletRing: state.inletRing,
    countRing: state.countRing,
    spikes: state.spikes,
  };
}

export function saveCore(state: CoreState): Readonly<Record<string, Words>> {
  return Object.fromEntries(
    Object.entries(coreArrays(state)).map(([name, words]) => [name, words.slice()]),
  );
}

/** @throws Error where the saved arrays are not those of such a core. */
export function loadCore(state: CoreState, saved: Readonly<Record<string, Words>>): void {
  for (const [name, words] of Object.entries(coreArrays(state))) {
    const source = saved[name];
    if (source === undefined || source.length !== words.length)
      throw new Error(`core ${state.number}: saved state without ${words.length} of ${name}`);
    words.set(source);
  }
}
