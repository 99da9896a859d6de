import { type BitMemory, readField, writeField } from '../image/index.js';
import type { ArrayPlacement } from './placement.js';

/** Words that an array touches; a fact of its placement, counted once. */
const touched = new WeakMap<ArrayPlacement, number>();

/**
 * Copies stored codes from the chip.
 *
 * @param memories - Memory `placement.memory` of a core.
 * @param into - One code per element; an array of one element that every neuron holds a copy of is read
 *   from the first neuron.
 * @returns Words that the host reads.
 */
export function readArray(
  placement: ArrayPlacement,
  memories: (core: number) => BitMemory,
  into: Float64Array,
): number {
  const { cores, words, lows, bits, signed, inverted } = placement;
  const single = bits <= 31;
  const mask = single ? 2 ** bits - 1 : 0;
  const half = single && signed ? 2 ** (bits - 1) : 0;
  const elements = Math.min(into.length, words.length);
  let core = -1;
  let memory: BitMemory | undefined;
  for (let element = 0; element < elements; element += 1) {
    if (cores[element] !== core || memory === undefined) {
      core = cores[element] as number;
      memory = memories(core);
    }
    const word = words[element] as number;
    const low = lows[element] as number;
    const offset = low & 31;
    let code: number;
    if (single && offset + bits <= 32) {
      const piece = memory.data[word * memory.pieces + (low >>> 5)] as number;
      const raw = (piece >>> offset) & mask;
      code = half > 0 && raw >= half ? raw - 2 * half : raw;
    } else {
      code = readField(memory, word, low, bits, signed);
    }
    into[element] = inverted ? 1 - code : code;
  }
  return wordsTouched(placement);
}

/**
 * Copies stored codes to the chip.
 *
 * @param values - One code per element, within the array's bits; a single one goes to every neuron.
 * @returns Words that the host reads or writes: a word that also holds something else is both.
 * @throws Error for a code that the array's bits do not hold
 */
export function writeArray(
  placement: ArrayPlacement,
  memories: (core: number) => BitMemory,
  values: Float64Array,
): number {
  const { array, cores, words, lows, bits, signed, inverted } = placement;
  const lowest = signed ? -(2 ** (bits - 1)) : 0;
  const highest = lowest + 2 ** bits - 1;
  const single = bits <= 31;
  const mask = single ? 2 ** bits - 1 : 0;
  let core = -1;
  let memory: BitMemory | undefined;
  for (let element = 0; element < words.length; element += 1) {
    if (cores[element] !== core || memory === undefined) {
      core = cores[element] as number;
      memory = memories(core);
    }
    const value = values[values.length === 1 ? 0 : element] as number;
    const code = inverted ? 1 - value : value;
    if (!(code >= lowest && code <= highest))
      throw new Error(`${array}[${element}]: ${bits} bits cannot hold ${value}`);
    const word = words[element] as number;
    const low = lows[element] as number;
    const offset = low & 31;
    if (single && offset + bits <= 32) {
      const place = word * memory.pieces + (low >>> 5);
      const kept = (memory.data[place] as number) & ~(mask << offset);
      memory.data[place] = kept | ((code & mask) << offset);
    } else {
      writeField(memory, word, low, bits, code);
    }
  }
  return wordsTouched(placement);
}

function wordsTouched(placement: ArrayPlacement): number {
  const known = touched.get(placement);
  if (known !== undefined) return known;
  const { cores, words } = placement;
  const distinct = new Set<number>();
  for (let element = 0; element < words.length; element += 1)
    distinct.add((cores[element] as number) * 2 ** 32 + (words[element] as number));
  touched.set(placement, distinct.size);
  return distinct.size;
}
