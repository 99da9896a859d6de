import type { SpikeList } from '../engine.js';

export interface InjectedState {
  readonly steps: Float64Array;
  readonly indices: Float64Array;
}

/** Spikes handed in from outside that wait for their tick. */
export class InjectedSpikes {
  #steps: number[] = [];
  #indices: number[] = [];

  add(steps: readonly number[], indices: readonly number[]): void {
    const all = [...this.#steps, ...steps].map((step, at) => ({
      step,
      index: (at < this.#steps.length ? this.#indices[at] : indices[at - this.#steps.length]) ?? 0,
    }));
    // Latest first, so that what is due can be taken from the end.
    all.sort((a, b) => b.step - a.step || b.index - a.index);
    this.#steps = all.map((spike) => spike.step);
    this.#indices = all.map((spike) => spike.index);
  }

  /** Adds the spikes of this tick to the list; one per neuron. `ascending`: keeps the list sorted. */
  take(tick: number, list: SpikeList, ascending: boolean): void {
    while (this.#steps.length > 0 && (this.#steps[this.#steps.length - 1] as number) <= tick) {
      this.#steps.pop();
      const index = this.#indices.pop() as number;
      const { indices, count } = list;
      if (indices.subarray(0, count).includes(index)) continue;
      let place = count;
      while (ascending && place > 0 && (indices[place - 1] as number) > index) {
        indices[place] = indices[place - 1] as number;
        place -= 1;
      }
      indices[place] = index;
      list.count = count + 1;
    }
  }

  save(): InjectedState {
    return { steps: Float64Array.from(this.#steps), indices: Float64Array.from(this.#indices) };
  }

  load(state: InjectedState): void {
    this.#steps = [...state.steps];
    this.#indices = [...state.indices];
  }
}
