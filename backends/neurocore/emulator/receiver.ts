import type { ChipImage } from '../image/index.js';
import { type CoreState, inletWords } from './core-state.js';
import type { CoreCounters } from './counters.js';
import type { PacketFilter } from './emulator.js';
import type { FaultLog } from './fault-log.js';
import { oddBits, packetInlet, packetKind, packetTickParity } from './packet.js';

/** Unit RX of a core: takes every packet in the cycle it is offered. */
export class Receiver {
  readonly #state: CoreState;
  readonly #counters: CoreCounters;
  readonly #faults: FaultLog;
  readonly #inlets: number;
  readonly #counts: number;
  readonly #slots: number;
  readonly #words: number;
  readonly #filter: PacketFilter | undefined;

  constructor(
    image: ChipImage,
    state: CoreState,
    counters: CoreCounters,
    faults: FaultLog,
    filter?: PacketFilter,
  ) {
    this.#state = state;
    this.#counters = counters;
    this.#faults = faults;
    this.#inlets = image.geometry.inlets;
    this.#counts = image.geometry.counts;
    this.#slots = image.geometry.delaySlots;
    this.#words = inletWords(image);
    this.#filter = filter;
  }

  /** A packet for this core has arrived. */
  take(packet: number, tick: number): void {
    if (this.#filter === undefined) this.#enter(packet, tick);
    else
      for (let n = this.#filter(this.#state.number, tick); n > 0; n -= 1) this.#enter(packet, tick);
  }

  /** Sets the inlet's bit, or increments its count, in the slot of this step. */
  #enter(packet: number, tick: number): void {
    const { inletRing, countRing, number } = this.#state;
    const inlet = packetInlet(packet);
    const kind = packetKind(packet);
    const known = kind === 0 ? inlet < this.#inlets : kind === 1 && inlet < this.#counts;
    if (oddBits(packet) === 1 || !known) {
      this.#faults.report('PARITY', number, `packet ${(packet >>> 0).toString(16)}`);
      return;
    }
    if (packetTickParity(packet) !== (tick & 1)) {
      this.#faults.report('TICK', number, `packet of another step for inlet ${inlet}`);
      return;
    }
    this.#counters.packetsReceived += 1;
    const slot = tick % this.#slots;
    if (kind === 1) {
      const place = slot * this.#counts + inlet;
      countRing[place] = (countRing[place] as number) + 1;
      return;
    }
    const place = slot * this.#words + (inlet >>> 5);
    const word = inletRing[place] as number;
    const bit = 1 << (inlet & 31);
    if ((word & bit) !== 0) this.#counters.inletDuplicates += 1;
    inletRing[place] = word | bit;
  }
}
