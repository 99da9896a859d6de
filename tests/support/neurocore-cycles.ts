import type { SequencerState } from '../../backends/neurocore/emulator/index.js';
import {
  type ChipImage,
  type CoreImage,
  type PathwayDescriptor,
  type PathwaySide,
  readField,
} from '../../backends/neurocore/image/index.js';

/** What a core holds at the end of the first barrier. */
export interface ExchangeResult {
  readonly tick: number;
  readonly inletRing: Uint32Array;
  readonly spikes: Uint32Array;
}

/** A word of a stream: cycles of EXE, and whether it is written back. */
interface StreamWord {
  readonly due: number;
  readonly written: boolean;
}

type Cycles = Partial<Record<SequencerState, number>>;

/**
 * The closed forms of the data sheet: cycles per state of one step of a core, by counting bits and
 * adding up, without a notion of time. DRAIN, the barriers and stalls of SEND are left out.
 */
export class CycleOracle {
  /** Cycles in which a pending write took the port from a read. */
  portStalls = 0;
  readonly #image: ChipImage;
  readonly #core: CoreImage;
  readonly #result: ExchangeResult;
  readonly #cycles: Cycles = {};

  constructor(image: ChipImage, core: CoreImage, result: ExchangeResult) {
    this.#image = image;
    this.#core = core;
    this.#result = result;
  }

  count(): Cycles {
    this.#neurons();
    this.#add('PSET', this.#core.pathways.length + 1);
    for (const pathway of this.#core.pathways) this.#onPre(pathway);
    this.#add('RSET', this.#core.postOrder.length + 1);
    for (const place of this.#core.postOrder) {
      const pathway = this.#core.pathways[place];
      if (pathway?.post !== undefined) this.#onPost(pathway, pathway.post);
    }
    this.#end();
    return this.#cycles;
  }

  #add(state: SequencerState, cycles: number): void {
    if (cycles > 0) this.#cycles[state] = (this.#cycles[state] ?? 0) + cycles;
  }

