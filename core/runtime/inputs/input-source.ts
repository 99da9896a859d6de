import type { SpikeList } from '../engine.js';
import type { InjectedState } from './injected-spikes.js';

/** State of an input, as plain data. Which fields exist depends on the kind. */
export interface InputState {
  readonly injected: InjectedState;
  /** Hz per neuron, and the next spike of each (Infinity: none). */
  readonly rates?: Float64Array;
  readonly due?: Float64Array;
  /** The spikes that replaced those of the network. */
  readonly list?: { readonly steps: Float64Array; readonly indices: Int32Array };
  /** Passes begun per set. */
  readonly passes?: readonly number[];
}

/** Something that spikes by itself: fills its list once per tick. */
export interface InputSource {
  readonly name: string;
  readonly size: number;
  readonly list: SpikeList;
  emit(tick: number): void;
  /** Spikes in ticks to come; indices are inside the input. */
  inject(steps: readonly number[], indices: readonly number[]): void;
  save(): InputState;
  load(state: InputState): void;
}
