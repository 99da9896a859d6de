/**
 * When the words of a stream are read, executed and written, without running a clock: word k is
 * issued in the first cycle after the one before it in which the buffer has room and no write has
 * the port; EXE takes it when it has arrived and the word before it is done; a changed word is
 * written in the cycle after its last one. Cycles count from the first of the stream.
 */
export class StreamTiming {
  /** Cycles in which a read waited for a write. */
  stalls = 0;
  readonly #latency: number;
  readonly #depth: number;
  /** Cycles in which the last words were taken, by number modulo depth. */
  readonly #popped: Float64Array;
  /** Cycles of writes that reads may still meet. */
  readonly #writes: Float64Array;
  #firstWrite = 0;
  #lastWrite = 0;
  #words = 0;
  #issued = -1;
  #finished = -1;
  #end = 0;

  /** @param latency - Cycles of a read. @param depth - Words that are in flight or buffered at most. */
  constructor(latency: number, depth: number) {
    this.#latency = latency;
    this.#depth = depth;
    this.#popped = new Float64Array(depth);
    this.#writes = new Float64Array(depth + 2);
  }

  begin(): void {
    this.stalls = 0;
    this.#firstWrite = 0;
    this.#lastWrite = 0;
    this.#words = 0;
    this.#issued = -1;
    this.#finished = -1;
    this.#end = 0;
  }

  /** The next word. @param busy - Cycles of EXE, at least 1. */
  word(busy: number, written: boolean): void {
    const depth = this.#depth;
    const slot = this.#words % depth;
    let issue = this.#issued + 1;
    if (this.#words >= depth) issue = Math.max(issue, (this.#popped[slot] as number) + 1);
    const writes = this.#writes;
    const size = writes.length;
    while (this.#firstWrite < this.#lastWrite) {
      const write = writes[this.#firstWrite % size] as number;
      if (write > issue) break;
      this.#firstWrite += 1;
      if (write < issue) continue;
      issue += 1;
      this.stalls += 1;
    }
    this.#issued = issue;
    const popped = Math.max(issue + this.#latency + 1, this.#finished + 1);
    this.#popped[slot] = popped;
    this.#finished = popped + busy - 1;
    this.#end = this.#finished + 1;
    if (written) {
      writes[this.#lastWrite % size] = this.#end;
      this.#lastWrite += 1;
      this.#end += 1;
    }
    this.#words += 1;
  }

  /** Cycles of the whole stream; 1 for one without words. */
  get cycles(): number {
    return Math.max(1, this.#end);
  }
}
