import { type KeyedStream, objectId } from '../../random/index.js';
import type { SpikeList } from '../engine.js';
import { rateSite } from './draw-sites.js';
import { InjectedSpikes } from './injected-spikes.js';
import type { InputSource, InputState } from './input-source.js';

/** What a source with rates by an expression is made of. */
export interface RateSourceParts {
  readonly name: string;
  readonly size: number;
  readonly dtSeconds: number;
  readonly stream: KeyedStream;
  /** Rates of a tick, in Hz per neuron. */
  readonly rates: (tick: number) => ArrayLike<number>;
  /** Called once, when a rate asks for more than one spike per step. */
  readonly onExcess: () => void;
}

/**
 * Poisson neurons whose rates are redone in every step: a neuron spikes if the word of its tick is
 * below floor(rate*dt*2^32) (semantics section 13).
 */
export class RateSource implements InputSource {
  readonly name: string;
  readonly size: number;
  readonly list: SpikeList;
  readonly #parts: RateSourceParts;
  readonly #id: number;
  readonly #injected: InjectedSpikes = new InjectedSpikes();
  #excessive = false;

  constructor(parts: RateSourceParts) {
    this.name = parts.name;
    this.size = parts.size;
    this.list = { indices: new Int32Array(parts.size), count: 0 };
    this.#parts = parts;
    this.#id = objectId(parts.name);
  }

  emit(tick: number): void {
    const { dtSeconds, stream, onExcess } = this.#parts;
    const rates = this.#parts.rates(tick);
    const { list } = this;
    let count = 0;
    for (let neuron = 0; neuron < this.size; neuron += 1) {
      const expected = (rates[neuron] as number) * dtSeconds;
      if (!(expected > 0)) continue;
      if (expected > 1 && !this.#excessive) {
        this.#excessive = true;
        onExcess();
      }
      if (stream.word(this.#id, rateSite, tick, neuron) >= Math.floor(expected * 2 ** 32)) continue;
      list.indices[count] = neuron;
      count += 1;
    }
    list.count = count;
    this.#injected.take(tick, list, true);
  }

  inject(steps: readonly number[], indices: readonly number[]): void {
    this.#injected.add(steps, indices);
  }

  save(): InputState {
    return { injected: this.#injected.save() };
  }

  load(state: InputState): void {
    this.#injected.load(state.injected);
  }
}
