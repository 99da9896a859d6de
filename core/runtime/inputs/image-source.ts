import type { InputPlan, ItemSetPlan } from '../../ir/index.js';
import { type KeyedStream, objectId } from '../../random/index.js';
import type { SpikeList } from '../engine.js';
import { shuffleSite } from './draw-sites.js';
import type { InputSource, InputState } from './input-source.js';
import { PoissonSource } from './poisson-source.js';

type ImagesPlan = Extract<InputPlan, { source: 'images' }>;

/** Poisson neurons whose rates are the gray levels of the item on show; silent otherwise. */
export class ImageSource implements InputSource {
  readonly name: string;
  readonly size: number;
  readonly list: SpikeList;
  readonly plan: ImagesPlan;
  readonly #neurons: PoissonSource;
  readonly #stream: KeyedStream;
  #passes: number[];

  constructor(plan: ImagesPlan, dtSeconds: number, stream: KeyedStream) {
    this.name = plan.name;
    this.size = plan.size;
    this.plan = plan;
    this.#neurons = new PoissonSource(plan.name, plan.size, dtSeconds, stream);
    this.list = this.#neurons.list;
    this.#stream = stream;
    this.#passes = plan.sets.map(() => 0);
  }

  set(name: string): ItemSetPlan {
    const found = this.plan.sets.find((set) => set.name === name);
    if (found === undefined) throw new Error(`input ${this.name} has no set ${name}`);
    return found;
  }

  /** Number of a new pass through a set, from 0. */
  beginPass(set: string): number {
    const at = this.plan.sets.indexOf(this.set(set));
    const pass = this.#passes[at] ?? 0;
    this.#passes[at] = pass + 1;
    return pass;
  }

  /**
   * Items of a set in the order of a pass. Shuffled sets: for k = 0, 1, .. the item at place k is
   * exchanged with the one at k + floor(u * (count - k)), u drawn with tick = pass and element = k.
   */
  order(set: string, pass: number): Int32Array {
    const { count, shuffle } = this.set(set);
    const items = Int32Array.from({ length: count }, (_, item) => item);
    if (!shuffle) return items;
    const id = objectId(this.name);
    for (let k = 0; k < count - 1; k += 1) {
      const u = this.#stream.openUniform(id, shuffleSite, pass, k);
      const other = k + Math.min(Math.floor(u * (count - k)), count - k - 1);
      const item = items[k] as number;
      items[k] = items[other] as number;
      items[other] = item;
    }
    return items;
  }

  /** Rate in Hz per level at a try, 0 being the first. */
  rate(tries: number): number {
    return this.plan.rateHertzPerGray + tries * (this.plan.retry?.increaseHertz ?? 0);
  }

  /**
   * Shows an item from `tick` on, for the first time (0) or again. Returns how many rates exceed one
   * spike per step.
   */
  show(set: string, item: number, tick: number, tries: number = 0): number {
    const { pixels } = this.set(set);
    const { rates } = this.#neurons;
    const rate = this.rate(tries);
    const lowest = this.plan.lowestHertz ?? 0;
    for (let pixel = 0; pixel < this.size; pixel += 1)
      rates[pixel] = lowest + (pixels[item * this.size + pixel] as number) * rate;
    return this.#neurons.startSegment(tick);
  }

  /** All rates 0 from `tick` on. */
  silence(tick: number): void {
    this.#neurons.rates.fill(0);
    this.#neurons.startSegment(tick);
  }

  emit(tick: number): void {
    this.#neurons.emit(tick);
  }

  inject(steps: readonly number[], indices: readonly number[]): void {
    this.#neurons.inject(steps, indices);
  }

  save(): InputState {
    return { ...this.#neurons.save(), passes: [...this.#passes] };
  }

  load(state: InputState): void {
    this.#neurons.load(state);
    this.#passes = [...(state.passes ?? [])];
  }
}
