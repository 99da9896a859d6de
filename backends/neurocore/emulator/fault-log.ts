import type { ChipFault } from './emulator.js';

/**
 * Sticky faults of a chip: of each kind the first one, by cycle, then core, in whatever order cores
 * are walked through. An emulator keeps `tick` and `cycle` up to date: the last cycle of what it has
 * executed by the call that may report.
 */
export class FaultLog {
  tick = 0;
  cycle = 0;
  /** The first one of each kind and core. */
  readonly #first: ChipFault[] = [];

  get list(): readonly ChipFault[] {
    const sorted = [...this.#first].sort((a, b) => a.cycle - b.cycle || a.core - b.core);
    return sorted.filter(({ kind }, at) => sorted.findIndex((other) => other.kind === kind) === at);
  }

  report(kind: ChipFault['kind'], core: number, where: string): void {
    const { tick, cycle } = this;
    const at = this.#first.findIndex((other) => other.kind === kind && other.core === core);
    if (at < 0) this.#first.push({ kind, core, tick, cycle, where });
    else if (cycle < (this.#first[at] as ChipFault).cycle)
      this.#first[at] = { kind, core, tick, cycle, where };
  }

  /** Moves the faults of a core in this step: what was reported before it was known who had to wait. */
  move(core: number, moved: (cycle: number) => number): void {
    for (const [at, fault] of this.#first.entries())
      if (fault.core === core && fault.tick === this.tick)
        this.#first[at] = { ...fault, cycle: moved(fault.cycle) };
  }

  clear(): void {
    this.#first.length = 0;
  }
}
