import type { BitMemory } from '../image/index.js';
import type { CoreState } from './core-state.js';
import type { CoreCounters } from './counters.js';
import type { PopulationPrograms } from './execution/core-programs.js';

/** Folds pending input into states outside of a step: the host command FLUSH, and looks at states. */
export class FoldUnit {
  readonly #state: CoreState;
  readonly #counters: CoreCounters;
  readonly #populations: readonly PopulationPrograms[];
  readonly #copy: BitMemory;
  readonly #accumulators: Uint32Array;

  constructor(
    state: CoreState,
    counters: CoreCounters,
    populations: readonly PopulationPrograms[],
  ) {
    this.#state = state;
    this.#counters = counters;
    this.#populations = populations;
    this.#copy = { ...state.state, data: new Uint32Array(state.state.data.length) };
    this.#accumulators = new Uint32Array(state.accumulator.data.length);
  }

  /** Every neuron's pending input becomes part of its state; nothing is pending afterwards. */
  flush(): void {
    this.#fold(this.#state.state.data, this.#state.accumulator.data);
  }

  /** The state memory as it would be after `flush`; the next call reuses the memory. */
  folded(): BitMemory {
    const counters = this.#counters;
    // Looking costs nothing and is not counted.
    const before = { ...counters, saturations: counters.saturations.slice() };
    this.#copy.data.set(this.#state.state.data);
    this.#accumulators.set(this.#state.accumulator.data);
    this.#fold(this.#copy.data, this.#accumulators);
    counters.saturations.set(before.saturations);
    const { saturations, stateCycles, ...counts } = before;
    Object.assign(counters, counts);
    return this.#copy;
  }

  #fold(states: Uint32Array, accumulators: Uint32Array): void {
    for (let place = 0; place < this.#populations.length; place += 1) {
      const population = this.#populations[place] as PopulationPrograms;
      const { fold, stateAt, statePieces, accumulatorAt, accumulatorPieces } = population;
      const { first, last } = population.descriptor;
      for (let index = 0; index <= last - first; index += 1)
        fold(
          states,
          stateAt + index * statePieces,
          accumulators,
          accumulatorAt + index * accumulatorPieces,
          index,
        );
    }
  }
}
