import type { BitMemory } from '../../image/index.js';
import type { CoreCounters } from '../counters.js';
import type { SidePrograms } from '../execution/core-programs.js';

/** Where the words of a stream lie, and which of their lanes belong to it. */
export interface StreamSource {
  /** Words of the stream. */
  readonly words: number;
  /** Address of word k in the synapse memory. */
  readonly address: (word: number) => number;
  /** Lanes first .. first + lanes - 1 of word k are looked at. */
  readonly firstLane: (word: number) => number;
  readonly lanes: (word: number) => number;
  /** Inlet and target of lane `lane` of word k, counted from the pathway's first ones. */
  readonly inlet: (word: number) => number;
  readonly target: (word: number, lane: number) => number;
  /** Delay minus the lowest one of the lanes that are due; -1: all. */
  readonly delayCode: number;
}

/**
 * Unit STREAM: fetches words through the one port of the synapse memory into a buffer, lets EXE
 * execute the lanes that are due, and writes changed words back. Per clock, from registered values:
 * a pending write uses the port; else a read is issued while fewer than B words are in flight or
 * buffered; EXE, if idle, takes the oldest buffered word. A read of cycle r enters the buffer at the
 * end of r + L.
 */
export class Stream {
  /** Words issued to the memory and taken by EXE so far. */
  issued = 0;
  popped = 0;
  /** Cycles that EXE still works on its word. */
  busy = 0;
  writePending = false;
  readonly #memory: BitMemory;
  readonly #counters: CoreCounters;
  readonly #latency: number;
  readonly #depth: number;
  /** First cycle in which a buffered word can be taken, by number modulo depth. */
  readonly #ready: Float64Array;
  readonly #word: Uint32Array;
  readonly #due = new Uint8Array(128);
  #source: StreamSource | undefined;
  #side: SidePrograms | undefined;
  #words = 0;
  #cycle = 0;
  #dueCount = 0;
  #lane = 0;
  #laneLeft = 0;
  #quiet = 0;
  #changed = false;
  #address = 0;

  constructor(memory: BitMemory, latency: number, depth: number, counters: CoreCounters) {
    this.#memory = memory;
    this.#counters = counters;
    this.#latency = latency;
    this.#depth = depth;
    this.#ready = new Float64Array(depth);
    this.#word = new Uint32Array(memory.pieces);
  }

  /** Words in flight or buffered. */
  get level(): number {
    return this.issued - this.popped;
  }

  start(source: StreamSource, side: SidePrograms): void {
    this.#source = source;
    this.#side = side;
    this.#words = source.words;
    this.#cycle = 0;
    this.#quiet = 0;
    this.issued = 0;
    this.popped = 0;
    this.busy = 0;
    this.writePending = false;
  }

  /** Coming cycles in which EXE only counts: nothing can be issued, no lane ends. */
  get quiet(): number {
    return this.#quiet;
  }

  /** So many quiet cycles at once. */
  pass(cycles: number): void {
    this.#quiet -= cycles;
    this.#laneLeft -= cycles;
    this.busy -= cycles;
    this.#cycle += cycles;
  }

  /** One clock. @returns True in the last cycle. */
  clock(): boolean {
    if (this.#quiet > 0) {
      this.pass(1);
      return false;
    }
    const wants = this.issued < this.#words && this.issued - this.popped < this.#depth;
    if (this.writePending) {
      this.#write();
      if (wants) this.#counters.portStalls += 1;
    } else if (wants) {
      this.#ready[this.issued % this.#depth] = this.#cycle + this.#latency + 1;
      this.issued += 1;
      this.#counters.wordsFetched += 1;
    }
    if (
      this.busy === 0 &&
      this.popped < this.issued &&
      (this.#ready[this.popped % this.#depth] as number) <= this.#cycle
    )
      this.#take();
    if (this.busy > 0) this.#execute();
    this.#cycle += 1;
    const settled = this.issued === this.#words || this.issued - this.popped === this.#depth;
    this.#quiet = settled && this.#lane < this.#dueCount && this.busy > 0 ? this.#laneLeft - 1 : 0;
    return this.popped === this.#words && this.busy === 0 && !this.writePending;
  }

  #take(): void {
    const [source, side, data] = [this.#source, this.#side, this.#word];
    if (source === undefined || side === undefined) throw new Error('no stream runs');
    const word = this.popped;
    this.popped += 1;
    this.#address = source.address(word) * data.length;
    for (let piece = 0; piece < data.length; piece += 1)
      data[piece] = this.#memory.data[this.#address + piece] as number;
    const [first, lanes] = [source.firstLane(word), source.lanes(word)];
    this.#dueCount = 0;
    for (let lane = first; lane < first + lanes; lane += 1) {
      if (!side.lanes.due(data, 0, lane, source.delayCode)) continue;
      this.#due[this.#dueCount] = lane;
      this.#dueCount += 1;
    }
    this.#counters.lanesExecuted += this.#dueCount;
    this.#counters.lanesPassed += lanes - this.#dueCount;
    this.#lane = 0;
    this.#laneLeft = side.laneCycles;
    this.#changed = false;
    this.busy = Math.max(1, this.#dueCount * side.laneCycles);
  }

  #execute(): void {
    this.busy -= 1;
    if (this.#lane < this.#dueCount) {
      this.#laneLeft -= 1;
      if (this.#laneLeft === 0) this.#finishLane();
    }
    if (this.busy === 0) this.writePending = this.#changed;
  }

  #finishLane(): void {
    const [source, side] = [this.#source, this.#side];
    if (source === undefined || side === undefined) throw new Error('no stream runs');
    const lane = this.#due[this.#lane] as number;
    const word = this.popped - 1;
    this.#lane += 1;
    this.#laneLeft = side.laneCycles;
    this.#counters.bodyCycles += side.laneCycles;
    const changed = side.lanes.run(
      this.#word,
      0,
      lane,
      source.inlet(word),
      source.target(word, lane),
    );
    if (changed === 1) this.#changed = true;
  }

  #write(): void {
    for (let piece = 0; piece < this.#word.length; piece += 1)
      this.#memory.data[this.#address + piece] = this.#word[piece] as number;
    this.#counters.wordsWritten += 1;
    this.writePending = false;
  }
}
