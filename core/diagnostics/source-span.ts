/** A place in a text file. Lines and columns count from 1, in UTF-16 code units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A half-open stretch of one source text. */
export interface SourceSpan {
  readonly source: SourceText;
  /** Offset of the first character, from 0. */
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
}

/** A text with the name under which messages show it. */
export interface SourceText {
  /** Path as the user gave it, or `<api>` for texts that came through the TypeScript API. */
  readonly name: string;
  readonly text: string;
}
