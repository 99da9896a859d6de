import type { Checkpoint } from '../../core/index.js';

/** Numbers that stand as binary data behind the header. */
export type NumberBlock =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

const bytesPerNumber = { f64: 8, i32: 4, u32: 4, u16: 2, u8: 1 } as const;
type NumberType = keyof typeof bytesPerNumber;

/** One block: type and size. */
export interface BlockShape {
  readonly type: NumberType;
  readonly length: number;
  readonly bytes: number;
}

/** A checkpoint whose arrays are replaced by the numbers of their blocks. */
export interface CheckpointHeader {
  readonly checkpoint: unknown;
  readonly blocks: readonly BlockShape[];
}

// Keys of the stand-ins. State has names of users as keys, which never contain `$`.
const blockKey = '$block';
const numberKey = '$number';

/**
 * Takes the arrays out of a checkpoint; the rest is JSON. Arrays are not copied.
 *
 * @throws Error for an array of numbers of another type: as JSON it would not come back as one.
 */
export function splitCheckpoint(checkpoint: Checkpoint): {
  readonly header: CheckpointHeader;
  readonly blocks: readonly NumberBlock[];
} {
  const blocks: NumberBlock[] = [];
  const known = new Map<object, number>();
  const take = (value: unknown): unknown => {
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { [numberKey]: Object.is(value, -0) ? '-0' : String(value) };
    if (typeof value !== 'object' || value === null) return value;
    if (isBlock(value)) {
      // Checkpoints of a timeline may share arrays.
      let number = known.get(value);
      if (number === undefined) {
        number = blocks.push(value) - 1;
        known.set(value, number);
      }
      return { [blockKey]: number };
    }
    if (ArrayBuffer.isView(value)) throw new Error('a checkpoint holds an array of unknown type');
    if (Array.isArray(value)) return value.map(take);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, take(entry)]));
  };
  const bare = take(checkpoint);
  return { header: { checkpoint: bare, blocks: blocks.map(shapeOf) }, blocks };
}

/** Puts the arrays back; undefined if the header names a block that is not there, or lacks a key. */
export function joinCheckpoint(
  header: CheckpointHeader,
  blocks: readonly NumberBlock[],
): Checkpoint | undefined {
  let sound = true;
  const put = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(put);
    const entries = Object.entries(value);
    const [key, entry] = entries[0] ?? [];
    if (entries.length === 1 && key === blockKey) {
      const block = typeof entry === 'number' ? blocks[entry] : undefined;
      sound &&= block !== undefined;
      return block;
    }
    if (entries.length === 1 && key === numberKey) return Number(entry);
    return Object.fromEntries(entries.map(([name, inner]) => [name, put(inner)]));
  };
  const whole = put(header.checkpoint);
  return sound && isCheckpoint(whole) ? whole : undefined;
}

/** The header, if the text is one. */
export function parseHeader(text: string): CheckpointHeader | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  if (!('checkpoint' in parsed && 'blocks' in parsed && Array.isArray(parsed.blocks)))
    return undefined;
  const blocks: BlockShape[] = [];
  for (const block of parsed.blocks as readonly unknown[]) {
    const shape = readShape(block);
    if (shape === undefined) return undefined;
    blocks.push(shape);
  }
  return { checkpoint: parsed.checkpoint, blocks };
}

export function emptyBlock({ type, length }: BlockShape): NumberBlock {
  switch (type) {
    case 'f64':
      return new Float64Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'u32':
      return new Uint32Array(length);
    case 'u16':
      return new Uint16Array(length);
    case 'u8':
      return new Uint8Array(length);
  }
}

function shapeOf(block: NumberBlock): BlockShape {
  return { type: typeOf(block), length: block.length, bytes: block.byteLength };
}

function typeOf(block: NumberBlock): NumberType {
  if (block instanceof Float64Array) return 'f64';
  if (block instanceof Int32Array) return 'i32';
  if (block instanceof Uint32Array) return 'u32';
  return block instanceof Uint16Array ? 'u16' : 'u8';
}

function isNumberType(type: unknown): type is NumberType {
  return typeof type === 'string' && Object.hasOwn(bytesPerNumber, type);
}

function readShape(block: unknown): BlockShape | undefined {
  if (typeof block !== 'object' || block === null || !('type' in block && 'length' in block))
    return undefined;
  const { type, length } = block;
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return undefined;
  if (!isNumberType(type)) return undefined;
  return { type, length, bytes: length * bytesPerNumber[type] };
}

function isBlock(value: object): value is NumberBlock {
  return (
    (value instanceof Float64Array ||
      value instanceof Int32Array ||
      value instanceof Uint32Array ||
      value instanceof Uint16Array ||
      value instanceof Uint8Array) &&
    value.buffer instanceof ArrayBuffer
  );
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['network', 'backend', 'programHash', 'modelHash'] as const;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    fields.get('format') === 'isospike-checkpoint/1' &&
    texts.every((key) => typeof fields.get(key) === 'string') &&
    Number.isSafeInteger(fields.get('step')) &&
    fields.has('state') &&
    isArrayList(fields.get('arrays'))
  );
}

function isArrayList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return false;
    const fields = new Map<string, unknown>(Object.entries(entry));
    const [shape, ends] = [fields.get('shape'), fields.get('ends')];
    return (
      typeof fields.get('name') === 'string' &&
      isNumbers(shape) &&
      (ends === undefined || (isNumbers(ends) && ends.length === 2)) &&
      typeof fields.get('unitText') === 'string' &&
      typeof fields.get('unitValue') === 'number'
    );
  });
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}