  #neurons(): void {
    const { populations, routes } = this.#core;
    const latency = this.#image.geometry.memories.state.readCycles;
    this.#add('POP', populations.length + 1);
    this.#add('XSET', populations.filter(({ reset }) => reset !== undefined).length + 1);
    for (const population of populations) {
      const { first, last, stateWords, receptors, soma, reset, regular } = population;
      const neurons = last - first + 1;
      const load = Math.max(stateWords, receptors) + latency;
      const store = Math.max(1, stateWords, receptors);
      this.#add('LOAD', neurons * load);
      this.#add('EXEC', neurons * soma.cycles);
      this.#add('STORE', neurons * store);
      const spiking = this.#bits(this.#result.spikes, 0, first, last);
      for (const neuron of spiking)
        this.#add(
          'SEND',
          routes
            .slice(population.firstRoute, population.firstRoute + population.routes)
            .filter(({ low, high }) => neuron >= low && neuron <= high).length,
        );
      if (reset !== undefined) {
        this.#add('XSCAN', Math.floor(last / 32) - Math.floor(first / 32) + 1);
        this.#add('XHIT', spiking.length);
        this.#add('XRUN', spiking.length * (load + reset.cycles + store));
      }
      if (regular !== undefined && this.#result.tick % regular.everyTicks === 0)
        this.#add('REG', 1 + neurons * (load + regular.section.cycles + store));
    }
  }

  #onPre(pathway: PathwayDescriptor): void {
    const { kind, delayLow, delayHigh, inlet, inlets, targets, pre } = pathway;
    const { index } = this.#image.geometry.memories;
    if (kind === 'count') {
      this.#add('CNT', delayHigh - delayLow + 1);
      return;
    }
    if (pathway.lane !== undefined && pre === undefined) return;
    const slotWords = Math.ceil(this.#image.geometry.inlets / 32);
    const slots = this.#image.geometry.delaySlots;
    for (let delay = delayHigh; delay >= delayLow; delay -= 1) {
      const slot = (this.#result.tick - delay + slots * 1000) % slots;
      const last = inlet + inlets - 1;
      this.#add('SCAN', Math.floor(last / 32) - Math.floor(inlet / 32) + 1);
      for (const heard of this.#bits(this.#result.inletRing, slot * slotWords, inlet, last)) {
        this.#add('HIT', 1);
        if (kind === 'one') this.#add('ONE', 1);
        if (kind === 'fill') this.#add('FILL', targets);
        if (pre === undefined) continue;
        if (kind === 'sparse') this.#add('DIR', 1 + index.readCycles);
        this.#add('PRO', this.#prologueCycles(pathway, pre, 'pre'));
        this.#add('ROW', this.#stream(this.#row(pathway, heard - inlet, delay), pre));
      }
    }
  }

  #onPost(pathway: PathwayDescriptor, side: PathwaySide): void {
    const { kind, firstTarget, targets } = pathway;
    const { index } = this.#image.geometry.memories;
    const last = firstTarget + targets - 1;
    this.#add('RSCAN', Math.floor(last / 32) - Math.floor(firstTarget / 32) + 1);
    for (const neuron of this.#bits(this.#result.spikes, 0, firstTarget, last)) {
      this.#add('RHIT', 1);
      if (kind === 'sparse') {
        this.#add('DIR', 1 + index.readCycles);
        this.#add('IDX', index.readCycles);
      }
      this.#add('RPRO', this.#prologueCycles(pathway, side, 'post'));
      this.#add('COL', this.#stream(this.#column(pathway, neuron - firstTarget), side));
    }
  }

  #prologueCycles(pathway: PathwayDescriptor, side: PathwaySide, name: 'pre' | 'post'): number {
    const own = name === 'pre' ? pathway.preTraces : pathway.postTraces;
    if (side.prologue === undefined || own === undefined) return 0;
    return side.prologue.cycles + 1 + this.#image.geometry.memories.trace.readCycles;
  }

  #row(pathway: PathwayDescriptor, inlet: number, delay: number): readonly StreamWord[] {
    const { lane, wordBase = 0, wordsPerRow = 0, targets, rowDirectory = 0 } = pathway;
    if (lane === undefined) return [];
    const { index } = this.#core.memories;
    const sparse = pathway.kind === 'sparse';
    const first =
      wordBase +
      (sparse ? readField(index, rowDirectory + inlet, 0, 18, false) : inlet * wordsPerRow);
    const total = sparse ? readField(index, rowDirectory + inlet, 18, 14, false) : targets;
    return Array.from({ length: Math.ceil(total / lane.lanesPerWord) }, (_, word) => {
      const lanes = Math.min(lane.lanesPerWord, total - word * lane.lanesPerWord);
      const facts = Array.from({ length: lanes }, (_, at) =>
        this.#lane(pathway, first + word, at, delay),
      );
      return {
        due: facts.filter(({ due }) => due).length,
        written: facts.some(({ due, plastic }) => due && plastic),
      };
    });
  }

  #column(pathway: PathwayDescriptor, target: number): readonly StreamWord[] {
    const { lane, wordBase = 0, wordsPerRow = 0, inlets } = pathway;
    const { columnDirectory = 0, columnEntries = 0 } = pathway;
    if (lane === undefined) return [];
    const { index } = this.#core.memories;
    const sparse = pathway.kind === 'sparse';
    const begin = sparse ? readField(index, columnDirectory + target, 0, 18, false) : 0;
    const count = sparse ? readField(index, columnDirectory + target, 18, 14, false) : inlets;
    return Array.from({ length: count }, (_, k) => {
      const entry = columnEntries + begin + k;
      const word = sparse
        ? readField(index, entry, 0, 16, false)
        : k * wordsPerRow + Math.floor(target / lane.lanesPerWord);
      const at = sparse ? readField(index, entry, 16, 5, false) : target % lane.lanesPerWord;
      const { due, plastic } = this.#lane(pathway, wordBase + word, at);
      return { due: due ? 1 : 0, written: due && plastic };
    });
  }

  /** Flags and delays of lanes never change: the image says what is due. */
  #lane(
    { lane, delayLow }: PathwayDescriptor,
    word: number,
    at: number,
    delay?: number,
  ): { readonly due: boolean; readonly plastic: boolean } {
    if (lane === undefined) return { due: false, plastic: false };
    const { synapse } = this.#core.memories;
    const read = (field: { low: number; bits: number } | undefined): number | undefined =>
      field && readField(synapse, word, at * lane.laneBits + field.low, field.bits, false);
    const own = read(lane.delay);
    return {
      due:
        read(lane.present) !== 0 &&
        (delay === undefined || own === undefined || own === delay - delayLow),
      plastic: read(lane.plastic) !== 0,
    };
  }

  /** Cycles of a stream by the recurrence of issue, take, finish and write. */
  #stream(words: readonly StreamWord[], side: PathwaySide): number {
    const { timing, memories } = this.#image.geometry;
    const latency = memories.synapse.readCycles;
    const depth = timing.bufferWords;
    const perLane = this.#laneCycles(side);
    const [taken, writes]: [number[], Set<number>] = [[], new Set()];
    let [issued, finished, last] = [-1, -1, -1];
    for (const [k, { due, written }] of words.entries()) {
      issued = Math.max(issued + 1, k >= depth ? (taken[k - depth] as number) + 1 : 0);
      for (; writes.has(issued); issued += 1) this.portStalls += 1;
      const start = Math.max(issued + latency + 1, finished + 1);
      taken.push(start);
      finished = start + Math.max(1, due * perLane) - 1;
      last = finished;
      if (!written || !side.writes) continue;
      last = finished + 1;
      writes.add(last);
    }
    return Math.max(1, last + 1);
  }

  #laneCycles({ body }: PathwaySide): number {
    const single = body.length === 1 ? this.#core.program[body.start] : undefined;
    // ACC of register 8, always: operation 18, predicate 0, operand a 8.
    const plain =
      single !== undefined &&
      Math.floor(single / 2 ** 31) === 18 * 16 &&
      Math.floor(single / 2 ** 20) % 64 === 8;
    return plain ? 1 : body.cycles + 1 + this.#image.geometry.memories.trace.readCycles;
  }

  #end(): void {
    const inlets = this.#core.pathways.map(({ kind, inlet, inlets: width }) =>
      kind === 'count' ? 0 : inlet + width,
    );
    const traces = this.#core.pathways.flatMap(({ preTraces, postTraces }) => [
      preTraces?.entries ?? 0,
      postTraces?.entries ?? 0,
    ]);
    const scrubs = traces.reduce((sum, entries) => sum + Math.ceil(entries / 2048), 0);
    this.#add('END', Math.max(1, Math.ceil(Math.max(0, ...inlets) / 32) + scrubs));
  }

  /** Numbers low .. high whose bit is set, bit 0 in word `base`. */
  #bits(words: Uint32Array, base: number, low: number, high: number): readonly number[] {
    return Array.from({ length: high - low + 1 }, (_, n) => low + n).filter(
      (n) => Math.floor((words[base + Math.floor(n / 32)] as number) / 2 ** (n % 32)) % 2 === 1,
    );
  }
}
