/** Bits of a word of the index memory. */
export interface IndexField {
  readonly low: number;
  readonly bits: number;
}

/** Row directory, one word per inlet: first word of the row, counted from `wordBase`, and its lanes. */
export const rowEntry: { readonly pointer: IndexField; readonly lanes: IndexField } = {
  pointer: { low: 0, bits: 18 },
  lanes: { low: 18, bits: 14 },
};

/** Column directory, one word per target: its first transposed entry, counted from `columnEntries`, and how many. */
export const columnEntry: { readonly first: IndexField; readonly entries: IndexField } = {
  first: { low: 0, bits: 18 },
  entries: { low: 18, bits: 14 },
};

/**
 * Transposed entry, one word per synapse: its word, counted from `wordBase`, its lane within that
 * word, and its inlet, counted from the pathway's first one.
 */
export const transposedEntry: {
  readonly word: IndexField;
  readonly lane: IndexField;
  readonly inlet: IndexField;
} = {
  word: { low: 0, bits: 16 },
  lane: { low: 16, bits: 5 },
  inlet: { low: 21, bits: 11 },
};

/** Bits of the stamp of a trace entry, its lowest ones: the step number mod 2^12. */
export const stampBits = 12;
