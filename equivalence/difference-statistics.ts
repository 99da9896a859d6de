/** Subject minus reference over a set of values, in SI. */
export interface DifferenceStatistics {
  /** Pairs of values. */
  readonly samples: number;
  /** The difference of largest size, with its sign. */
  readonly largest: number;
  readonly rms: number;
  readonly mean: number;
  /** Where the largest one stands. */
  readonly at: { readonly step: number; readonly element: number };
  /** In LSB of the subject's format, where one is known. */
  readonly lsb?: { readonly largest: number; readonly rms: number; readonly mean: number };
  /** Pairs left out because one value is infinite and the other is not. */
  readonly notFinite: number;
}

/** Adds up differences one by one. */
export class DifferenceSum {
  #samples = 0;
  #notFinite = 0;
  #sum = 0;
  #squares = 0;
  #largest = 0;
  #step = 0;
  #element = 0;

  add(reference: number, subject: number, step: number, element: number): void {
    const difference = reference === subject ? 0 : subject - reference;
    if (!Number.isFinite(difference)) {
      this.#notFinite += 1;
      return;
    }
    if (this.#samples === 0 || Math.abs(difference) > Math.abs(this.#largest)) {
      this.#largest = difference;
      this.#step = step;
      this.#element = element;
    }
    this.#samples += 1;
    this.#sum += difference;
    this.#squares += difference * difference;
  }

  /** Undefined if nothing was added. */
  statistics(lsb: number | undefined): DifferenceStatistics | undefined {
    if (this.#samples + this.#notFinite === 0) return undefined;
    const samples = Math.max(this.#samples, 1);
    const rms = Math.sqrt(this.#squares / samples);
    const mean = this.#sum / samples;
    const largest = this.#largest;
    return {
      samples: this.#samples,
      largest,
      rms,
      mean,
      at: { step: this.#step, element: this.#element },
      ...(lsb === undefined
        ? {}
        : { lsb: { largest: largest / lsb, rms: rms / lsb, mean: mean / lsb } }),
      notFinite: this.#notFinite,
    };
  }
}
