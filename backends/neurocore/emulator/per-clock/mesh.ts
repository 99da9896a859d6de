import type { ChipImage } from '../../image/index.js';
import type { MeshCounters } from '../counters.js';
import type { HostReader, InputWord } from '../emulator.js';
import { encodePacket, oddBits, packetInlet, packetKind, packetX, packetY } from '../packet.js';
import { WordFifo } from '../word-fifo.js';

/** Ports of a router, inputs and outputs alike. */
export const ports = ['local', 'east', 'west', 'north', 'south'] as const;
const [local, east, west, north, south] = [0, 1, 2, 3, 4] as const;
const portCount = ports.length;

/** Who the mesh gives packets to. */
export interface MeshSinks {
  /** A packet for the core of a node. */
  readonly deliver: (node: number, packet: number) => void;
  /** A word that enters the output FIFO of the host. */
  readonly output: (id: number) => void;
  /** A packet that no core can take. */
  readonly lost: (node: number, packet: number) => void;
}

/**
 * Routers, links and the host link. Each clock all decisions are made from the occupancies at its
 * start (`decide`); cores may push meanwhile; then all words move at once (`move`).
 *
 * Router (x, y) has the number y * columns + x. XY routing: east or west until x is right, then
 * north (y + 1) or south, then local. Each output grants one of the inputs whose first word asks for
 * it, round robin; the word moves if the next FIFO has room, else it waits.
 */
export class Mesh {
  /** FIFOs of the cores towards their routers. */
  readonly out: readonly WordFifo[];
  /** Input FIFOs: node * 5 + port. */
  readonly links: readonly WordFifo[];
  readonly hostInput: WordFifo;
  /** Words in the output FIFO of the host; what they are was told when they entered. */
  hostOutput = 0;
  /** Granted next, per node * 5 + output. */
  readonly pointers: Uint8Array;
  readonly #columns: number;
  readonly #rows: number;
  readonly #outputDepth: number;
  readonly #drop: boolean;
  readonly #counters: MeshCounters;
  readonly #sinks: MeshSinks;
  readonly #reader: HostReader | undefined;
  #input: readonly InputWord[] = [];
  #written = 0;
  #tick = 0;
  /** Words in links. */
  #inside = 0;
  /** Decided moves: input FIFO and output, one of each per input. */
  readonly #from: Int32Array;
  readonly #to: Uint8Array;
  #moves = 0;
  readonly #leaves: Uint8Array;
  #hostWrites = false;
  #hostEnters = false;
  #hostReads = false;

