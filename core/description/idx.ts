import { byteCountFault, type DataArray, dataFault } from './data-array.js';

/** Type byte of unsigned bytes, the only one that image and label files use. */
const unsignedByte = 0x08;

/**
 * Decodes an IDX file of unsigned bytes (images: IDX3, labels: IDX1). The values are a view of
 * `bytes`: a header with hostile extents allocates nothing.
 *
 * Format: two zero bytes, the type, the number of dimensions, each extent as 32 bits big-endian,
 * then the data in row-major order (the MNIST database's own description).
 *
 * @throws FrameworkError `FILE_DATA` if it is no such file, or has not exactly the bytes it says.
 */
export function decodeIdx(bytes: Uint8Array, name: string): DataArray {
  const [zero, zeroToo, type, rank] = bytes;
  if (zero !== 0 || zeroToo !== 0 || type === undefined || rank === undefined) {
    throw dataFault(name, 'this is no IDX file: it does not begin with two zero bytes');
  }
  if (type !== unsignedByte) {
    const found = `type 0x${type.toString(16).padStart(2, '0')}`;
    throw dataFault(name, `expected an IDX file of unsigned bytes (type 0x08), found ${found}`, {
      expected: 'type 0x08',
      found,
    });
  }
  if (rank < 1 || rank > 3) {
    throw dataFault(name, `expected an IDX file of 1 to 3 dimensions, found ${rank}`);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw byteCountFault(name, start, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, at) => view.getUint32(4 + 4 * at));
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== start + count) throw byteCountFault(name, start + count, bytes.length);
  return { shape, values: bytes.subarray(start) };
}
