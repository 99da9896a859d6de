import type { ChipImage, CoreImage, TraceArray } from '../../image/index.js';
import { type CoreState, inletWords } from '../core-state.js';
import type { CoreCounters } from '../counters.js';
import { readBits, writeBits } from '../execution/bit-record.js';
import { stampBits } from '../execution/prologue-program.js';

/** Every so many steps each trace entry is looked at: well below the range of a stamp. */
const scrubPeriod = 2 ** 11;

/**
 * State END: in cycle k clears word k of the inlet ring's slot of the next step, in cycle 0 also its
 * count slot; then one trace entry per cycle: those older than all their tables become 0.
 */
export class EndUnit {
  readonly #state: CoreState;
  readonly #counters: CoreCounters;
  readonly #slots: number;
  readonly #slotWords: number;
  readonly #counts: number;
  /** Words of a slot that pathways scan. */
  readonly #usedWords: number;
  readonly #arrays: readonly TraceArray[];
  readonly #lives: readonly number[];
  #tick = 0;
  #cycle = 0;
  /** Next entry to look at. */
  #array = 0;
  #entry = 0;

  constructor(image: ChipImage, core: CoreImage, state: CoreState, counters: CoreCounters) {
    this.#state = state;
    this.#counters = counters;
    this.#slots = image.geometry.delaySlots;
    this.#slotWords = inletWords(image);
    this.#counts = image.geometry.counts;
    this.#usedWords = Math.ceil(inletsInUse(core) / 32);
    this.#arrays = traceArrays(core);
    this.#lives = this.#arrays.map(({ values }) => Math.max(0, ...values.map(({ life }) => life)));
  }

  /** @returns Cycles of the state in this step. */
  begin(tick: number): number {
    this.#tick = tick;
    this.#cycle = 0;
    this.#array = 0;
    this.#entry = tick % scrubPeriod;
    const scrubs = this.#arrays.reduce((sum, { entries }) => sum + scrubCycles(entries), 0);
    return Math.max(1, this.#usedWords + scrubs);
  }

  clock(): void {
    const slot = (this.#tick + 1) % this.#slots;
    const { inletRing, countRing } = this.#state;
    if (this.#cycle === 0) countRing.fill(0, slot * this.#counts, (slot + 1) * this.#counts);
    if (this.#cycle < this.#usedWords) inletRing[slot * this.#slotWords + this.#cycle] = 0;
    else if (this.#array < this.#arrays.length) this.#scrub();
    this.#cycle += 1;
  }

  #scrub(): void {
    const array = this.#arrays[this.#array] as TraceArray;
    if (this.#entry < array.entries) this.#scrubEntry(array, this.#lives[this.#array] as number);
    this.#entry += scrubPeriod;
    if (this.#entry < scrubCycles(array.entries) * scrubPeriod) return;
    this.#entry = this.#tick % scrubPeriod;
    this.#array += 1;
  }

  #scrubEntry(array: TraceArray, life: number): void {
    const { data, pieces } = this.#state.trace;
    const at = (array.base + Math.floor(this.#entry / array.entriesPerWord)) * pieces;
    const low = (this.#entry % array.entriesPerWord) * array.entryBits;
    const age = (this.#tick - readBits(data, at, low, stampBits, false)) & (2 ** stampBits - 1);
    if (age < life) return;
    let alive = false;
    for (let bit = 0; bit < array.entryBits; bit += 32) {
      const bits = Math.min(32, array.entryBits - bit);
      if (readBits(data, at, low + bit, bits, false) === 0) continue;
      alive = true;
      writeBits(data, at, low + bit, bits, 0);
    }
    if (alive) this.#counters.scrubbed += 1;
  }
}

/** Cycles of END for one trace array. */
function scrubCycles(entries: number): number {
  return Math.ceil(entries / scrubPeriod);
}

/** One more than the highest inlet that a pathway scans. */
function inletsInUse(core: CoreImage): number {
  return Math.max(
    0,
    ...core.pathways.map(({ kind, inlet, inlets }) => (kind === 'count' ? 0 : inlet + inlets)),
  );
}

/** Trace arrays of a core, each once, in the order of the pathways, pre before post. */
function traceArrays(core: CoreImage): readonly TraceArray[] {
  const seen = new Map<number, TraceArray>();
  for (const { preTraces, postTraces } of core.pathways)
    for (const traces of [preTraces, postTraces])
      if (traces !== undefined && !seen.has(traces.base)) seen.set(traces.base, traces);
  return [...seen.values()];
}
