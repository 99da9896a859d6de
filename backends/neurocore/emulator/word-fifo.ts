/** A FIFO of 32-bit words with a fixed depth. */
export class WordFifo {
  readonly depth: number;
  /** Words in it. */
  count = 0;
  readonly #words: Int32Array;
  #head = 0;

  constructor(depth: number) {
    this.depth = depth;
    this.#words = new Int32Array(depth);
  }

  /** The word that was pushed first; only where `count` is above 0. */
  get first(): number {
    return this.#words[this.#head] as number;
  }

  /** @throws Error where it is full: whoever pushes looks first. */
  push(word: number): void {
    if (this.count === this.depth) throw new Error(`FIFO of ${this.depth} words is full`);
    let place = this.#head + this.count;
    if (place >= this.depth) place -= this.depth;
    this.#words[place] = word;
    this.count += 1;
  }

  pop(): number {
    const word = this.first;
    this.#head = this.#head + 1 === this.depth ? 0 : this.#head + 1;
    this.count -= 1;
    return word;
  }
}
