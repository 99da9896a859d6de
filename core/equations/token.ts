/** Kinds of tokens. `unknown` is a character that the language does not have. */
export type TokenKind = 'number' | 'name' | 'operator' | 'newline' | 'unknown' | 'end';

/** A word, number or sign of the equation language, with its offsets in the text. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
