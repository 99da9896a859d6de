/** Mean and spread of differences, and the largest of them with its place; one by one, in order. */
export class ErrorSum {
  count = 0;
  /** Differences that are no finite number. */
  notFinite = 0;
  largest = 0;
  tick = 0;
  element = 0;
  #mean = 0;
  #squares = 0;

  add(difference: number, tick: number, element: number): void {
    if (!Number.isFinite(difference)) {
      this.notFinite += 1;
      return;
    }
    this.count += 1;
    const before = difference - this.#mean;
    this.#mean += before / this.count;
    this.#squares += before * (difference - this.#mean);
    if (this.count > 1 && Math.abs(difference) <= Math.abs(this.largest)) return;
    this.largest = difference;
    this.tick = tick;
    this.element = element;
  }

  get mean(): number {
    return this.#mean;
  }

  /** Of the population, not of a sample. */
  get deviation(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.#squares / this.count);
  }
}
