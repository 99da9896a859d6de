import type { CoreImage } from '../../image/index.js';
import { type CoreState, inletWords } from '../core-state.js';
import type { CoreCounters } from '../counters.js';
import { type SequencerState, sequencerStates } from '../counters.js';
import type {
  CorePrograms,
  PathwayPrograms,
  PopulationPrograms,
  SidePrograms,
} from '../execution/core-programs.js';
import type { ExecutionContext } from '../execution/execution-context.js';
import { code } from '../state-codes.js';
import type { WordFifo } from '../word-fifo.js';
import { BitScan } from './bit-scan.js';
import { ConstantEvents } from './constant-events.js';
import { EndUnit } from './end-unit.js';
import { NeuronUnit } from './neuron-unit.js';
import { ColumnSource, RowSource } from './pathway-stream.js';
import { SpikeSender } from './spike-sender.js';
import { Stream } from './stream.js';

/** What a state that walks through neurons is in: REG and XRUN do it under one name. */
type NeuronPart = 'set' | 'load' | 'execute' | 'store';

/** Visits without a fixed length: the state itself finds its last cycle. */
const open = -1;

/**
 * Sequencer of one core: the states of the data sheet. `state` counts its cycles down in `left`; at
 * the end of a visit `#leave` does what the state does and enters the next one.
 */
export class CoreSequencer {
  /** Place in `sequencerStates`. */
  state: number = code.WAIT2;
  /** Cycles left of this visit; -1 while unknown. */
  left: number = open;
  /** What EXE and the pathway machinery are at, for waveforms. */
  population = 0;
  neuron = 0;
  pathway = 0;
  delay = 0;
  inlet = 0;
  readonly stream: Stream;
  readonly #context: ExecutionContext;
  readonly #core: CoreImage;
  readonly #memories: CoreState;
  readonly #programs: CorePrograms;
  readonly #counters: CoreCounters;
  readonly #stateCycles: Float64Array;
  readonly #out: WordFifo;
  readonly #unit: NeuronUnit;
  readonly #end: EndUnit;
  readonly #constants: ConstantEvents;
  readonly #scan = new BitScan();
  readonly #sender: SpikeSender;
  readonly #rows: readonly RowSource[];
  readonly #columns: readonly ColumnSource[];
  readonly #onSpike: (neuron: number) => void;
  readonly #slots: number;
  readonly #ringWords: number;
  readonly #indexCycles: number;
  /** Whether every cycle of the visit does something. */
  #eachCycle = false;
  #part: NeuronPart = 'set';
  #spiked = 0;
  /** Place in the post order; -1 outside of phase 3. */
  #post = -1;

  constructor(
    context: ExecutionContext,
    programs: CorePrograms,
    out: WordFifo,
    onSpike: (neuron: number) => void,
  ) {
    const { image, coreImage, state, counters } = context;
    const { geometry } = image;
    this.#context = context;
    this.#core = coreImage;
    this.#memories = state;
    this.#programs = programs;
    this.#counters = counters;
    this.#stateCycles = counters.stateCycles;
    this.#out = out;
    this.#onSpike = onSpike;
    this.#unit = new NeuronUnit(state, programs.populations);
    this.#end = new EndUnit(image, coreImage, state, counters);
    this.#sender = new SpikeSender(coreImage.routes, out, counters);
    this.#constants = new ConstantEvents(context, programs.populations);
    this.#rows = coreImage.pathways.map((pathway) => new RowSource(state, pathway));
    this.#columns = coreImage.pathways.map((pathway) => new ColumnSource(state, pathway));
    this.stream = new Stream(
      state.synapse,
      geometry.memories.synapse.readCycles,
      geometry.timing.bufferWords,
      counters,
    );
    this.#slots = geometry.delaySlots;
    this.#ringWords = inletWords(image);
    this.#indexCycles = geometry.memories.index.readCycles;
  }

  get waiting(): boolean {
    return this.state === code.WAIT;
  }

  get ended(): boolean {
    return this.state === code.WAIT2;
  }

  get stateName(): SequencerState {
    return sequencerStates[this.state] as SequencerState;
  }

  /** Coming cycles in which the core only counts. */
  get quiet(): number {
    const { state } = this;
    if (state === code.WAIT || state === code.WAIT2) return Number.POSITIVE_INFINITY;
    if (state === code.ROW || state === code.COL) return this.stream.quiet;
    return this.#eachCycle || this.left < 1 ? 0 : this.left - 1;
  }

