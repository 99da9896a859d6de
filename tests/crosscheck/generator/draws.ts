import fc from 'fast-check';

/** Draws of one random value, named by what they are for. */
export class Draws {
  readonly #generate: fc.GeneratorValue;

  constructor(generate: fc.GeneratorValue) {
    this.#generate = generate;
  }

  /** low..high, both included. */
  integer(low: number, high: number): number {
    return this.#generate(fc.integer, { min: low, max: high });
  }

  /** Between low and high, with six random digits: never by accident the same number twice. */
  real(low: number, high: number): number {
    return low + ((high - low) * this.integer(1, 999_982)) / 999_983;
  }

  reals(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.real(low, high));
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.integer(0, 99) < percent;
  }

  pick<const T>(options: readonly [T, ...T[]]): T {
    return options[this.integer(0, options.length - 1)] ?? options[0];
  }
}
