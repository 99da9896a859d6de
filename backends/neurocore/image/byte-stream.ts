import { type Diagnostic, FrameworkError } from '../../../core/diagnostics/index.js';
import { utf8 } from '../../../core/random/index.js';

/** Collects bytes; integers are little endian. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** An unsigned integer of `bytes` bytes, at most 2^53 - 1. */
  unsigned(value: number, bytes: number): void {
    let rest = value;
    for (let at = 0; at < bytes; at += 1) {
      this.byte(rest % 256);
      rest = Math.floor(rest / 256);
    }
  }

  text(value: string): void {
    const bytes = utf8(value);
    this.unsigned(bytes.length, 4);
    this.bytes(bytes);
  }

  bytes(values: Uint8Array): void {
    this.#room(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote; every fault is told with its place in the file. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  /** What is being read, for faults: `pathways of core 1`. */
  readonly #what: string;

  constructor(bytes: Uint8Array, what: string, from = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#what = what;
    this.#at = from;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }
  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    this.#need(1);
    return this.#bytes[this.#at++] as number;
  }

  unsigned(bytes: number): number {
    this.#need(bytes);
    let value = 0;
    for (let at = bytes - 1; at >= 0; at -= 1)
      value = value * 256 + (this.#bytes[this.#at + at] as number);
    this.#at += bytes;
    return value;
  }

  text(): string {
    const length = this.unsigned(4);
    const bytes = this.take(length);
    const text = decodeText(bytes);
    return text ?? this.fail('a text that is not UTF-8');
  }

  take(length: number): Uint8Array {
    this.#need(length);
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  #need(bytes: number): void {
    if (bytes > this.left)
      this.fail(`${bytes} more bytes, but only ${Math.max(0, this.left)} are left`, 'needed');
  }

  /** @throws FrameworkError IMAGE_FORMAT */
  fail(found: string, verb = 'found'): never {
    throw imageFault('IMAGE_FORMAT', `${this.#what}: ${verb} ${found}, at byte ${this.#at}`);
  }
}

/** A fault of an image file. */
export function imageFault(
  code: 'IMAGE_FORMAT' | 'IMAGE_CHECKSUM' | 'IMAGE_CONTENT',
  message: string,
  details: Pick<Diagnostic, 'expected' | 'found' | 'help'> = {},
): FrameworkError {
  const help = 'make the image again from its network';
  return new FrameworkError([{ code, severity: 'error', message, help, ...details }]);
}

/** UTF-8 of our own texts: undefined for anything that is not valid. */
function decodeText(bytes: Uint8Array): string | undefined {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const more = lead < 0x80 ? 0 : lead < 0xc0 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (more < 0 || lead >= 0xf8 || at + more >= bytes.length) return undefined;
    let code = more === 0 ? lead : lead & (0x3f >> more);
    for (let next = 1; next <= more; next += 1) {
      const byte = bytes[at + next] as number;
      if ((byte & 0xc0) !== 0x80) return undefined;
      code = code * 64 + (byte & 0x3f);
    }
    if (code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
    at += more + 1;
  }
  return text;
}
