import { byteCountFault, type DataArray, type DataValues, dataFault } from './data-array.js';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const maxRank = 8;

interface ElementType {
  readonly bytes: number;
  /** Only called once the file is known to hold `count` elements. */
  readonly read: (view: DataView, start: number, count: number, name: string) => DataValues;
}

/** Real types, little-endian. 64-bit integers become float64 and must be exact there. */
const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['|b1', { bytes: 1, read: readBooleans }],
  [
    '|u1',
    reader(
      1,
      (count) => new Uint8Array(count),
      (view, at) => view.getUint8(at),
    ),
  ],
  [
    '|i1',
    reader(
      1,
      (count) => new Int8Array(count),
      (view, at) => view.getInt8(at),
    ),
  ],
  [
    '<u2',
    reader(
      2,
      (count) => new Uint16Array(count),
      (view, at) => view.getUint16(at, true),
    ),
  ],
  [
    '<i2',
    reader(
      2,
      (count) => new Int16Array(count),
      (view, at) => view.getInt16(at, true),
    ),
  ],
  [
    '<u4',
    reader(
      4,
      (count) => new Uint32Array(count),
      (view, at) => view.getUint32(at, true),
    ),
  ],
  [
    '<i4',
    reader(
      4,
      (count) => new Int32Array(count),
      (view, at) => view.getInt32(at, true),
    ),
  ],
  [
    '<f4',
    reader(
      4,
      (count) => new Float32Array(count),
      (view, at) => view.getFloat32(at, true),
    ),
  ],
  [
    '<f8',
    reader(
      8,
      (count) => new Float64Array(count),
      (view, at) => view.getFloat64(at, true),
    ),
  ],
  [
    '<i8',
    { bytes: 8, read: (...given) => readWide((view, at) => view.getBigInt64(at, true), ...given) },
  ],
  [
    '<u8',
    { bytes: 8, read: (...given) => readWide((view, at) => view.getBigUint64(at, true), ...given) },
  ],
]);

/**
 * Decodes a NumPy .npy file (versions 1 to 3) of finite real numbers, little-endian, in C order.
 *
 * @throws FrameworkError `FILE_DATA` for any other content, and if the file has not exactly the
 * bytes that its header demands; nothing is allocated before that is known.
 * @see numpy.lib.format, "Format Version 1.0" to "3.0".
 */
export function decodeNpy(bytes: Uint8Array, name: string): DataArray {
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    throw dataFault(name, 'this is no .npy file: it does not begin with \\x93NUMPY');
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) {
    throw dataFault(name, `expected .npy version 1 to 3, found ${version}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthBytes = version === 1 ? 2 : 4;
  const headerStart = 8 + lengthBytes;
  if (bytes.length < headerStart) throw byteCountFault(name, headerStart, bytes.length);
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = headerStart + headerLength;
  if (bytes.length < start) throw byteCountFault(name, start, bytes.length);
  const { descr, fortranOrder, shape } = parseHeader(bytes.subarray(headerStart, start), name);
  const type = elementTypes.get(descr);
  if (type === undefined) {
    const known = [...elementTypes.keys()].join(' ');
    throw dataFault(name, `numbers of type ${descr} are not read; known types: ${known}`, {
      expected: known,
      found: descr,
    });
  }
  if (fortranOrder && shape.length > 1) {
    throw dataFault(name, 'the array is in Fortran order; save numpy.ascontiguousarray(x)');
  }
  const count = shape.reduce((product, extent) => product * extent, 1);
  const end = start + count * type.bytes;
  if (bytes.length !== end) throw byteCountFault(name, end, bytes.length);
  return { shape, values: type.read(view, start, count, name) };
}

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The header is the text of a Python dictionary with exactly three keys. */
function parseHeader(bytes: Uint8Array, name: string): Header {
  if (bytes.length > 10_000) throw dataFault(name, `a header of ${bytes.length} bytes is not read`);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const extents = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || extents === undefined) {
    const structured = /['"]descr['"]\s*:\s*\[/.test(text) ? ' (a structured type)' : '';
    throw dataFault(
      name,
      `the .npy header names no type, order and shape that can be read${structured}`,
    );
  }
  const shape = extents
    .split(',')
    .map((extent) => extent.replace('L', '').trim())
    .filter((extent) => extent !== '')
    .map(Number);
  if (shape.length > maxRank || shape.some((extent) => !Number.isSafeInteger(extent))) {
    throw dataFault(name, `the shape (${extents.slice(0, 60)}) is not read`);
  }
  return { descr, fortranOrder: order === 'True', shape };
}

function reader(
  bytes: number,
  create: (count: number) => DataValues,
  get: (view: DataView, at: number) => number,
): ElementType {
  return {
    bytes,
    read: (view, start, count, name) => {
      const values = create(count);
      for (let at = 0; at < count; at++) {
        const value = get(view, start + at * bytes);
        if (!Number.isFinite(value)) {
          throw dataFault(name, `entry ${at} is ${value}, not a finite number`, {
            expected: 'finite numbers',
            found: String(value),
          });
        }
        values[at] = value;
      }
      return values;
    },
  };
}

function readBooleans(view: DataView, start: number, count: number): DataValues {
  return Uint8Array.from({ length: count }, (_, at) => (view.getUint8(start + at) === 0 ? 0 : 1));
}

function readWide(
  get: (view: DataView, at: number) => bigint,
  view: DataView,
  start: number,
  count: number,
  name: string,
): DataValues {
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const wide = get(view, start + at * 8);
    const value = Number(wide);
    if (!Number.isSafeInteger(value)) {
      throw dataFault(name, `entry ${at} is ${wide}, beyond 2^53 - 1`);
    }
    values[at] = value;
  }
  return values;
}
