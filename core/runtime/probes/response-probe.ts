import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import type { ItemResponse } from '../../recording/index.js';
import type { SpikeList } from '../engine.js';
import { type Probe, type ProbeState, wrongState } from './probe.js';

/** Spikes per neuron while an item of an input is on show (the rest after it does not count). */
export class ResponseProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'responses' }>;
  readonly #counts: Float64Array;
  #items: ItemResponse[] = [];
  #showing = false;

  constructor(plan: Extract<ProbePlan, { kind: 'responses' }>, size: number) {
    this.plan = plan;
    this.#counts = new Float64Array(size);
  }

  get bytes(): number {
    return this.#items.length * (32 + this.#counts.length * 8);
  }

  get length(): number {
    return this.#items.length;
  }

  get items(): readonly ItemResponse[] {
    return [...this.#items];
  }

  begin(input: string): void {
    if (input !== this.plan.input) return;
    this.#counts.fill(0);
    this.#showing = true;
  }

  count(_tick: number, list: SpikeList): void {
    if (!this.#showing) return;
    const { indices, count } = list;
    for (let at = 0; at < count; at += 1) {
      const neuron = indices[at] as number;
      this.#counts[neuron] = (this.#counts[neuron] as number) + 1;
    }
  }

  end(input: string, item: Omit<ItemResponse, 'counts'>): void {
    if (input !== this.plan.input) return;
    this.#showing = false;
    this.#items.push({ ...item, counts: this.#counts.slice() });
  }

  /** Takes back the last item, which is shown again. */
  retract(input: string): void {
    if (input === this.plan.input) this.#items.pop();
  }

  batch(): Omit<Batch, 'fromStep' | 'toStep'> {
    return {};
  }

  save(): ProbeState {
    return {
      kind: 'responses',
      items: [...this.#items],
      counts: this.#counts.slice(),
      showing: this.#showing,
    };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'responses') throw wrongState(this.plan, state);
    this.#items = [...state.items];
    this.#counts.set(state.counts);
    this.#showing = state.showing;
  }
}
