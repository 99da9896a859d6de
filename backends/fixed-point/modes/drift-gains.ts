import type { ArrayId } from '../../../core/ir/index.js';
import type { Engine } from '../../../core/runtime/index.js';
import { solve } from './solve.js';

/** A population, and two engines that do its state update: for a whole time step and for half of one. */
export interface DriftOptions {
  readonly kernel: string;
  readonly whole: Engine;
  readonly half: Engine;
  /** The membrane first; with the least size of a displacement. */
  readonly states: readonly { readonly array: ArrayId; readonly lsb: number }[];
  readonly dtSeconds: number;
  /** Brings all that the kernel reads for a lane into the storage of an engine. */
  readonly copy: (to: Engine, tick: number, lane: number) => void;
  /** Flag that is 0 while the neuron's equations rest; absent: they never do. */
  readonly active?: ArrayId;
}

/** Matrices kept; with more looks every second one is dropped, and looks become half as frequent. */
const mostSamples = 512;
/** Relative size of the displacement that derivatives are taken with. */
const displacement = 1e-5;

/**
 * The drift of a population's equations made linear along a run: d(dx_i/dt)/dx_j by central
 * differences of the step map, for a whole and a half step and extrapolated to step 0, so that the
 * integration method does not matter. Every entry is the median over the states looked at.
 */
export class DriftGains {
  readonly #options: DriftOptions;
  #samples: number[][] = [];
  #stride = 1;

  constructor(options: DriftOptions) {
    this.#options = options;
  }

  get samples(): number {
    return this.#samples.length;
  }

  look(tick: number, count: number): void {
    if (tick % this.#stride !== 0) return;
    const found = this.#jacobian(tick, Math.floor(tick / this.#stride) % count);
    if (found === undefined) return;
    this.#samples.push(found);
    if (this.#samples.length < mostSamples) return;
    this.#samples = this.#samples.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  /**
   * Input to the membrane equation that a bias of 1 per step in each state is worth, per second:
   * 1/h for the membrane, and for another state the shift of its steady state (membrane held) times
   * its effect on the membrane. Undefined where the other states have no steady state.
   */
  gains(): readonly (number | undefined)[] {
    const { states, dtSeconds } = this.#options;
    const size = states.length;
    if (this.#samples.length === 0)
      return states.map((_, at) => (at === 0 ? 1 / dtSeconds : undefined));
    const drift = Array.from({ length: size * size }, (_, at) =>
      median(this.#samples.map((sample) => sample[at] as number)),
    );
    const rest = states.slice(1).map((_, at) => at + 1);
    const ownDrift = rest.map((row) =>
      rest.map((column) => -(drift[row * size + column] as number)),
    );
    return states.map((_, at) => {
      if (at === 0) return 1 / dtSeconds;
      const shift = solve(
        ownDrift,
        rest.map((state) => (state === at ? 1 / dtSeconds : 0)),
      );
      return shift?.reduce((sum, value, place) => sum + value * (drift[place + 1] as number), 0);
    });
  }

  #jacobian(tick: number, lane: number): number[] | undefined {
    const { whole, half, states, dtSeconds, active } = this.#options;
    const size = states.length;
    const matrix = new Array<number>(size * size).fill(0);
    for (let column = 0; column < size; column += 1) {
      const long = this.#derivative(whole, tick, lane, column);
      const short = this.#derivative(half, 2 * tick, lane, column, tick);
      if (active !== undefined && heldBy(whole, active, lane) === 0) return undefined;
      for (let row = 0; row < size; row += 1) {
        const same = row === column ? 1 : 0;
        const [slow, fast] = [(long[row] as number) - same, (short[row] as number) - same];
        matrix[row * size + column] = (4 * fast - slow) / dtSeconds;
      }
    }
    return matrix.every(Number.isFinite) ? matrix : undefined;
  }

  /** d(state after the step)/d(state `column` before it). */
  #derivative(engine: Engine, tick: number, lane: number, column: number, from = tick): number[] {
    const { states, kernel, copy } = this.#options;
    const moved = (direction: number): readonly [number, readonly number[]] => {
      copy(engine, from, lane);
      const { array, lsb } = states[column] as (typeof states)[number];
      const data = engine.storage.get(array) as Float64Array;
      const place = data.length === 1 ? 0 : lane;
      const value = data[place] as number;
      const step = direction * Math.max(Math.abs(value) * displacement, lsb);
      data[place] = value + step;
      const actual = (data[place] as number) - value;
      engine.run(kernel, tick, Int32Array.of(lane), 0, 1);
      return [actual, states.map((state) => heldBy(engine, state.array, lane))];
    };
    const [up, high] = moved(1);
    const [down, low] = moved(-1);
    return high.map((value, row) => (value - (low[row] as number)) / (up - down));
  }
}

function heldBy(engine: Engine, array: ArrayId, lane: number): number {
  const data = engine.storage.get(array) as Float64Array;
  return data[data.length === 1 ? 0 : lane] as number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