  /** So many quiet cycles at once. */
  pass(cycles: number): void {
    const { state } = this;
    this.#stateCycles[state] = (this.#stateCycles[state] as number) + cycles;
    if (state === code.ROW || state === code.COL) this.stream.pass(cycles);
    else if (this.left > 0) this.left -= cycles;
  }

  /** First cycle of a step comes next. */
  begin(): void {
    this.population = -1;
    this.#nextRegular();
    this.#settle();
  }

  /** The first barrier is over. */
  beginLocal(): void {
    this.pathway = -1;
    this.#enter(code.PSET, 1);
    this.#settle();
  }

  clock(): void {
    const cycles = this.#stateCycles;
    cycles[this.state] = (cycles[this.state] as number) + 1;
    // Most cycles of a visit only count down.
    if (this.left > 1 && !this.#eachCycle) {
      this.left -= 1;
      return;
    }
    this.#lastOrEach();
  }

  /** A cycle in which something happens: the last one of a visit, or any of some states. */
  #lastOrEach(): void {
    switch (this.state) {
      case code.SEND:
        if (this.#sender.clock(this.#context.clock.tick)) this.left = 0;
        break;
      case code.DRAIN:
        if (this.#out.count === 0) this.left = 0;
        break;
      case code.ROW:
      case code.COL:
        if (this.stream.clock()) this.left = 0;
        break;
      case code.WAIT:
      case code.WAIT2:
        return;
      default:
        this.left -= 1;
        if (this.state === code.STORE || this.#part === 'store') this.#storeCycle();
        else if (this.state === code.FILL)
          this.#constants.fill(this.#path().descriptor, this.inlet, this.left);
        else if (this.state === code.END) this.#end.clock();
    }
    if (this.left === 0) this.#settle();
  }

  #enter(state: number, cycles: number): void {
    this.state = state;
    this.left = cycles;
    this.#eachCycle = state === code.STORE || state === code.FILL || state === code.END;
  }

  /** States of no length are passed through in the same cycle. */
  #settle(): void {
    while (this.left === 0) this.#leave();
  }

  #leave(): void {
    switch (this.state) {
      case code.REG:
      case code.XRUN:
        this.#leavePart();
        break;
      case code.POP:
        this.#leavePop();
        break;
      case code.LOAD:
        this.#enter(code.EXEC, this.#now().descriptor.soma.cycles);
        break;
      case code.EXEC:
        this.#spiked = this.#unit.run(this.#now(), this.#now().soma, this.#index());
        this.#enter(code.STORE, this.#now().storeCycles);
        break;
      case code.STORE:
        if (this.#spiked === 1 && this.#sender.start(this.#now().descriptor, this.neuron))
          this.#enter(code.SEND, open);
        else this.#nextNeuron();
        break;
      case code.SEND:
        this.#nextNeuron();
        break;
      case code.DRAIN:
        this.#enter(code.WAIT, open);
        break;
      case code.PSET:
        this.#leavePset();
        break;
      case code.CNT:
        this.#constants.count(this.#path().descriptor, this.delay);
        this.delay -= 1;
        if (this.delay >= this.#path().descriptor.delayLow) this.#enter(code.CNT, 1);
        else this.#nextPathway();
        break;
      case code.SCAN:
        this.#scan.read(this.#memories.inletRing, this.#slot() * this.#ringWords);
        this.#afterEvent();
        break;
      case code.HIT:
        this.#leaveHit();
        break;
      case code.ONE:
        this.#constants.one(this.#path().descriptor, this.inlet);
        this.#afterEvent();
        break;
      case code.FILL:
        this.#afterEvent();
        break;
      case code.DIR:
        this.#enterPrologue();
        break;
      case code.PRO:
      case code.RPRO:
        this.#leavePrologue();
        break;
      case code.ROW:
        this.#afterEvent();
        break;
      case code.RSET:
        this.#leaveRset();
        break;
      case code.RSCAN:
        this.#scan.read(this.#memories.spikes, 0);
        this.#afterPostEvent();
        break;
      case code.RHIT:
        this.#leavePostHit();
        break;
      case code.IDX:
        this.#startColumn();
        break;
      case code.COL:
        this.#afterPostEvent();
        break;
      case code.XSET:
        this.#leaveXset();
        break;
      case code.XSCAN:
        this.#scan.read(this.#memories.spikes, 0);
        this.#afterReset();
        break;
      case code.XHIT:
        this.neuron = this.#scan.take();
        this.#part = 'load';
        this.#enter(code.XRUN, this.#now().loadCycles);
        break;
      case code.END:
        this.#enter(code.WAIT2, open);
        break;
      default:
        throw new Error(`state ${sequencerStates[this.state]} is never left`);
    }
  }

  // Neurons: phases 0, 1 and 4.

  #now(): PopulationPrograms {
    return this.#programs.populations[this.population] as PopulationPrograms;
  }

