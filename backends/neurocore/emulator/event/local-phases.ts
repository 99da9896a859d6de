import { type PathwayDescriptor, readField } from '../../image/index.js';
import { type CoreState, inletWords, receptorSlots } from '../core-state.js';
import type { CoreCounters } from '../counters.js';
import type {
  CorePrograms,
  PathwayPrograms,
  PopulationPrograms,
  SidePrograms,
} from '../execution/core-programs.js';
import { addToAccumulator, type ExecutionContext } from '../execution/execution-context.js';
import { code } from '../state-codes.js';
import { StreamTiming } from './stream-timing.js';

/**
 * Phases 2 to 4 of a core: on_pre, on_post, resets. After the first barrier nothing comes from
 * outside, so that every visit of a state takes a number of cycles known beforehand.
 */
export class LocalPhases {
  /** Cycles of the phases in this step. */
  cycles = 0;
  readonly #context: ExecutionContext;
  readonly #memories: CoreState;
  readonly #programs: CorePrograms;
  readonly #counters: CoreCounters;
  readonly #timing: StreamTiming;
  readonly #slots: number;
  readonly #counts: number;
  readonly #ringWords: number;
  readonly #indexCycles: number;

  #first = 0;

  constructor(context: ExecutionContext, programs: CorePrograms) {
    const { geometry } = context.image;
    this.#context = context;
    this.#memories = context.state;
    this.#programs = programs;
    this.#counters = context.counters;
    this.#timing = new StreamTiming(
      geometry.memories.synapse.readCycles,
      geometry.timing.bufferWords,
    );
    this.#slots = geometry.delaySlots;
    this.#counts = geometry.counts;
    this.#ringWords = inletWords(context.image);
    this.#indexCycles = geometry.memories.index.readCycles;
  }

  /** @param first - Cycle in which the phases begin. */
  run(first: number): void {
    this.#first = first;
    this.cycles = 0;
    const { pathways, populations } = this.#programs;
    for (let at = 0; at < pathways.length; at += 1) this.#pre(pathways[at] as PathwayPrograms);
    this.#spend(code.PSET, pathways.length + 1);
    const { postOrder } = this.#context.coreImage;
    for (let at = 0; at < postOrder.length; at += 1)
      this.#post(pathways[postOrder[at] as number] as PathwayPrograms);
    this.#spend(code.RSET, postOrder.length + 1);
    let resets = 0;
    for (let at = 0; at < populations.length; at += 1)
      if ((populations[at] as PopulationPrograms).reset !== undefined) {
        resets += 1;
        this.#resets(populations[at] as PopulationPrograms);
      }
    this.#spend(code.XSET, resets + 1);
  }

  #spend(state: number, cycles: number): void {
    const { stateCycles } = this.#counters;
    stateCycles[state] = (stateCycles[state] as number) + cycles;
    this.cycles += cycles;
  }

  /**
   * Faults are stamped with the last cycle of their section; those of synapses with one near the
   * begin of their row. @param end - Cycles of the phases until after it.
   */
  #faultsAt(end: number): void {
    this.#context.faults.cycle = this.#first + end - 1;
  }

  /** Slot of the ring whose spikes are due with a delay. */
  #slot(delay: number): number {
    const slot = (this.#context.clock.tick - delay) % this.#slots;
    return slot < 0 ? slot + this.#slots : slot;
  }

  #pre(pathway: PathwayPrograms): void {
    const { descriptor, pre } = pathway;
    const { delayLow, delayHigh, inlet, inlets } = descriptor;
    if (descriptor.kind === 'count') {
      for (let delay = delayHigh; delay >= delayLow; delay -= 1) this.#count(descriptor, delay);
      this.#spend(code.CNT, delayHigh - delayLow + 1);
      return;
    }
    if (descriptor.lane !== undefined && pre === undefined) return;
    const { inletRing } = this.#memories;
    const last = inlet + inlets - 1;
    const firstWord = inlet >>> 5;
    const lastWord = last >>> 5;
    for (let delay = delayHigh; delay >= delayLow; delay -= 1) {
      const base = this.#slot(delay) * this.#ringWords;
      for (let word = firstWord; word <= lastWord; word += 1) {
        let bits = inletRing[base + word] as number;
        if (bits === 0) continue;
        if (word === firstWord) bits &= -1 << (inlet & 31);
        if (word === lastWord) bits &= -1 >>> (31 - (last & 31));
        while (bits !== 0) {
          const lowest = bits & -bits;
          bits ^= lowest;
          this.#event(pathway, word * 32 + 31 - Math.clz32(lowest) - inlet, delay);
        }
      }
    }
    this.#spend(code.SCAN, (delayHigh - delayLow + 1) * (lastWord - firstWord + 1));
  }

  #count({ inlet, population, receptor, constant }: PathwayDescriptor, delay: number): void {
    const { broadcast, countRing } = this.#memories;
    const place = population * receptorSlots + (receptor ?? 0);
    const count = countRing[this.#slot(delay) * this.#counts + inlet] as number;
    broadcast[place] = (broadcast[place] as number) + (constant ?? 0) * count;
  }

  /** @param inlet - Counted from the pathway's first one. */
  #event({ descriptor, pre }: PathwayPrograms, inlet: number, delay: number): void {
    this.#counters.events += 1;
    this.#spend(code.HIT, 1);
    if (descriptor.kind === 'one') {
      this.#spend(code.ONE, 1);
      this.#add(descriptor, inlet + (descriptor.diagonal ?? 0));
      return;
    }
    if (descriptor.kind === 'fill') {
      const { targets, diagonal } = descriptor;
      this.#spend(code.FILL, targets);
      for (let target = 0; target < targets; target += 1)
        if (diagonal === undefined || target !== inlet + diagonal) this.#add(descriptor, target);
      return;
    }
    if (pre === undefined) return;
    if (descriptor.kind === 'sparse') this.#spend(code.DIR, 1 + this.#indexCycles);
    const { delayLow, delayHigh } = descriptor;
    const entry = inlet * (delayHigh - delayLow + 1) + delay - delayLow;
    this.#spend(code.PRO, pre.prologueCycles);
    this.#faultsAt(this.cycles);
    pre.prologue?.(entry, inlet, this.#context.clock.tick - delay);
    this.#row(descriptor, pre, inlet, delay);
  }

  /** @param target - Counted from the pathway's first one. */
  #add(descriptor: PathwayDescriptor, target: number): void {
    const { firstTarget, targets, receptor, constant, population: place } = descriptor;
    if (target < 0 || target >= targets) return;
    this.#faultsAt(this.cycles);
    const population = this.#programs.populations[place] as PopulationPrograms;
    const index = firstTarget + target - population.descriptor.first;
    const at = population.accumulatorAt + index * population.accumulatorPieces;
    const { pieces } = this.#memories.accumulator;
    addToAccumulator(this.#context, at + (receptor ?? 0) * pieces, constant ?? 0);
  }

  #row(descriptor: PathwayDescriptor, side: SidePrograms, inlet: number, delay: number): void {
    const { kind, lane, wordBase = 0, wordsPerRow = 0, rowDirectory = 0, targets } = descriptor;
    if (lane === undefined) return;
    const { synapse, index } = this.#memories;
    const counters = this.#counters;
    const perWord = lane.lanesPerWord;
    let first = wordBase + inlet * wordsPerRow;
    let total = targets;
    if (kind === 'sparse') {
      first = wordBase + readField(index, rowDirectory + inlet, 0, 18, false);
      total = readField(index, rowDirectory + inlet, 18, 14, false);
    }
    const delayCode = lane.delay === undefined ? -1 : delay - descriptor.delayLow;
    const words = Math.ceil(total / perWord);
    const timing = this.#timing;
    timing.begin();
    this.#faultsAt(this.cycles + side.laneCycles);
    const { laneCycles } = side;
    const { data, pieces } = synapse;
    let at = first * pieces;
    let target = 0;
    let executed = 0;
    let written = 0;
    for (let word = 0; word < words; word += 1) {
      const left = total - target;
      const lanes = left < perWord ? left : perWord;
      const done = side.lanes.word(data, at, lanes, delayCode, inlet, target);
      at += pieces;
      target += perWord;
      const run = done & 255;
      executed += run;
      if (done > 255) written += 1;
      timing.word(run === 0 ? 1 : run * laneCycles, done > 255);
    }
    counters.wordsWritten += written;
    counters.lanesExecuted += executed;
    counters.lanesPassed += total - executed;
    this.#finish(code.ROW, side, words, executed);
  }

  #finish(state: number, side: SidePrograms, words: number, executed: number): void {
    const counters = this.#counters;
    counters.wordsFetched += words;
    counters.bodyCycles += executed * side.laneCycles;
    counters.portStalls += this.#timing.stalls;
    this.#spend(state, this.#timing.cycles);
  }

  #post({ descriptor, post }: PathwayPrograms): void {
    if (post === undefined) throw new Error('a pathway without on_post is in the post order');
    const { firstTarget, targets, kind } = descriptor;
    const { spikes } = this.#memories;
    const last = firstTarget + targets - 1;
    const firstWord = firstTarget >>> 5;
    const lastWord = last >>> 5;
    this.#spend(code.RSCAN, lastWord - firstWord + 1);
    for (let word = firstWord; word <= lastWord; word += 1) {
      let bits = spikes[word] as number;
      if (word === firstWord) bits &= -1 << (firstTarget & 31);
      if (word === lastWord) bits &= -1 >>> (31 - (last & 31));
      while (bits !== 0) {
        const lowest = bits & -bits;
        bits ^= lowest;
        const target = word * 32 + 31 - Math.clz32(lowest) - firstTarget;
        this.#counters.events += 1;
        this.#spend(code.RHIT, 1);
        if (kind === 'sparse') this.#spend(code.DIR, 1 + this.#indexCycles);
        this.#spend(code.RPRO, post.prologueCycles);
        this.#faultsAt(this.cycles);
        post.prologue?.(target, target, this.#context.clock.tick);
        if (kind === 'sparse') this.#spend(code.IDX, this.#indexCycles);
        this.#column(descriptor, post, target);
      }
    }
  }

  #column(descriptor: PathwayDescriptor, side: SidePrograms, target: number): void {
    const { kind, lane, wordBase = 0, wordsPerRow = 0, inlets } = descriptor;
    if (lane === undefined) return;
    const { columnDirectory = 0, columnEntries = 0 } = descriptor;
    const { synapse, index } = this.#memories;
    const dense = kind === 'dense';
    let words = inlets;
    let first = 0;
    if (!dense) {
      first = columnEntries + readField(index, columnDirectory + target, 0, 18, false);
      words = readField(index, columnDirectory + target, 18, 14, false);
    }
    const column = Math.floor(target / lane.lanesPerWord);
    const timing = this.#timing;
    timing.begin();
    this.#faultsAt(this.cycles + side.laneCycles);
    let executed = 0;
    for (let word = 0; word < words; word += 1) {
      const entry = dense ? 0 : (index.data[(first + word) * index.pieces] as number);
      const address = wordBase + (dense ? word * wordsPerRow + column : entry & 0xffff);
      const number = dense ? target % lane.lanesPerWord : (entry >>> 16) & 31;
      const inlet = dense ? word : entry >>> 21;
      const at = address * synapse.pieces;
      let written = false;
      let busy = 1;
      if (side.lanes.due(synapse.data, at, number, -1)) {
        executed += 1;
        busy = side.laneCycles;
        written = side.lanes.run(synapse.data, at, number, inlet, target) === 1;
      }
      if (written) this.#counters.wordsWritten += 1;
      timing.word(busy, written);
    }
    this.#counters.lanesExecuted += executed;
    this.#counters.lanesPassed += words - executed;
    this.#finish(code.COL, side, words, executed);
  }

  #resets(population: PopulationPrograms): void {
    const { descriptor, reset, loadCycles, storeCycles } = population;
    if (reset === undefined || descriptor.reset === undefined) return;
    const { first, last } = descriptor;
    const { spikes, state, accumulator } = this.#memories;
    const firstWord = first >>> 5;
    const lastWord = last >>> 5;
    const each = loadCycles + descriptor.reset.cycles + storeCycles;
    this.#spend(code.XSCAN, lastWord - firstWord + 1);
    for (let word = firstWord; word <= lastWord; word += 1) {
      let bits = spikes[word] as number;
      if (word === firstWord) bits &= -1 << (first & 31);
      if (word === lastWord) bits &= -1 >>> (31 - (last & 31));
      while (bits !== 0) {
        const lowest = bits & -bits;
        bits ^= lowest;
        const number = word * 32 + 31 - Math.clz32(lowest) - first;
        this.#faultsAt(this.cycles + 1 + loadCycles + descriptor.reset.cycles);
        reset(
          state.data,
          population.stateAt + number * population.statePieces,
          accumulator.data,
          population.accumulatorAt + number * population.accumulatorPieces,
          number,
        );
        this.#spend(code.XHIT, 1);
        this.#spend(code.XRUN, each);
      }
    }
  }
}
