import type { CoreCounters } from '../counters.js';
import type { FaultLog } from '../fault-log.js';
import type { Mesh } from '../per-clock/mesh.js';
import { code } from '../state-codes.js';
import type { SomaPhase } from './soma-phase.js';

/** A core in the exchange of spikes: it sends, stalls, drains, and then waits. */
interface Sender {
  readonly soma: SomaPhase;
  readonly counters: CoreCounters;
  /** Words sent. */
  sent: number;
  /** Cycles lost so far by stalls. */
  lost: number;
  /** First cycle after DRAIN; -1 before. */
  drained: number;
  /** Cycles lost before each word was tried. */
  readonly stalls: number[];
}

/**
 * Phase 1 of the whole chip. Routers and links are clocked while a word is somewhere in them;
 * between two words of the cores time jumps.
 */
export class Exchange {
  readonly #mesh: Mesh;
  readonly #faults: FaultLog;
  readonly #senders: readonly Sender[];

  constructor(
    mesh: Mesh,
    somas: readonly SomaPhase[],
    counters: readonly CoreCounters[],
    faults: FaultLog,
  ) {
    this.#mesh = mesh;
    this.#faults = faults;
    this.#senders = somas.map((soma, core) => ({
      soma,
      counters: counters[core] as CoreCounters,
      sent: 0,
      lost: 0,
      drained: -1,
      stalls: [],
    }));
  }

  /** When a core was at what it would have done in a cycle without any wait. */
  delayed(core: number, cycle: number): number {
    const { soma, lost = 0, stalls = [] } = this.#senders[core] ?? {};
    const sent = soma?.tries.findIndex((attempt) => attempt >= cycle) ?? -1;
    return cycle + (sent < 0 ? lost : (stalls[sent] ?? lost));
  }

  /** Cycles that a spike of a core was late by: stalls before its store. */
  lostBefore(core: number, spike: number): number {
    const { soma, lost = 0, stalls = [] } = this.#senders[core] ?? {};
    // Spikes that send nothing after the last word are late by all stalls.
    return stalls[soma?.packetsBefore[spike] ?? 0] ?? lost;
  }

  /** First cycle after DRAIN of a core, counted from the begin of the step. */
  drained(core: number): number {
    return this.#senders[core]?.drained ?? 0;
  }

  /**
   * Runs the exchange. `begin` of the mesh must have been called.
   *
   * @param first - Cycle in which the step begins.
   * @returns Cycles until all cores are drained and the mesh is empty.
   */
  run(first: number, limit: number): number {
    for (let core = 0; core < this.#senders.length; core += 1) {
      const sender = this.#senders[core] as Sender;
      sender.sent = 0;
      sender.lost = 0;
      sender.drained = -1;
      sender.stalls.length = 0;
    }
    const mesh = this.#mesh;
    let cycle = 0;
    for (;;) {
      if (!mesh.active) {
        const next = this.#next();
        if (next === Infinity) break;
        cycle = Math.max(cycle, next);
      } else if (mesh.empty && this.#next() === Infinity) break;
      if (cycle >= limit) break;
      this.#faults.cycle = first + cycle;
      mesh.decide(first + cycle);
      this.#clock(cycle);
      mesh.move();
      this.#peaks();
      cycle += 1;
    }
    let end = cycle;
    for (let core = 0; core < this.#senders.length; core += 1)
      end = Math.max(end, (this.#senders[core] as Sender).drained);
    return end;
  }

  /** The next cycle in which a core does something that the mesh sees, or leaves DRAIN. */
  #next(): number {
    let next = Infinity;
    for (let core = 0; core < this.#senders.length; core += 1) {
      const { soma, sent, lost, drained } = this.#senders[core] as Sender;
      if (drained >= 0) continue;
      const own = (soma.tries[sent] ?? soma.cycles) + lost;
      if (own < next) next = own;
    }
    return next;
  }

  #clock(cycle: number): void {
    for (let core = 0; core < this.#senders.length; core += 1) {
      const sender = this.#senders[core] as Sender;
      if (sender.drained >= 0) continue;
      const { soma, counters, stalls } = sender;
      const out = this.#mesh.out[core];
      if (out === undefined) throw new Error(`the mesh has no core ${core}`);
      const attempt = soma.tries[sender.sent];
      if (attempt === undefined) {
        if (cycle < soma.cycles + sender.lost) continue;
        add(counters, code.DRAIN, 1);
        if (out.count === 0) sender.drained = cycle + 1;
        continue;
      }
      if (cycle < attempt + sender.lost) continue;
      if (stalls.length === sender.sent) stalls.push(sender.lost);
      add(counters, code.SEND, 1);
      if (out.count >= out.depth) {
        counters.sendStalls += 1;
        sender.lost += 1;
        continue;
      }
      out.push(soma.packets[sender.sent] as number);
      counters.packetsSent += 1;
      sender.sent += 1;
    }
  }

  #peaks(): void {
    for (let core = 0; core < this.#senders.length; core += 1) {
      const { counters } = this.#senders[core] as Sender;
      const count = this.#mesh.out[core]?.count ?? 0;
      if (count > counters.outPeak) counters.outPeak = count;
    }
  }
}

function add(counters: CoreCounters, state: number, cycles: number): void {
  counters.stateCycles[state] = (counters.stateCycles[state] as number) + cycles;
}
