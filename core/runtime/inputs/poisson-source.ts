import { geometricGap, type KeyedStream, objectId } from '../../random/index.js';
import type { SpikeList } from '../engine.js';
import { firstGapSite, nextGapSite } from './draw-sites.js';
import { InjectedSpikes } from './injected-spikes.js';
import type { InputSource, InputState } from './input-source.js';
import { TickWheel } from './tick-wheel.js';

/**
 * Independent Poisson neurons whose rates hold over segments (semantics section 13): the first spike
 * of a segment that starts in step T is at T - 1 + gap, drawn at T; the one after a spike in step t
 * at t + gap, drawn at t; gaps that leave the segment are dropped.
 */
export class PoissonSource implements InputSource {
  readonly name: string;
  readonly size: number;
  readonly list: SpikeList;
  /** Hz per neuron. */
  readonly rates: Float64Array;
  readonly #dtSeconds: number;
  readonly #stream: KeyedStream;
  readonly #id: number;
  readonly #wheel: TickWheel;
  readonly #injected: InjectedSpikes = new InjectedSpikes();

  constructor(name: string, size: number, dtSeconds: number, stream: KeyedStream) {
    this.name = name;
    this.size = size;
    this.list = { indices: new Int32Array(size), count: 0 };
    this.rates = new Float64Array(size);
    this.#dtSeconds = dtSeconds;
    this.#stream = stream;
    this.#id = objectId(name);
    this.#wheel = new TickWheel(size);
  }

  /** Begins a segment with the current `rates`. Returns how many of them exceed one spike per step. */
  startSegment(tick: number): number {
    this.#wheel.clear();
    let excessive = 0;
    for (let neuron = 0; neuron < this.size; neuron += 1) {
      const expected = (this.rates[neuron] as number) * this.#dtSeconds;
      if (!(expected > 0)) continue;
      if (expected > 1) excessive += 1;
      const u = this.#stream.openUniform(this.#id, firstGapSite, tick, neuron);
      this.#wheel.insert(neuron, tick - 1 + geometricGap(u, Math.min(expected, 1)));
    }
    return excessive;
  }

  emit(tick: number): void {
    const { list } = this;
    list.count = 0;
    this.#wheel.take(tick, list);
    for (let at = 0; at < list.count; at += 1) {
      const neuron = list.indices[at] as number;
      const probability = Math.min((this.rates[neuron] as number) * this.#dtSeconds, 1);
      const u = this.#stream.openUniform(this.#id, nextGapSite, tick, neuron);
      this.#wheel.insert(neuron, tick + geometricGap(u, probability));
    }
    this.#injected.take(tick, list, true);
  }

  inject(steps: readonly number[], indices: readonly number[]): void {
    this.#injected.add(steps, indices);
  }

  save(): InputState {
    const { rates } = this;
    return { injected: this.#injected.save(), rates: rates.slice(), due: this.#wheel.due.slice() };
  }

  load(state: InputState): void {
    this.#injected.load(state.injected);
    if (state.rates === undefined || state.due === undefined)
      throw new Error(`the state of ${this.name} is not that of a Poisson input`);
    this.rates.set(state.rates);
    this.#wheel.load(state.due);
  }
}
