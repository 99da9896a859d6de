import type { SourceSpan } from '../diagnostics/index.js';
import type { NetworkDocument } from './document.js';

/** Finds the text of a key or value of the document: `['populations', 'exc', 'threshold']`. */
export interface DocumentSource {
  /** Span of the value at a path, or of the nearest ancestor that has one. */
  valueSpan(path: readonly (string | number)[]): SourceSpan | undefined;
  /** Span of the key at a path. */
  keySpan(path: readonly (string | number)[]): SourceSpan | undefined;
  /**
   * Maps characters `start..end` of a text value (after YAML unfolding; lists of texts count as
   * joined by newlines) to the file, so that carets point into the file itself.
   */
  textSpan(path: readonly (string | number)[], start: number, end: number): SourceSpan | undefined;
}

/** A network as declared: a document and, if it was read from a file, where each part stands. */
export interface Network {
  readonly document: NetworkDocument;
  readonly source: DocumentSource;
}
