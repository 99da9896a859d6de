import type { ChipFault } from './emulator.js';

/**
 * Sticky faults of a chip: of each kind the first one, by cycle, then core, in whatever order cores
 * are walked through. An emulator keeps `tick` and `cycle` up to date: the last cycle of what it has
 * executed by the call that may report.
 */
export class FaultLog {
  tick = 0;
  cycle = 0;
  readonly #first = new Map<ChipFault['kind'], ChipFault>();

  get list(): readonly ChipFault[] {
    return [...this.#first.values()].sort((a, b) => a.cycle - b.cycle || a.core - b.core);
  }

  report(kind: ChipFault['kind'], core: number, where: string): void {
    const { tick, cycle } = this;
    const known = this.#first.get(kind);
    if (
      known !== undefined &&
      (known.cycle < cycle || (known.cycle === cycle && known.core <= core))
    )
      return;
    this.#first.set(kind, { kind, core, tick, cycle, where });
  }

  clear(): void {
    this.#first.clear();
  }
}
