/** Times at which a register is taken: instruction i reads at 2i and writes at 2i + 1. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Which register is taken when. */
export class RegisterFile {
  readonly #taken: Map<number, Interval[]> = new Map();

  isFree(register: number, { from, to }: Interval): boolean {
    return (this.#taken.get(register) ?? []).every(
      (interval) => interval.to < from || to < interval.from,
    );
  }

  take(register: number, interval: Interval): void {
    const intervals = this.#taken.get(register) ?? [];
    intervals.push(interval);
    this.#taken.set(register, intervals);
  }

  /** Removes an interval that was taken. */
  release(register: number, interval: Interval): void {
    const intervals = this.#taken.get(register) ?? [];
    this.#taken.set(
      register,
      intervals.filter((entry) => entry !== interval),
    );
  }

  /** Registers taken at a time. */
  count(at: number): number {
    return [...this.#taken.values()].filter((intervals) =>
      intervals.some(({ from, to }) => from <= at && at <= to),
    ).length;
  }
}

/** A register is missing: how many values are alive where. */
export class RegisterShortage extends Error {
  readonly kind: 'registers' | 'predicates';
  readonly needed: number;

  constructor(kind: 'registers' | 'predicates', needed: number) {
    super(`${needed} ${kind} are needed`);
    this.kind = kind;
    this.needed = needed;
  }
}
