import type { InputPlan } from '../../ir/index.js';
import type { SpikeList } from '../engine.js';
import { InjectedSpikes } from './injected-spikes.js';
import type { InputSource, InputState } from './input-source.js';

/** A given list of spikes, played once or periodically. */
export class SpikeListSource implements InputSource {
  readonly name: string;
  readonly size: number;
  readonly list: SpikeList;
  #steps: Float64Array;
  #indices: Int32Array;
  #replaced = false;
  /** The list of the network, until the timeline replaces it. */
  readonly #planned: { readonly steps: Float64Array; readonly indices: Int32Array };
  readonly #period: number;
  readonly #injected: InjectedSpikes = new InjectedSpikes();
  #cursor = 0;
  #expected = 0;

  constructor(plan: Extract<InputPlan, { source: 'spikes' }>) {
    this.name = plan.name;
    this.size = plan.size;
    this.list = { indices: new Int32Array(plan.size), count: 0 };
    this.#period = plan.periodSteps ?? Infinity;
    // Stable: within a step the order of the plan stays.
    const order = Array.from(plan.steps, (_, at) => at);
    order.sort((a, b) => (plan.steps[a] ?? 0) - (plan.steps[b] ?? 0));
    this.#steps = Float64Array.from(order, (at) => plan.steps[at] ?? 0);
    this.#indices = Int32Array.from(order, (at) => plan.indices[at] ?? 0);
    this.#planned = { steps: this.#steps, indices: this.#indices };
  }

  emit(tick: number): void {
    const steps = this.#steps;
    const local = this.#period === Infinity ? tick : tick % this.#period;
    if (tick !== this.#expected || local === 0) this.#seek(local);
    this.#expected = tick + 1;
    const { indices } = this.list;
    let cursor = this.#cursor;
    let count = 0;
    while (cursor < steps.length && steps[cursor] === local) {
      indices[count] = this.#indices[cursor] as number;
      count += 1;
      cursor += 1;
    }
    this.#cursor = cursor;
    this.list.count = count;
    this.#injected.take(tick, this.list, false);
  }

  inject(steps: readonly number[], indices: readonly number[]): void {
    this.#injected.add(steps, indices);
  }

  /**
   * Plays another list from now on, sorted by step. Without a period spikes before `tick` are left
   * out. Returns how many those are.
   */
  replace(indices: Int32Array, steps: Float64Array, tick: number): number {
    const first = this.#period === Infinity ? steps.findIndex((step) => step >= tick) : 0;
    const dropped = first < 0 ? steps.length : first;
    this.#steps = steps.slice(dropped);
    this.#indices = indices.slice(dropped);
    this.#replaced = true;
    this.#expected = -1;
    return dropped;
  }

  save(): InputState {
    const list = this.#replaced ? { steps: this.#steps, indices: this.#indices } : undefined;
    return { injected: this.#injected.save(), ...(list && { list }) };
  }

  load(state: InputState): void {
    this.#injected.load(state.injected);
    const { list } = state;
    this.#replaced = list !== undefined;
    this.#steps = list?.steps ?? this.#planned.steps;
    this.#indices = list?.indices ?? this.#planned.indices;
    this.#expected = -1;
  }

  #seek(step: number): void {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] as number) < step) low = middle + 1;
      else high = middle;
    }
    this.#cursor = low;
  }
}
