/**
 * Unit SCAN: set bits low .. high of a memory of 32-bit words, lowest first. One word per cycle is
 * read; its bits are taken one by one before the next word.
 */
export class BitScan {
  #low = 0;
  #high = -1;
  #word = 0;
  #bits = 0;

  start(low: number, high: number): void {
    this.#low = low;
    this.#high = high;
    this.#word = low >>> 5;
    this.#bits = 0;
  }

  /** Reads the word that is due. @param base - Word of number 0 */
  read(words: Uint32Array, base: number): void {
    const from = Math.max(0, this.#low - this.#word * 32);
    const to = Math.min(31, this.#high - this.#word * 32);
    const mask = (-1 << from) & (-1 >>> (31 - to));
    this.#bits = (words[base + this.#word] as number) & mask;
  }

  /** Whether bits of the word are left. */
  get found(): boolean {
    return this.#bits !== 0;
  }

  /** Goes to the next word. @returns False after the last one */
  advance(): boolean {
    this.#word += 1;
    return this.#word <= this.#high >>> 5;
  }

  /** Takes the lowest bit that is left: its number. */
  take(): number {
    const lowest = this.#bits & -this.#bits;
    this.#bits &= ~lowest;
    return this.#word * 32 + 31 - Math.clz32(lowest);
  }
}
