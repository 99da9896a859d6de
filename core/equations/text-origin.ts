import type { SourceSpan, SourceText } from '../diagnostics/index.js';

/**
 * A text of the equation language and the place it came from. Offsets of the text are turned into
 * spans of the file, where the text may have been indented, quoted or joined from a list.
 */
export interface TextOrigin {
  readonly text: string;
  /** The object and key, for messages: `projection Syn, on_pre`. */
  readonly context?: string;
  /** The place of the half-open stretch `start..end` of `text`. */
  span(start: number, end: number): SourceSpan;
}

/** A text that is its own source, as texts of the TypeScript API are. */
export function plainOrigin(text: string, name = '<api>'): TextOrigin {
  const source: SourceText = { name, text };
  return { text, span: (start, end) => ({ source, start, end }) };
}
