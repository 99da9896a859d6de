import type { TraceField } from '../codegen/index.js';
import { stampBits, type TraceArray, type WordField } from '../image/index.js';

/** Where the traces of one side of a pathway lie. */
export interface TracePlan {
  readonly base: number;
  readonly entries: number;
  readonly entryBits: number;
  readonly entriesPerWord: number;
  readonly words: number;
  readonly values: TraceArray['values'];
}

/** Entries of a stamp and the traces of one neuron (and delay); none crosses a word. */
export function planTraces(
  fields: readonly TraceField[],
  entries: number,
  base: number,
  wordBits: number,
): TracePlan | undefined {
  if (fields.length === 0) return undefined;
  let low = stampBits;
  const values = fields.map(({ bits, signed, life }) => {
    const field: WordField = { word: 0, low, bits, signed };
    low += bits;
    return { ...field, life };
  });
  const entriesPerWord = Math.max(1, Math.floor(wordBits / low));
  const words = Math.ceil(entries / entriesPerWord);
  return { base, entries, entryBits: low, entriesPerWord, words, values };
}
