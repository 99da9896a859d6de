import { utf8 } from '../random/index.js';

/** Takes bytes in order; a hash or a file. */
export interface ByteSink {
  update(bytes: Uint8Array): unknown;
}

const capacity = 65536;

/** Writes numbers and texts in one byte form, the same on every machine. All numbers are little-endian. */
export class CanonicalWriter {
  readonly #sink: ByteSink;
  readonly #bytes = new Uint8Array(capacity);
  readonly #view: DataView = new DataView(this.#bytes.buffer);
  #filled = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Length in bytes as uint32, then UTF-8. */
  text(value: string): void {
    const bytes = utf8(value);
    this.uint32(bytes.length);
    this.flush();
    this.#sink.update(bytes);
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#filled, value, true);
    this.#filled += 4;
  }

  /** A count or step number in 0 .. 2^53 - 1, as uint64. */
  count(value: number): void {
    this.#reserve(8);
    this.#view.setUint32(this.#filled, value >>> 0, true);
    this.#view.setUint32(this.#filled + 4, Math.floor(value / 0x100000000), true);
    this.#filled += 8;
  }

  /** IEEE 754 bits; -0 stays -0, every NaN becomes 7ff8000000000000. */
  real(value: number): void {
    this.#reserve(8);
    if (Number.isNaN(value)) {
      this.#view.setUint32(this.#filled, 0, true);
      this.#view.setUint32(this.#filled + 4, 0x7ff80000, true);
    } else {
      this.#view.setFloat64(this.#filled, value, true);
    }
    this.#filled += 8;
  }

  /** Hands over what is buffered; to be called at the end. */
  flush(): void {
    if (this.#filled > 0) this.#sink.update(this.#bytes.slice(0, this.#filled));
    this.#filled = 0;
  }

  #reserve(bytes: number): void {
    if (this.#filled + bytes > capacity) this.flush();
  }
}
