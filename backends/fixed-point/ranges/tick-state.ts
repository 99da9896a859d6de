import type { ArrayId } from '../../../core/ir/index.js';
import { everything, type Interval, sameInterval, union } from './interval.js';

/** Neurons of one kind: in or out of their refractory period, spiking in this step or not. */
export interface Case {
  /** Values of the flags that are known in this case; cases with one label are one. */
  readonly label: string;
  readonly spiked: boolean;
  readonly ranges: Map<ArrayId, Interval>;
}

/** What every element of a network may hold at one moment: by object, a case or several. */
export class TickState {
  readonly cases: Map<string, readonly Case[]>;

  constructor(cases: Map<string, readonly Case[]> = new Map()) {
    this.cases = cases;
  }

  clone(): TickState {
    const copy = new Map<string, readonly Case[]>();
    for (const [object, cases] of this.cases) {
      copy.set(
        object,
        cases.map((entry) => ({ ...entry, ranges: new Map(entry.ranges) })),
      );
    }
    return new TickState(copy);
  }

  of(object: string): readonly Case[] {
    return this.cases.get(object) ?? [];
  }

  /** Range over all cases. */
  range(object: string, array: ArrayId): Interval {
    let all: Interval | undefined;
    for (const { ranges } of this.of(object)) {
      const own = ranges.get(array) ?? everything;
      all = all === undefined ? own : union(all, own);
    }
    return all ?? everything;
  }

  /** What either holds. */
  join(other: TickState): TickState {
    const joined = this.clone();
    for (const [object, cases] of other.cases) {
      joined.cases.set(object, mergeCases([...joined.of(object), ...cases]));
    }
    return joined;
  }

  equals(other: TickState): boolean {
    if (this.cases.size !== other.cases.size) return false;
    for (const [object, cases] of this.cases) {
      const others = other.of(object);
      if (others.length !== cases.length) return false;
      for (const entry of cases) {
        const twin = others.find(
          ({ label, spiked }) => label === entry.label && spiked === entry.spiked,
        );
        if (twin === undefined) return false;
        for (const [array, range] of entry.ranges) {
          const its = twin.ranges.get(array);
          if (its === undefined || !sameInterval(its, range)) return false;
        }
      }
    }
    return true;
  }
}

/** Cases with equal labels become one. */
export function mergeCases(cases: readonly Case[]): readonly Case[] {
  const merged = new Map<string, Case>();
  for (const entry of cases) {
    const key = `${entry.label} ${entry.spiked}`;
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { ...entry, ranges: new Map(entry.ranges) });
      continue;
    }
    for (const [array, range] of entry.ranges) {
      const before = known.ranges.get(array);
      known.ranges.set(array, before === undefined ? range : union(before, range));
    }
  }
  return [...merged.values()];
}
