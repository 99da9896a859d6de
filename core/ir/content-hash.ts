/** Typed arrays that programs carry. */
export type DataArray = Float64Array | Int32Array | Uint8Array;

// The prime of 64-bit FNV-1a is 2^40 + 0x1b3.
const primeLow = 0x1b3;
const two32 = 2 ** 32;

/**
 * 64-bit FNV-1a of the bytes of an array, as 16 hexadecimal digits: tells contents apart in a
 * printed program, and is no protection against anyone who wants two to look the same. Bytes are
 * taken as they lie in memory, little-endian on every machine that Node and browsers run on today.
 * Seen in pieces of 32 bits, because a product of 64 bits does not fit a float64.
 *
 * @see Fowler, Noll, Vo, Eastlake: The FNV Non-Cryptographic Hash Algorithm.
 */
export function contentHash(data: DataArray): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let position = 0; position < bytes.length; position++) {
    low = (low ^ (bytes[position] ?? 0)) >>> 0;
    const product = low * primeLow;
    // low * 2^40 is low * 256 in the upper half.
    high = (high * primeLow + low * 0x100 + Math.floor(product / two32)) >>> 0;
    low = product >>> 0;
  }
  return hex(high) + hex(low);
}

/** `400:0123456789abcdef`: length and content hash, as printed programs show data. */
export function printData(data: DataArray): string {
  return `${data.length}:${contentHash(data)}`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