  constructor(
    image: ChipImage,
    counters: MeshCounters,
    sinks: MeshSinks,
    reader: HostReader | undefined,
  ) {
    const { mesh, fifos, cores } = image.geometry;
    [this.#columns, this.#rows] = mesh;
    const nodes = this.#columns * this.#rows;
    this.out = Array.from({ length: cores }, () => new WordFifo(fifos.core));
    this.links = Array.from({ length: nodes * portCount }, () => new WordFifo(fifos.link));
    this.hostInput = new WordFifo(fifos.input);
    this.pointers = new Uint8Array(nodes * portCount);
    this.#outputDepth = fifos.output;
    this.#drop = fifos.full === 'drop';
    this.#counters = counters;
    this.#sinks = sinks;
    this.#reader = reader;
    this.#from = new Int32Array(nodes * portCount);
    this.#to = new Uint8Array(nodes * portCount);
    this.#leaves = new Uint8Array(cores);
  }

  /** Words that the host will write in this step. */
  begin(input: readonly InputWord[], tick: number): void {
    this.#input = input;
    this.#written = 0;
    this.#tick = tick;
  }

  /** Whether all words of the host are in and no packet is anywhere. */
  get empty(): boolean {
    return (
      this.#inside === 0 &&
      this.hostInput.count === 0 &&
      this.#written === this.#input.length &&
      this.#outEmpty()
    );
  }

  /** Whether a clock would do anything. */
  get active(): boolean {
    return this.hostOutput > 0 || !this.empty;
  }

  decide(cycle: number): void {
    const first = this.links[west] as WordFifo;
    this.#hostWrites =
      this.#written < this.#input.length && this.hostInput.count < this.hostInput.depth;
    this.#hostEnters = this.hostInput.count > 0 && first.count < first.depth;
    this.#hostReads =
      this.hostOutput > 0 && (this.#reader === undefined || this.#reader.ready(cycle));
    for (let core = 0; core < this.out.length; core += 1) {
      const link = this.links[core * portCount + local] as WordFifo;
      const out = this.out[core] as WordFifo;
      this.#leaves[core] = out.count > 0 && link.count < link.depth ? 1 : 0;
    }
    this.#moves = 0;
    if (this.#inside === 0) return;
    const nodes = this.#columns * this.#rows;
    for (let node = 0; node < nodes; node += 1) this.#decideNode(node);
  }

  #decideNode(node: number): void {
    const base = node * portCount;
    let waiting = 0;
    for (let port = 0; port < portCount; port += 1)
      waiting += (this.links[base + port] as WordFifo).count;
    if (waiting === 0) return;
    for (let output = 0; output < portCount; output += 1) {
      const input = this.#granted(node, output);
      if (input < 0) continue;
      if (!this.#hasRoom(node, output)) {
        this.#counters.blocked += 1;
        if (node === 0 && output === west) this.#counters.outputStalls += 1;
        continue;
      }
      this.pointers[base + output] = input + 1 === portCount ? 0 : input + 1;
      this.#from[this.#moves] = base + input;
      this.#to[this.#moves] = output;
      this.#moves += 1;
    }
  }

  /** The input that an output takes its word from; -1 if none asks for it. */
  #granted(node: number, output: number): number {
    const base = node * portCount;
    let input = this.pointers[base + output] as number;
    for (let n = 0; n < portCount; n += 1) {
      const link = this.links[base + input] as WordFifo;
      if (link.count > 0 && this.#route(node, link.first) === output) return input;
      input = input + 1 === portCount ? 0 : input + 1;
    }
    return -1;
  }

  #route(node: number, packet: number): number {
    const x = node % this.#columns;
    const y = (node - x) / this.#columns;
    const toX = packetX(packet);
    const toY = packetY(packet);
    if (toX !== x) return toX > x ? east : west;
    if (toY !== y) return toY > y ? north : south;
    return packetKind(packet) === 2 && node === 0 ? west : local;
  }

  /** Number of the FIFO behind an output; -1 for cores, the host and ends of the mesh. */
  #behind(node: number, output: number): number {
    const x = node % this.#columns;
    const y = (node - x) / this.#columns;
    if (output === east && x + 1 < this.#columns) return (node + 1) * portCount + west;
    if (output === west && x > 0) return (node - 1) * portCount + east;
    if (output === north && y + 1 < this.#rows) return (node + this.#columns) * portCount + south;
    if (output === south && y > 0) return (node - this.#columns) * portCount + north;
    return -1;
  }

  #hasRoom(node: number, output: number): boolean {
    const next = this.#behind(node, output);
    if (next >= 0) {
      const link = this.links[next] as WordFifo;
      return link.count < link.depth;
    }
    if (node !== 0 || output !== west) return true;
    return this.#drop || this.hostOutput < this.#outputDepth;
  }

  /** Carries out what `decide` has decided. */
  move(): void {
    const { hops } = this.#counters;
    const roomAtHost = this.hostOutput < this.#outputDepth;
    if (this.#hostReads) this.hostOutput -= 1;
    // Words leave all FIFOs before any enters: a FIFO that is full at the start takes none anyway.
    for (let n = 0; n < this.#moves; n += 1) {
      const from = this.#from[n] as number;
      const output = this.#to[n] as number;
      const node = Math.floor(from / portCount);
      const packet = (this.links[from] as WordFifo).pop();
      const next = this.#behind(node, output);
      if (next >= 0) {
        (this.links[next] as WordFifo).push(packet);
        if (output === east) hops.east += 1;
        else if (output === west) hops.west += 1;
        else if (output === north) hops.north += 1;
        else hops.south += 1;
        continue;
      }
      this.#inside -= 1;
      if (output === local && node < this.out.length) this.#sinks.deliver(node, packet);
      else if (output === west && node === 0) this.#toHost(packet, roomAtHost);
      else this.#sinks.lost(node, packet);
    }
    for (let core = 0; core < this.out.length; core += 1) {
      if (this.#leaves[core] === 0) continue;
      (this.links[core * portCount + local] as WordFifo).push((this.out[core] as WordFifo).pop());
      this.#inside += 1;
    }
    this.#moveHost();
    this.#peaks();
  }

  #toHost(packet: number, room: boolean): void {
    const counters = this.#counters;
    if (packetKind(packet) !== 2 || oddBits(packet) === 1) {
      this.#sinks.lost(0, packet);
      return;
    }
    if (!room) {
      counters.outputDropped += 1;
      return;
    }
    this.hostOutput += 1;
    counters.hostWords += 1;
    counters.outputPeak = Math.max(counters.outputPeak, this.hostOutput);
    this.#sinks.output(packetInlet(packet));
  }

  #moveHost(): void {
    const counters = this.#counters;
    if (this.#hostEnters) {
      (this.links[west] as WordFifo).push(this.hostInput.pop());
      this.#inside += 1;
    }
    if (!this.#hostWrites) return;
    const word = this.#input[this.#written] as InputWord;
    this.hostInput.push(encodePacket(word.kind, word.x, word.y, word.inlet, this.#tick));
    this.#written += 1;
    counters.hostWords += 1;
    counters.inputPeak = Math.max(counters.inputPeak, this.hostInput.count);
  }

  #peaks(): void {
    if (this.#inside === 0) return;
    const counters = this.#counters;
    for (let n = 0; n < this.links.length; n += 1) {
      const { count } = this.links[n] as WordFifo;
      if (count > counters.linkPeak) counters.linkPeak = count;
    }
  }

  #outEmpty(): boolean {
    for (let core = 0; core < this.out.length; core += 1)
      if ((this.out[core] as WordFifo).count > 0) return false;
    return true;
  }
}
