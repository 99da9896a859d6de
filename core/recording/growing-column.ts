type ColumnArray = Float64Array | Int32Array;

const firstChunk = 256;
const largestChunk = 65536;

/** Content of a column at one moment. Full chunks are shared with the column and never change again. */
export interface ColumnState<T extends ColumnArray> {
  readonly length: number;
  readonly chunks: readonly T[];
  /** Numbers let go of, and those of them whose chunks are gone; absent: none. */
  readonly first?: number;
  readonly base?: number;
}

/**
 * Numbers that only grow at the end, without boxing and without copying what is already there:
 * chunks of 256, 512, .. 65536 numbers. Full chunks are immutable, so that a checkpoint of a long
 * recording costs little.
 */
export class GrowingColumn<T extends ColumnArray> {
  readonly #allocate: (length: number) => T;
  #chunks: T[] = [];
  #tail: T;
  /** Numbers in the last chunk. */
  #filled = 0;
  #length = 0;
  /** First number that counts as held; numbers in chunks that are gone. */
  #first = 0;
  #base = 0;

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate;
    this.#tail = allocate(firstChunk);
    this.#chunks.push(this.#tail);
  }

  /** Numbers so far, those included that were let go of. */
  get length(): number {
    return this.#length;
  }

  /** Position of the first number that is held. */
  get first(): number {
    return this.#first;
  }

  /** Lets go of the numbers before a position; positions stay what they were. */
  discard(position: number): void {
    const first = Math.min(position, this.#length);
    if (first <= this.#first) return;
    this.#first = first;
    while (this.#chunks.length > 1 && this.#base + (this.#chunks[0] as T).length <= first)
      this.#base += (this.#chunks.shift() as T).length;
  }

  push(value: number): void {
    if (this.#filled === this.#tail.length) {
      this.#tail = this.#allocate(Math.min(this.#tail.length * 2, largestChunk));
      this.#chunks.push(this.#tail);
      this.#filled = 0;
    }
    this.#tail[this.#filled] = value;
    this.#filled += 1;
    this.#length += 1;
  }

  /** Copy of the numbers `from .. to - 1`, which must be held. */
  slice(from: number = this.#first, to: number = this.#length): T {
    const out = this.#allocate(Math.max(to - from, 0));
    let start = this.#base;
    for (const chunk of this.#chunks) {
      const first = Math.max(from - start, 0);
      const end = Math.min(to - start, chunk.length);
      if (end > first) out.set(chunk.subarray(first, end), start + first - from);
      start += chunk.length;
      if (start >= to) break;
    }
    return out;
  }

  /** Number at a position, which must be in first .. length - 1. */
  at(position: number): number {
    let start = this.#base;
    for (const chunk of this.#chunks) {
      if (position < start + chunk.length) return chunk[position - start] as number;
      start += chunk.length;
    }
    throw new Error(`position ${position} is not in the column`);
  }

  /** First position whose number is not below `value`; the column must be ascending. */
  lowerBound(value: number): number {
    let low = this.#first;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  save(): ColumnState<T> {
    const tail = this.#allocate(this.#filled);
    tail.set(this.#tail.subarray(0, this.#filled));
    const gone = this.#first === 0 ? {} : { first: this.#first, base: this.#base };
    return { length: this.#length, chunks: [...this.#chunks.slice(0, -1), tail], ...gone };
  }

  load(state: ColumnState<T>): void {
    const full = state.chunks.slice(0, -1);
    const last = state.chunks.at(-1) ?? this.#allocate(0);
    // Behind chunks that are gone the last one may be longer than its place says.
    const capacity = Math.max(Math.min(firstChunk * 2 ** full.length, largestChunk), last.length);
    const tail = this.#allocate(capacity);
    tail.set(last);
    this.#tail = tail;
    this.#chunks = [...full, tail];
    this.#filled = last.length;
    this.#length = state.length;
    this.#first = state.first ?? 0;
    this.#base = state.base ?? 0;
  }
}

/** Column of float64: steps and values. */
export function realColumn(): GrowingColumn<Float64Array> {
  return new GrowingColumn((length) => new Float64Array(length));
}
/** Column of int32: element numbers. */
export function indexColumn(): GrowingColumn<Int32Array> {
  return new GrowingColumn((length) => new Int32Array(length));
}