  /** Of the neuron within its descriptor. */
  #index(): number {
    return this.neuron - this.#now().descriptor.first;
  }

  #nextRegular(): void {
    const { populations } = this.#programs;
    for (this.population += 1; this.population < populations.length; this.population += 1) {
      const regular = this.#now().descriptor.regular;
      if (regular === undefined || this.#context.clock.tick % regular.everyTicks !== 0) continue;
      this.#part = 'set';
      this.#enter(code.REG, 1);
      return;
    }
    this.#part = 'set';
    this.population = -1;
    this.#enter(code.POP, 1);
  }

  #leavePart(): void {
    const population = this.#now();
    const { descriptor } = population;
    const regular = this.state === code.REG;
    switch (this.#part) {
      case 'set':
        this.neuron = descriptor.first;
        this.#part = 'load';
        this.left = population.loadCycles;
        break;
      case 'load':
        this.#part = 'execute';
        this.left = (regular ? descriptor.regular?.section.cycles : descriptor.reset?.cycles) ?? 0;
        break;
      case 'execute': {
        const program = regular ? population.regular : population.reset;
        if (program !== undefined) this.#unit.run(population, program, this.#index());
        this.#part = 'store';
        this.left = population.storeCycles;
        this.#eachCycle = true;
        break;
      }
      default:
        this.#part = 'load';
        this.#eachCycle = false;
        if (!regular) {
          this.#part = 'set';
          this.#afterReset();
        } else if (this.neuron < descriptor.last) {
          this.neuron += 1;
          this.left = population.loadCycles;
        } else this.#nextRegular();
    }
  }

  #leavePop(): void {
    this.population += 1;
    if (this.population < this.#programs.populations.length) {
      this.neuron = this.#now().descriptor.first;
      this.#enter(code.LOAD, this.#now().loadCycles);
      return;
    }
    this.#memories.broadcast.fill(0);
    this.#enter(code.DRAIN, open);
  }

  #nextNeuron(): void {
    if (this.neuron < this.#now().descriptor.last) {
      this.neuron += 1;
      this.#enter(code.LOAD, this.#now().loadCycles);
    } else this.#enter(code.POP, 1);
  }

  #storeCycle(): void {
    this.#unit.store(this.#now().storeCycles - this.left - 1);
    if (this.left > 0 || this.state !== code.STORE) return;
    const { spikes } = this.#memories;
    const word = this.neuron >>> 5;
    const bit = 1 << (this.neuron & 31);
    const old = spikes[word] as number;
    spikes[word] = this.#spiked === 1 ? old | bit : old & ~bit;
    if (this.#spiked === 0) return;
    this.#counters.spikes += 1;
    this.#onSpike(this.neuron);
  }

  // Phase 2: on_pre.

  #path(): PathwayPrograms {
    return this.#programs.pathways[this.pathway] as PathwayPrograms;
  }

  #nextPathway(): void {
    this.#enter(code.PSET, 1);
  }

  #leavePset(): void {
    this.pathway += 1;
    if (this.pathway >= this.#programs.pathways.length) {
      this.#post = -1;
      this.#enter(code.RSET, 1);
      return;
    }
    const { descriptor, pre } = this.#path();
    this.delay = descriptor.delayHigh;
    if (descriptor.kind === 'count') this.#enter(code.CNT, 1);
    else if (descriptor.lane !== undefined && pre === undefined) this.#nextPathway();
    else this.#startScan();
  }

  #startScan(): void {
    const { inlet, inlets } = this.#path().descriptor;
    this.#scan.start(inlet, inlet + inlets - 1);
    this.#enter(code.SCAN, 1);
  }

  /** Slot of the ring whose spikes are due with the delay that is scanned. */
  #slot(): number {
    const slot = (this.#context.clock.tick - this.delay) % this.#slots;
    return slot < 0 ? slot + this.#slots : slot;
  }

  /** The next bit of the word, word of the delay, delay of the pathway, or pathway. */
  #afterEvent(): void {
    if (this.#scan.found) {
      this.#enter(code.HIT, 1);
      return;
    }
    if (this.#scan.advance()) {
      this.#enter(code.SCAN, 1);
      return;
    }
    this.delay -= 1;
    if (this.delay >= this.#path().descriptor.delayLow) this.#startScan();
    else this.#nextPathway();
  }

  #leaveHit(): void {
    const { descriptor } = this.#path();
    this.inlet = this.#scan.take() - descriptor.inlet;
    this.#counters.events += 1;
    if (descriptor.kind === 'one') this.#enter(code.ONE, 1);
    else if (descriptor.kind === 'fill') this.#enter(code.FILL, descriptor.targets);
    else if (descriptor.kind === 'sparse') this.#enter(code.DIR, 1 + this.#indexCycles);
    else this.#enterPrologue();
  }

  // Streams: phases 2 and 3.

  #inPost(): boolean {
    return this.#post >= 0;
  }

  #side(): SidePrograms {
    const { pre, post } = this.#path();
    const side = this.#inPost() ? post : pre;
    if (side === undefined) throw new Error(`pathway ${this.pathway} lacks a side`);
    return side;
  }

  #enterPrologue(): void {
    const { prologueCycles } = this.#side();
    this.#enter(this.#inPost() ? code.RPRO : code.PRO, prologueCycles);
  }

  #leavePrologue(): void {
    const { descriptor } = this.#path();
    const side = this.#side();
    const { tick } = this.#context.clock;
    if (this.#inPost()) {
      side.prologue?.(this.inlet, this.inlet, tick);
      this.#enter(code.IDX, descriptor.kind === 'sparse' ? this.#indexCycles : 0);
      return;
    }
    const { delayLow, delayHigh } = descriptor;
    const entry = this.inlet * (delayHigh - delayLow + 1) + this.delay - delayLow;
    side.prologue?.(entry, this.inlet, tick - this.delay);
    const row = this.#rows[this.pathway] as RowSource;
    row.set(this.inlet, this.delay);
    this.stream.start(row, side);
    this.#enter(code.ROW, open);
  }

  // Phase 3: on_post. `inlet` is the target here.

  #leaveRset(): void {
    this.#post += 1;
    const pathway = this.#core.postOrder[this.#post];
    if (pathway === undefined) {
      this.#post = -1;
      this.population = -1;
      this.#enter(code.XSET, 1);
      return;
    }
    this.pathway = pathway;
    const { firstTarget, targets } = this.#path().descriptor;
    this.#scan.start(firstTarget, firstTarget + targets - 1);
    this.#enter(code.RSCAN, 1);
  }

  #afterPostEvent(): void {
    if (this.#scan.found) {
      this.#enter(code.RHIT, 1);
      return;
    }
    if (this.#scan.advance()) this.#enter(code.RSCAN, 1);
    else this.#enter(code.RSET, 1);
  }

  #leavePostHit(): void {
    const { kind, firstTarget } = this.#path().descriptor;
    this.inlet = this.#scan.take() - firstTarget;
    this.#counters.events += 1;
    if (kind === 'sparse') this.#enter(code.DIR, 1 + this.#indexCycles);
    else this.#enterPrologue();
  }

  #startColumn(): void {
    const column = this.#columns[this.pathway] as ColumnSource;
    column.set(this.inlet);
    this.stream.start(column, this.#side());
    this.#enter(code.COL, open);
  }

  // Phase 4: resets; phase 5.

  #leaveXset(): void {
    const { populations } = this.#programs;
    for (this.population += 1; this.population < populations.length; this.population += 1)
      if (this.#now().reset !== undefined) break;
    if (this.population >= populations.length) {
      this.#enter(code.END, this.#end.begin(this.#context.clock.tick));
      return;
    }
    const { first, last } = this.#now().descriptor;
    this.#scan.start(first, last);
    this.#enter(code.XSCAN, 1);
  }

  #afterReset(): void {
    if (this.#scan.found) {
      this.#enter(code.XHIT, 1);
      return;
    }
    if (this.#scan.advance()) this.#enter(code.XSCAN, 1);
    else this.#enter(code.XSET, 1);
  }
}
