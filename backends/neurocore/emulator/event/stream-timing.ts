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
  /** Cycles in which the last words were taken, as a ring. */
  readonly #popped: Float64Array;
  #slot = 0;
  /** Cycles of writes that reads may still meet, as a ring. */
  readonly #writes: Float64Array;
  #firstWrite = 0;
  #pending = 0;
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
    this.#slot = 0;
    this.#firstWrite = 0;
    this.#pending = 0;
    this.#words = 0;
    this.#issued = -1;
    this.#finished = -1;
    this.#end = 0;
  }

  /** The next word. @param busy - Cycles of EXE, at least 1. */
  word(busy: number, written: boolean): void {
    const slot = this.#slot;
    let issue = this.#issued + 1;
    if (this.#words >= this.#depth) {
      const room = (this.#popped[slot] as number) + 1;
      if (room > issue) issue = room;
    }
    if (this.#pending > 0) issue = this.#pastWrites(issue);
    this.#issued = issue;
    const arrived = issue + this.#latency + 1;
    const popped = arrived > this.#finished ? arrived : this.#finished + 1;
    this.#popped[slot] = popped;
    this.#slot = slot + 1 === this.#depth ? 0 : slot + 1;
    const finished = popped + busy - 1;
    this.#finished = finished;
    this.#end = finished + 1;
    this.#words += 1;
    if (!written) return;
    const size = this.#writes.length;
    const place = this.#firstWrite + this.#pending;
    this.#writes[place < size ? place : place - size] = finished + 1;
    this.#pending += 1;
    this.#end += 1;
  }

  /** The first cycle from `issue` on in which no write has the port. */
  #pastWrites(issue: number): number {
    const writes = this.#writes;
    let at = issue;
    while (this.#pending > 0) {
      const write = writes[this.#firstWrite] as number;
      if (write > at) break;
      this.#firstWrite = this.#firstWrite + 1 === writes.length ? 0 : this.#firstWrite + 1;
      this.#pending -= 1;
      if (write < at) continue;
      at += 1;
      this.stalls += 1;
    }
    return at;
  }

  /** Cycles of the whole stream; 1 for one without words. */
  get cycles(): number {
    return Math.max(1, this.#end);
  }
}
