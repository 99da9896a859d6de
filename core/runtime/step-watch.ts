import { type StepDifference, updateKernels } from '../diagnosis/index.js';
import type { ArrayId, ScalarKernel, StepPlan } from '../ir/index.js';
import { MirrorKernel } from './mirror-kernel.js';
import type { Variables } from './variables.js';

interface Difference {
  readonly array: ArrayId;
  largest: number;
  element: number;
  step: number;
  lowest: number;
  highest: number;
}

interface Compared {
  readonly population: string;
  readonly size: number;
  readonly whole: MirrorKernel;
  readonly half: MirrorKernel;
  readonly variables: readonly Difference[];
}

/** Neurons looked at each time. */
const neuronsPerLook = 8;
/** Neurons whose values are seen each time ranges are measured. */
const neuronsPerMeasurement = 256;
/** Mirrors are as long as the population. */
const largestPopulation = 100_000;

/** Compares, now and then, one step of the equations with two of half its length. */
export class StepWatch {
  readonly #compared: readonly Compared[];
  readonly #variables: Variables;
  #looks = 0;

  /** @param halfSteps - State updates for half a time step, by the same names. */
  constructor(
    plan: StepPlan,
    kernels: readonly ScalarKernel[],
    halfSteps: readonly ScalarKernel[],
    variables: Variables,
  ) {
    this.#variables = variables;
    const { tables, dtSeconds } = plan;
    this.#compared = plan.objects.flatMap((object): readonly Compared[] => {
      if (
        object.kind !== 'population' ||
        (object.clock ?? 0) !== 0 ||
        object.size > largestPopulation
      )
        return [];
      const [update] = updateKernels(plan, kernels, object.name);
      const half = halfSteps.find(({ id }) => id === update?.id);
      if (update === undefined || half === undefined || object.watched.length === 0) return [];
      return [
        {
          population: object.name,
          size: object.size,
          whole: new MirrorKernel(update, variables, tables, dtSeconds),
          half: new MirrorKernel(half, variables, tables, dtSeconds / 2, 2),
          variables: object.watched.map((array) => ({
            ...{ array, largest: 0, element: 0, step: 0 },
            ...{ lowest: Infinity, highest: -Infinity },
          })),
        },
      ];
    });
  }

  /**
   * Widens the range of every variable by what the neurons hold now. A difference is judged against
   * it, so it must know the peaks that the few looks at the step miss.
   */
  measure(tick: number): void {
    for (const { size, variables } of this.#compared) {
      const stride = Math.ceil(size / neuronsPerMeasurement);
      for (const entry of variables) {
        for (let neuron = 0; neuron < size; neuron += stride) this.#include(entry, tick, neuron);
      }
    }
  }

  look(tick: number): void {
    this.#looks += 1;
    for (const compared of this.#compared) {
      const { size } = compared;
      const looked = Math.min(neuronsPerLook, size);
      for (let at = 0; at < looked; at += 1)
        this.#compare(compared, tick, (this.#looks * looked + at) % size);
    }
  }

  get differences(): readonly StepDifference[] {
    return this.#compared.flatMap(({ variables }) => variables.map((entry) => ({ ...entry })));
  }

  #include(entry: Difference, tick: number, neuron: number): void {
    const value = this.#variables.valueOf(entry.array, tick, neuron);
    if (value < entry.lowest) entry.lowest = value;
    if (value > entry.highest) entry.highest = value;
  }

  #compare({ population, whole, half, variables }: Compared, tick: number, neuron: number): void {
    whole.take(tick, neuron);
    for (const entry of variables) this.#include(entry, tick, neuron);
    half.take(tick, neuron);
    whole.step(tick, neuron);
    half.step(2 * tick, neuron);
    half.step(2 * tick + 1, neuron);
    // The end of a refractory period may fall between two half steps.
    if (whole.get(`${population}.not_refractory`, neuron) === 0) return;
    for (const entry of variables) {
      const difference = Math.abs(whole.get(entry.array, neuron) - half.get(entry.array, neuron));
      if (!(difference > entry.largest)) continue;
      entry.largest = difference;
      entry.element = neuron;
      entry.step = tick;
    }
  }
}
