import { createKeyedStream } from '../random/index.js';

/** Draws of shuffles and of `permute` (semantics section 13). */
const shuffleSite = 12;

/**
 * Order of the items of a file; with a key, shuffled by a generator keyed with it alone: for k = 0, 1,
 * .. the item at place k is exchanged with the one at k + floor(u (count - k)), u drawn at site 12
 * of object 0 in tick 0, element k.
 */
export function itemOrder(count: number, key: number | undefined): Int32Array {
  const items = Int32Array.from({ length: count }, (_, item) => item);
  if (key === undefined) return items;
  const stream = createKeyedStream(BigInt(key));
  for (let k = 0; k < count - 1; k++) {
    const u = stream.openUniform(0, shuffleSite, 0, k);
    const other = k + Math.min(Math.floor(u * (count - k)), count - k - 1);
    const item = items[k] as number;
    items[k] = items[other] as number;
    items[other] = item;
  }
  return items;
}
