import { tokenize } from './lexer.js';
import type { Token } from './token.js';

/** Says whether a new statement or equation begins at the token of this number. */
export type BeginsLine = (cursor: TokenCursor, index: number) => boolean;

/**
 * A place in the tokens of a text. Line ends are passed over where an expression may go on: always
 * in equations and single expressions, inside brackets in statements; but never before a line
 * that obviously begins something new.
 */
export class TokenCursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Open brackets around the current place. */
  nesting = 0;
  readonly #beginsLine: BeginsLine;
  readonly #continuesLines: boolean;
  #index = 0;

  constructor(text: string, continuesLines: boolean, beginsLine: BeginsLine) {
    this.text = text;
    this.tokens = tokenize(text);
    this.#continuesLines = continuesLines;
    this.#beginsLine = beginsLine;
  }

  /** The token of this number; the last one beyond the end. */
  token(index: number): Token {
    const token = this.tokens[Math.min(index, this.tokens.length - 1)];
    if (token === undefined) throw new Error('a token list ends with the token end');
    return token;
  }

  #skippable(index: number): boolean {
    if (this.token(index).kind !== 'newline') return false;
    if (!this.#continuesLines && this.nesting === 0) return false;
    return !this.#beginsLine(this, index + 1);
  }

  /** Number of the next token that counts. */
  get index(): number {
    return this.#skippable(this.#index) ? this.#index + 1 : this.#index;
  }

  peek(): Token {
    return this.token(this.index);
  }

  /** The last token that was taken. */
  previous(): Token | undefined {
    const last = this.#index - 1;
    const index = last > 0 && this.token(last).kind === 'newline' ? last - 1 : last;
    return index < 0 ? undefined : this.token(index);
  }

  take(): Token {
    const { index } = this;
    this.#index = index + 1;
    return this.token(index);
  }

  /** Takes the next token if it is this operator or word. */
  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.take();
    return true;
  }

  /** True if the next token is this operator or word. */
  at(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'operator' || token.kind === 'name');
  }

  /** Passes over a line end, whatever follows. */
  skipNewline(): void {
    if (this.token(this.#index).kind === 'newline') this.#index += 1;
  }

  /** Takes all tokens up to the next line end, which stays. */
  takeRestOfLine(): readonly Token[] {
    const from = this.#index;
    while (!['newline', 'end'].includes(this.token(this.#index).kind)) this.#index += 1;
    return this.tokens.slice(from, this.#index);
  }
}
