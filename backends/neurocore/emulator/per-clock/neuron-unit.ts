import type { CoreState } from '../core-state.js';
import type { PopulationPrograms } from '../execution/core-programs.js';
import type { NeuronProgram } from '../execution/neuron-program.js';

/** State and accumulator words of the neuron in EXE, between load and store. */
export class NeuronUnit {
  readonly #state: CoreState;
  readonly #words: Uint32Array;
  readonly #accumulators: Uint32Array;
  #population: PopulationPrograms | undefined;
  #stateAt = 0;
  #accumulatorAt = 0;

  constructor(state: CoreState, populations: readonly PopulationPrograms[]) {
    this.#state = state;
    const most = (pieces: readonly number[]): number => Math.max(0, ...pieces);
    this.#words = new Uint32Array(most(populations.map(({ statePieces }) => statePieces)));
    this.#accumulators = new Uint32Array(
      most(populations.map(({ accumulatorPieces }) => accumulatorPieces)),
    );
  }

  /** The last cycle of the section. @returns 1 if the neuron spikes. */
  run(population: PopulationPrograms, program: NeuronProgram, index: number): number {
    const { state, accumulator } = this.#state;
    const { statePieces, accumulatorPieces } = population;
    this.#population = population;
    this.#stateAt = population.stateAt + index * statePieces;
    this.#accumulatorAt = population.accumulatorAt + index * accumulatorPieces;
    for (let k = 0; k < statePieces; k += 1)
      this.#words[k] = state.data[this.#stateAt + k] as number;
    for (let k = 0; k < accumulatorPieces; k += 1)
      this.#accumulators[k] = accumulator.data[this.#accumulatorAt + k] as number;
    return program(this.#words, 0, this.#accumulators, 0, index);
  }

  /** Cycle k of the store: word k of the state and accumulator k, where there are so many. */
  store(cycle: number): void {
    const population = this.#population;
    if (population === undefined) return;
    const { state, accumulator } = this.#state;
    const { stateWords, receptors } = population.descriptor;
    if (cycle < stateWords) {
      const { pieces } = state;
      for (let k = cycle * pieces; k < (cycle + 1) * pieces; k += 1)
        state.data[this.#stateAt + k] = this.#words[k] as number;
    }
    if (cycle < receptors) {
      const { pieces } = accumulator;
      for (let k = cycle * pieces; k < (cycle + 1) * pieces; k += 1)
        accumulator.data[this.#accumulatorAt + k] = this.#accumulators[k] as number;
    }
  }
}
