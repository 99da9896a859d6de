import type { PopulationDescriptor, RouteDescriptor } from '../../image/index.js';
import type { CoreCounters } from '../counters.js';
import { encodePacket } from '../packet.js';
import type { WordFifo } from '../word-fifo.js';

/** State SEND: one packet per route that holds the neuron, in the order of the table. */
export class SpikeSender {
  readonly #routes: readonly RouteDescriptor[];
  readonly #out: WordFifo;
  readonly #counters: CoreCounters;
  #neuron = 0;
  #route = 0;
  #last = 0;

  constructor(routes: readonly RouteDescriptor[], out: WordFifo, counters: CoreCounters) {
    this.#routes = routes;
    this.#out = out;
    this.#counters = counters;
  }

  /** @returns False if no route holds the neuron: nothing is sent. */
  start({ firstRoute, routes }: PopulationDescriptor, neuron: number): boolean {
    this.#neuron = neuron;
    this.#route = firstRoute - 1;
    this.#last = firstRoute + routes - 1;
    return this.#next();
  }

  /** One cycle: a push needs room at its start. @returns True after the last packet. */
  clock(tick: number): boolean {
    if (this.#out.count >= this.#out.depth) {
      this.#counters.sendStalls += 1;
      return false;
    }
    const { low, x, y, inlet, kind } = this.#routes[this.#route] as RouteDescriptor;
    const offset = kind === 'count' ? 0 : this.#neuron - low;
    this.#out.push(encodePacket(kind, x, y, inlet + offset, tick));
    this.#counters.packetsSent += 1;
    return !this.#next();
  }

  #next(): boolean {
    for (this.#route += 1; this.#route <= this.#last; this.#route += 1) {
      const { low, high } = this.#routes[this.#route] as RouteDescriptor;
      if (this.#neuron >= low && this.#neuron <= high) return true;
    }
    return false;
  }
}
