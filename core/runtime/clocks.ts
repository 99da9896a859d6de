import type { StepPlan } from '../ir/index.js';

/** Part of the smaller of two steps within which two ticks count as one moment. */
const sameMoment = 1e-4;

/**
 * The clocks of a plan. The network's paces the run: a step of it is the moment of its own tick and
 * every later moment of other clocks before its next one. At each moment everything that is due runs
 * together, in slot order (semantics section 12, point 2).
 */
export class Clocks {
  /** True if there is only the network's clock. */
  readonly single: boolean;
  readonly #seconds: readonly number[];
  /** Next tick of each clock; that of the network is known by the caller. */
  readonly #next: number[];
  readonly #due: boolean[];
  /** Clock of each task. */
  #clockOf: readonly number[] = [];

  constructor({ dtSeconds, clocks = [] }: Pick<StepPlan, 'dtSeconds' | 'clocks'>) {
    this.#seconds = [dtSeconds, ...clocks];
    this.single = clocks.length === 0;
    this.#next = this.#seconds.map(() => 0);
    this.#due = this.#seconds.map(() => false);
  }

  /** Tells the clock of each task, in the order of the tasks. */
  assign(clocks: readonly number[]): void {
    this.#clockOf = clocks;
  }

  /** Next tick of a clock other than the network's. */
  next(clock: number): number {
    return this.#next[clock] as number;
  }

  /** Runs all moments from tick `step` of the network's clock until just before the next one. */
  runStep(step: number, tasks: readonly ((tick: number) => void)[]): void {
    const next = this.#next;
    next[0] = step;
    while (this.#findDue(next[0] === step)) {
      for (let at = 0; at < tasks.length; at += 1) {
        const clock = this.#clockOf[at] as number;
        if (this.#due[clock] === true) (tasks[at] as (tick: number) => void)(next[clock] as number);
      }
      for (let clock = 0; clock < next.length; clock += 1)
        if (this.#due[clock] === true) next[clock] = (next[clock] as number) + 1;
    }
  }

  save(): readonly number[] {
    return this.#next.slice(1);
  }

  load(state: readonly number[]): void {
    for (let clock = 1; clock < this.#next.length; clock += 1)
      this.#next[clock] = state[clock - 1] ?? 0;
  }

  /** Marks the clocks of the next moment; false if that is beyond this step of the network. */
  #findDue(networkWaits: boolean): boolean {
    let first = 0;
    for (let clock = 1; clock < this.#next.length; clock += 1)
      if (this.#time(clock) < this.#time(first)) first = clock;
    const [time, seconds] = [this.#time(first), this.#seconds[first] as number];
    for (let clock = 0; clock < this.#next.length; clock += 1) {
      const smaller = Math.min(seconds, this.#seconds[clock] as number);
      this.#due[clock] = Math.abs(this.#time(clock) - time) < sameMoment * smaller;
    }
    return networkWaits || this.#due[0] !== true;
  }

  #time(clock: number): number {
    return (this.#next[clock] as number) * (this.#seconds[clock] as number);
  }
}
