import type { KernelFunction } from '../ir/index.js';
import type { SpikeRing } from './spike-ring.js';
import { buildSynapseTable, type SynapseTable } from './synapse-table.js';

/** Delays that hold for the spikes emitted from one tick on. */
export interface DelayState {
  readonly from: number;
  readonly ticks: Int32Array | number;
  /** First tick whose spikes have no events, if the pathway is switched off there. */
  readonly until?: number;
}
interface DelayVersion extends DelayState {
  /** First tick whose spikes have other delays. */
  until: number;
  readonly table: SynapseTable;
}

export interface PathwayParts {
  readonly ring: SpikeRing;
  /** Per synapse, the neuron that triggers it; numbered in the whole object. */
  readonly ends: Int32Array;
  readonly first: number;
  readonly neurons: number;
  readonly kernel: KernelFunction;
  /** Sets and resets the stored delay of a synapse, for events that are under way with an old one. */
  readonly storeDelay: (synapse: number, ticks: number) => void;
}

/**
 * Events of one pathway. An event is due `delay` ticks after its spike, with the delay of the
 * moment of the spike. Order of the events of a tick: emission, oldest first; place in the spike
 * list; synapse number (semantics section 9).
 */
export class PathwayQueue {
  /** Synaptic events run so far. */
  events = 0;
  readonly #parts: PathwayParts;
  /** By tick of emission; nearly always one. */
  #versions: DelayVersion[] = [];
  #closed = false;

  constructor(parts: PathwayParts) {
    this.#parts = parts;
  }

  /** Spikes emitted at `tick` or later have these delays. */
  setDelays(tick: number, ticks: Int32Array | number): void {
    const last = this.#versions.at(-1);
    if (last !== undefined) {
      last.until = Math.min(last.until, tick);
      if (last.from >= tick) this.#versions.pop();
    }
    const version = this.#version(tick, ticks);
    if (this.#closed) version.until = tick;
    this.#versions.push(version);
    this.#parts.ring.extend(this.longest + 1);
  }

  /** Spikes emitted at `tick` or later have no events; those under way arrive. */
  close(tick: number): void {
    const last = this.#versions.at(-1);
    if (this.#closed || last === undefined) return;
    this.#closed = true;
    last.until = tick;
  }

  /** Spikes emitted at `tick` or later have events again. */
  open(tick: number): void {
    const last = this.#versions.at(-1);
    if (!this.#closed || last === undefined) return;
    this.#closed = false;
    if (last.from >= tick || last.until >= tick) last.until = Infinity;
    else this.#versions.push({ ...last, from: tick, until: Infinity });
  }

  get longest(): number {
    let longest = 0;
    for (const version of this.#versions) longest = Math.max(longest, version.table.delays[0] ?? 0);
    return longest;
  }

  deliver(tick: number): void {
    for (let at = 0; at < this.#versions.length; at += 1) {
      const version = this.#versions[at] as DelayVersion;
      const { delays } = version.table;
      for (let number = 0; number < delays.length; number += 1) {
        const delay = delays[number] as number;
        const emitted = tick - delay;
        if (emitted < version.from || emitted >= version.until || emitted < 0) continue;
        if (version.until === Infinity) this.#run(tick, emitted, number, version.table);
        else this.#runChanged(tick, emitted, number, version.table);
      }
    }
    const oldest = this.#versions[0] as DelayVersion;
    if (this.#versions.length > 1 && tick - (oldest.table.delays[0] ?? 0) >= oldest.until - 1)
      this.#versions.shift();
  }

  save(): readonly DelayState[] {
    return this.#versions.map(({ from, ticks, until }, at) => {
      const gap = until !== (this.#versions[at + 1]?.from ?? Infinity);
      return { from, ticks, ...(gap ? { until } : {}) };
    });
  }

  load(states: readonly DelayState[]): void {
    const known = this.#versions;
    const loaded = states.map(({ from, ticks }) => {
      const same = known.find((version) => equalDelays(version.ticks, ticks));
      return same === undefined
        ? this.#version(from, ticks)
        : { from, ticks: same.ticks, until: Infinity, table: same.table };
    });
    for (const [index, version] of loaded.entries())
      version.until = states[index]?.until ?? loaded[index + 1]?.from ?? Infinity;
    this.#versions = loaded;
    this.#closed = (loaded.at(-1)?.until ?? Infinity) !== Infinity;
    this.#parts.ring.extend(this.longest + 1);
  }

  #version(from: number, ticks: Int32Array | number): DelayVersion {
    const { ends, first, neurons } = this.#parts;
    return { from, ticks, until: Infinity, table: buildSynapseTable(ends, first, neurons, ticks) };
  }

  #run(tick: number, emitted: number, delayNumber: number, table: SynapseTable): void {
    const { ring, first, kernel } = this.#parts;
    const { offsets, order, neurons } = table;
    const slot = emitted % ring.slots;
    const count = ring.count[slot] as number;
    if (count === 0) return;
    const start = ring.start[slot] as number;
    const { data, mask } = ring;
    const base = delayNumber * neurons - first;
    for (let k = 0; k < count; k += 1) {
      const neuron = data[(start + k) & mask] as number;
      // Spikes outside the slice are ignored.
      if (neuron < first || neuron >= first + neurons) continue;
      const from = offsets[base + neuron] as number;
      const to = offsets[base + neuron + 1] as number;
      if (from === to) continue;
      kernel(tick, order, from, to);
      this.events += to - from;
    }
  }

  /** The kernel reads traces at the age of the stored delay: show it the one the event has. */
  #runChanged(tick: number, emitted: number, delayNumber: number, table: SynapseTable): void {
    const { storeDelay } = this.#parts;
    const delay = table.delays[delayNumber] as number;
    const current = (this.#versions.at(-1) as DelayVersion).ticks;
    const first = table.offsets[delayNumber * table.neurons] as number;
    const end = table.offsets[(delayNumber + 1) * table.neurons] as number;
    for (let at = first; at < end; at += 1) storeDelay(table.order?.[at] ?? at, delay);
    this.#run(tick, emitted, delayNumber, table);
    for (let at = first; at < end; at += 1) {
      const synapse = table.order?.[at] ?? at;
      storeDelay(synapse, typeof current === 'number' ? current : (current[synapse] as number));
    }
  }
}

function equalDelays(a: Int32Array | number, b: Int32Array | number): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a === b || (a.length === b.length && a.every((value, index) => value === b[index]));
}
