import type { BitMemory } from '../image/index.js';

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
  /** Spikes of this step by local number. */
  readonly spikes: Uint32Array;
}
