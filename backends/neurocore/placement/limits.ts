/** Sizes of a core's tables of descriptors, equal on every neurocore. */
export const mostPopulations = 16;
export const mostPathways = 32;
export const mostRoutes = 32;
/** Entries of the format table besides entry 0, which stands for "exact". */
export const mostFormats = 15;
export const mostTables = 64;
/** Words of the constant memory that a section sees from its base. */
export const constantWindow = 32;
/** Populations start at multiples of a word of the spike bitmap, inlets of a source if there is room. */
const bitmapWord = 32;
/** Ids of neurons whose spikes the host hears: 14 bits of a packet. */
export const mostHostIds: number = 2 ** 14;
/** Columns, and rows, of a mesh: 5 bits of a packet. */
export const longestSide: number = 2 ** 5;
/** A stamp has 12 bits and an entry is scrubbed every 2^11 steps. */
export const longestLife: number = 2 ** 11;
/** Packets that a word of the count ring holds. */
export const mostCounted: number = 2 ** 16 - 1;

/** The next multiple of 32. */
export function alignToBitmap(number: number): number {
  return Math.ceil(number / bitmapWord) * bitmapWord;
}

/** Bits of an unsigned field that holds 0 .. highest. */
export function bitsFor(highest: number): number {
  let bits = 0;
  while (2 ** bits <= highest) bits += 1;
  return bits;
}
