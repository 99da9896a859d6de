import type { SpikeList } from './engine.js';

/** Content of a ring, as plain data: lists of the last ticks, oldest first. */
export interface SpikeRingState {
  /** Tick of the newest list; -1 before the first. */
  readonly newest: number;
  readonly counts: Int32Array;
  readonly indices: Int32Array;
}

/**
 * The spike lists of one object in the last `slots` ticks. Each tick is recorded once, in order,
 * also when nobody spiked, so that lists leave in the order in which they came and one circular
 * buffer holds them all.
 */
export class SpikeRing {
  /** Number k of a list is at `data[(start[slot] + k) & mask]`. */
  data: Int32Array = new Int32Array(256);
  mask = 255;
  start: Float64Array;
  count: Int32Array;
  slots: number;
  #head = 0;
  #live = 0;
  #newest = -1;

  constructor(slots: number) {
    this.slots = slots;
    this.start = new Float64Array(slots);
    this.count = new Int32Array(slots);
  }

  record(tick: number, list: SpikeList): void {
    const slot = tick % this.slots;
    this.#live -= this.count[slot] as number;
    this.count[slot] = 0;
    if (this.#live + list.count > this.data.length) this.#grow(this.#live + list.count);
    const { data, mask } = this;
    const { indices, count } = list;
    const head = this.#head;
    for (let k = 0; k < count; k += 1) data[(head + k) & mask] = indices[k] as number;
    this.start[slot] = head;
    this.count[slot] = count;
    // Wrapped, so that positions stay small integers in runs of any length.
    this.#head = (head + count) & mask;
    this.#live += count;
    this.#newest = tick;
  }

  /** Keeps at least `slots` ticks from now on. */
  extend(slots: number): void {
    if (slots <= this.slots) return;
    const state = this.save();
    this.slots = slots;
    this.load(state);
  }

  save(): SpikeRingState {
    const kept = Math.min(this.slots, this.#newest + 1);
    const counts = new Int32Array(kept);
    const indices = new Int32Array(this.#live);
    let at = 0;
    for (let back = 0; back < kept; back += 1) {
      const slot = (this.#newest - kept + 1 + back) % this.slots;
      const count = this.count[slot] as number;
      const start = this.start[slot] as number;
      counts[back] = count;
      for (let k = 0; k < count; k += 1)
        indices[at + k] = this.data[(start + k) & this.mask] as number;
      at += count;
    }
    return { newest: this.#newest, counts, indices };
  }

  /** Takes over a saved state; lists older than this ring keeps are left out. */
  load(state: SpikeRingState): void {
    this.start = new Float64Array(this.slots);
    this.count = new Int32Array(this.slots);
    this.#head = 0;
    this.#live = 0;
    this.#newest = -1;
    const kept = state.counts.length;
    let at = 0;
    for (let back = 0; back < kept; back += 1) {
      const count = state.counts[back] as number;
      if (kept - back <= this.slots)
        this.record(state.newest - kept + 1 + back, {
          indices: state.indices.subarray(at, at + count),
          count,
        });
      at += count;
    }
    this.#newest = state.newest;
  }

  #grow(needed: number): void {
    let capacity = this.data.length;
    while (capacity < needed) capacity *= 2;
    const data = new Int32Array(capacity);
    let head = 0;
    for (let back = this.slots - 1; back >= 0; back -= 1) {
      const tick = this.#newest - back;
      if (tick < 0) continue;
      const slot = tick % this.slots;
      const count = this.count[slot] as number;
      const start = this.start[slot] as number;
      for (let k = 0; k < count; k += 1)
        data[head + k] = this.data[(start + k) & this.mask] as number;
      this.start[slot] = head;
      head += count;
    }
    this.data = data;
    this.mask = capacity - 1;
    this.#head = head & this.mask;
  }
}
