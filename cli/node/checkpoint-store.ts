import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import { type Checkpoint, FrameworkError } from '../../core/index.js';
import {
  type CheckpointHeader,
  emptyBlock,
  joinCheckpoint,
  type NumberBlock,
  parseHeader,
  splitCheckpoint,
} from './checkpoint-layout.js';
import { fileFault, systemFault } from './file-fault.js';
import { replaceFile } from './write-file-atomic.js';

/** Limits of what is read: files come from elsewhere. */
export interface CheckpointLimits {
  /** Bytes of all arrays together, unpacked. Default 4 GiB. */
  readonly maxBytes?: number;
}

const magic = 'isospike-checkpoint/1\n';
const headerLimit = 2 ** 26;
const defaultLimit = 2 ** 32;
/** A level above costs twice the time for a few percent of weights that look like noise. */
const level = 1;
const piece = 2 ** 20;

/**
 * Writes a checkpoint as a gzip file: the line `isospike-checkpoint/1`, the length of the header as
 * uint32, the header as JSON, then the arrays one after the other; all numbers little-endian. Never
 * holds a second copy of an array. Readers see the old file or the new one, never a part.
 *
 * @throws FrameworkError `FILE_DATA` if it cannot be written; an old file is then untouched.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  requireLittleEndian();
  const { header, blocks } = splitCheckpoint(checkpoint);
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  await replaceFile(path, async (temporary) => {
    const gzip = createGzip({ level });
    const done = pipeline(gzip, createWriteStream(temporary, { flags: 'wx', flush: true }));
    // Handled below; a write that waits would otherwise never hear of a full disk.
    const failed = done.then(() => new Promise<never>(() => {}));
    failed.catch(() => {});
    for (const bytes of [Buffer.from(magic, 'latin1'), length, text, ...blocks.map(bytesOf)]) {
      await Promise.race([writePieces(gzip, bytes), failed]);
    }
    gzip.end();
    await done;
  });
}

async function writePieces(gzip: Gzip, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; from += piece) {
    if (!gzip.write(bytes.subarray(from, from + piece))) await once(gzip, 'drain');
  }
}

/**
 * Reads a checkpoint file. Whether it fits a network is found out when it is restored.
 *
 * @throws FrameworkError `FILE_DATA`: absent, no checkpoint, cut short, damaged, or over the limit.
 */
export async function openCheckpoint(
  path: string,
  { maxBytes = defaultLimit }: CheckpointLimits = {},
): Promise<Checkpoint> {
  requireLittleEndian();
  try {
    const found = await stat(path);
    if (!found.isFile()) throw fileFault(path, 'is no regular file');
  } catch (error) {
    throw error instanceof FrameworkError ? error : systemFault(path, 'read', error);
  }
  const source = createReadStream(path, { highWaterMark: piece });
  const unpacked = source.pipe(createGunzip({ chunkSize: piece }));
  source.on('error', (error) => unpacked.destroy(error));
  const bytes = new ByteReader(unpacked, path);
  try {
    return await readParts(bytes, path, maxBytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'Z_BUF_ERROR') throw cutShort(path);
    if (code === 'Z_DATA_ERROR') throw fileFault(path, 'this is no gzip file, or it is damaged');
    throw error instanceof FrameworkError ? error : systemFault(path, 'read', error);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

async function readParts(bytes: ByteReader, path: string, maxBytes: number): Promise<Checkpoint> {
  const first = Buffer.alloc(magic.length);
  await bytes.fill(first);
  if (first.toString('latin1') !== magic) throw fileFault(path, 'is no checkpoint of this version');
  const length = Buffer.alloc(4);
  await bytes.fill(length);
  const size = length.readUInt32LE();
  if (size > headerLimit) throw fileFault(path, `has a header of ${size} bytes`);
  const text = Buffer.alloc(size);
  await bytes.fill(text);
  const header = parseHeader(text.toString('utf8'));
  if (header === undefined) throw fileFault(path, 'has a header that cannot be read');
  const wanted = header.blocks.reduce((sum, block) => sum + block.bytes, 0);
  if (wanted > maxBytes)
    throw fileFault(path, `holds ${wanted} bytes, more than the ${maxBytes} that are read`);
  const blocks = await readBlocks(bytes, header);
  if (!(await bytes.ended())) throw fileFault(path, 'goes on after its last array');
  const checkpoint = joinCheckpoint(header, blocks);
  if (checkpoint === undefined) throw fileFault(path, 'has a header that does not fit its arrays');
  return checkpoint;
}

async function readBlocks(bytes: ByteReader, header: CheckpointHeader): Promise<NumberBlock[]> {
  const blocks: NumberBlock[] = [];
  for (const shape of header.blocks) {
    const block = emptyBlock(shape);
    await bytes.fill(bytesOf(block));
    blocks.push(block);
  }
  return blocks;
}

/** Hands out the bytes of a stream in the portions that are asked for. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #path: string;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array>, path: string) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#path = path;
  }

  async fill(target: Uint8Array): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#rest.length === 0 && !(await this.#next())) throw cutShort(this.#path);
      const take = this.#rest.subarray(0, target.length - filled);
      target.set(take, filled);
      filled += take.length;
      this.#rest = this.#rest.subarray(take.length);
    }
  }

  async ended(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#next());
  }

  async #next(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    this.#rest = value;
    return value.length > 0 || this.#next();
  }
}

function bytesOf(block: NumberBlock): Uint8Array {
  return new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
}

function cutShort(path: string): FrameworkError {
  return fileFault(path, 'the checkpoint is cut short');
}

function requireLittleEndian(): void {
  if (endianness() === 'LE') return;
  throw new FrameworkError([
    {
      code: 'UNSUPPORTED_FEATURE',
      severity: 'error',
      message: 'checkpoint files are read and written on little-endian machines only',
    },
  ]);
}
