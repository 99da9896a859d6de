/**
 * A memory of words of any width, in 32-bit pieces: piece p of word w is `data[w * pieces + p]`,
 * low piece first; bits above the width of a word are 0.
 */
export interface BitMemory {
  readonly words: number;
  readonly wordBits: number;
  readonly pieces: number;
  readonly data: Uint32Array;
}

export function createBitMemory(words: number, wordBits: number): BitMemory {
  const pieces = Math.ceil(wordBits / 32);
  return { words, wordBits, pieces, data: new Uint32Array(words * pieces) };
}

/** Bits of a word; `bits` is at most 53. Signed fields are two's complement. */
export function readField(
  memory: BitMemory,
  word: number,
  low: number,
  bits: number,
  signed: boolean,
): number {
  let value = 0;
  let factor = 1;
  let at = low;
  let left = bits;
  while (left > 0) {
    const piece = memory.data[word * memory.pieces + (at >>> 5)] as number;
    const offset = at & 31;
    const taken = Math.min(left, 32 - offset);
    const part = taken === 32 ? piece : (piece >>> offset) & (2 ** taken - 1);
    value += (part >>> 0) * factor;
    factor *= 2 ** taken;
    at += taken;
    left -= taken;
  }
  return signed && value >= factor / 2 ? value - factor : value;
}

/** Stores the low `bits` (at most 53) of a value into a field of a word. */
export function writeField(
  memory: BitMemory,
  word: number,
  low: number,
  bits: number,
  value: number,
): void {
  let rest = value < 0 ? value + 2 ** bits : value;
  let at = low;
  let left = bits;
  while (left > 0) {
    const place = word * memory.pieces + (at >>> 5);
    const offset = at & 31;
    const taken = Math.min(left, 32 - offset);
    const part = rest % 2 ** taken;
    const mask = taken === 32 ? 0xffffffff : (2 ** taken - 1) << offset;
    const piece = memory.data[place] as number;
    memory.data[place] = (piece & ~mask) | ((taken === 32 ? part : part << offset) & mask);
    rest = Math.floor(rest / 2 ** taken);
    at += taken;
    left -= taken;
  }
}
