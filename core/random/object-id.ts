import { sha256 } from './sha256.js';
import { utf8 } from './text-bytes.js';

/**
 * Number under which an object draws: the first four bytes, big-endian, of SHA-256 of its name
 * (semantics section 13), unsigned. Two objects of one network must not share it.
 */
export function objectId(name: string): number {
  const digest = sha256(utf8(name));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
