/** A small generator of its own: one seed, one image. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 .. below - 1 */
  roll(below: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return ((word ^ (word >>> 16)) >>> 0) % below;
  }
  /** low .. high */
  range(low: number, high: number): number {
    return low + this.roll(high - low + 1);
  }
  pick<T>(values: readonly T[]): T {
    return values[this.roll(values.length)] as T;
  }
  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }
  /** A code of so many bits (at most 53), small ones and ends more often. */
  code(bits: number, signed: boolean): number {
    const size = 2 ** bits;
    const low = signed ? -size / 2 : 0;
    const kind = this.roll(6);
    if (kind === 0) return low;
    if (kind === 1) return low + size - 1;
    if (kind === 2) return Math.max(low, Math.min(low + size - 1, this.range(-3, 3)));
    return low + Math.floor((this.roll(2 ** 26) * 2 ** 26 + this.roll(2 ** 26)) * 2 ** (bits - 52));
  }
}
