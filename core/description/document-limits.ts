/** Limits that keep hostile documents from costing more than their size. */
export interface DocumentLimits {
  /** UTF-16 code units of the text. */
  readonly textLength: number;
  /** Nesting of maps and lists. */
  readonly depth: number;
  /** Values, each use of an alias counted anew. */
  readonly values: number;
  readonly aliases: number;
}
export const documentLimits: DocumentLimits = {
  textLength: 2 ** 24,
  depth: 64,
  values: 4_000_000,
  aliases: 100,
};
