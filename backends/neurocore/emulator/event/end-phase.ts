import type { TraceArray } from '../../image/index.js';
import { type CoreState, inletWords } from '../core-state.js';
import type { CoreCounters } from '../counters.js';
import { readBits, writeBits } from '../execution/bit-record.js';
import type { ExecutionContext } from '../execution/execution-context.js';
import { stampBits } from '../execution/prologue-program.js';

/** Each trace entry is looked at once in so many steps. */
const scrubPeriod = 2048;

/** Phase 5 of a core: clears the ring slots of the next step and forgets traces that are over. */
export class EndPhase {
  readonly cycles: number;
  readonly #state: CoreState;
  readonly #counters: CoreCounters;
  readonly #slots: number;
  readonly #ringWords: number;
  readonly #usedWords: number;
  readonly #counts: number;
  readonly #traces: readonly { readonly array: TraceArray; readonly life: number }[];

  constructor({ image, coreImage, state, counters }: ExecutionContext) {
    const { pathways } = coreImage;
    this.#state = state;
    this.#counters = counters;
    this.#slots = image.geometry.delaySlots;
    this.#ringWords = inletWords(image);
    this.#counts = image.geometry.counts;
    const inlets = pathways.map(({ kind, inlet, inlets }) =>
      kind === 'count' ? 0 : inlet + inlets,
    );
    this.#usedWords = Math.ceil(Math.max(0, ...inlets) / 32);
    const arrays = new Map(
      pathways
        .flatMap(({ preTraces, postTraces }) => [preTraces, postTraces])
        .flatMap((array) => (array === undefined ? [] : [[array.base, array] as const])),
    );
    this.#traces = [...arrays.values()].map((array) => ({
      array,
      life: Math.max(0, ...array.values.map(({ life }) => life)),
    }));
    const scrubs = this.#traces.reduce(
      (sum, { array }) => sum + Math.ceil(array.entries / scrubPeriod),
      0,
    );
    this.cycles = Math.max(1, this.#usedWords + scrubs);
  }

  run(tick: number): void {
    const slot = (tick + 1) % this.#slots;
    const { inletRing, countRing } = this.#state;
    inletRing.fill(0, slot * this.#ringWords, slot * this.#ringWords + this.#usedWords);
    countRing.fill(0, slot * this.#counts, (slot + 1) * this.#counts);
    for (let at = 0; at < this.#traces.length; at += 1) {
      const { array, life } = this.#traces[at] as { array: TraceArray; life: number };
      for (let entry = tick % scrubPeriod; entry < array.entries; entry += scrubPeriod)
        this.#scrub(array, life, entry, tick);
    }
  }

  #scrub(array: TraceArray, life: number, entry: number, tick: number): void {
    const { data, pieces } = this.#state.trace;
    const at = (array.base + Math.floor(entry / array.entriesPerWord)) * pieces;
    const low = (entry % array.entriesPerWord) * array.entryBits;
    const age = (tick - readBits(data, at, low, stampBits, false)) & (2 ** stampBits - 1);
    if (age < life) return;
    let empty = true;
    for (let bit = 0; bit < array.entryBits; bit += 32) {
      const bits = Math.min(32, array.entryBits - bit);
      if (readBits(data, at, low + bit, bits, false) !== 0) empty = false;
      writeBits(data, at, low + bit, bits, 0);
    }
    if (!empty) this.#counters.scrubbed += 1;
  }
}
