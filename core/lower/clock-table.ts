import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';

/** The clocks of a network: number 0 is its own, the others belong to objects with a dt of theirs. */
export class ClockTable {
  /** Seconds per tick; number 0 is the network's. */
  readonly #seconds: number[];
  readonly #diagnostics: Diagnostics;

  constructor(networkSeconds: number, diagnostics: Diagnostics) {
    this.#seconds = [networkSeconds];
    this.#diagnostics = diagnostics;
  }

  /** Steps of the clocks behind the network's. */
  get others(): readonly number[] {
    return this.#seconds.slice(1);
  }

  secondsOf(clock: number): number {
    const seconds = this.#seconds[clock];
    if (seconds === undefined) throw new Error(`there is no clock ${clock}`);
    return seconds;
  }

  /**
   * The clock with a step of so many seconds, a new one if need be. CLOCK_RATIO for the first object
   * of a clock that fits the network's clock in no whole number (semantics section 12, point 2).
   */
  clock(seconds: number, who: string, span?: SourceSpan): number {
    const known = this.#seconds.findIndex((other) => Math.abs(seconds / other - 1) < 1e-9);
    if (known >= 0) return known;
    const network = this.secondsOf(0);
    const ratio = Math.max(seconds / network, network / seconds);
    if (Math.abs(ratio - Math.round(ratio)) > 1e-4) {
      this.#diagnostics.info(
        'CLOCK_RATIO',
        `the step of ${seconds} s of ${who} and the network's of ${network} s are no multiples of each other`,
        {
          context: who,
          found: `ratio ${seconds / network}`,
          ...(span === undefined ? {} : { span }),
          help: 'both run as they are; on fixed point and chips one step must serve all',
        },
      );
    }
    return this.#seconds.push(seconds) - 1;
  }
}
