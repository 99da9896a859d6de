import type { Token, TokenKind } from './token.js';

/**
 * One alternative per kind of token. No alternative can match what another one began, and numbers
 * are split where their parts end, so the time is linear in the text.
 */
const tokenPattern =
  /(?<blank>[ \t\f\v]+|#[^\r\n]*)|(?<newline>\r\n|\n|\r)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<operator>\*\*=|\/\/=|\*\*|\/\/|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|&&|\|\||[-+*/%<>=(),:;^&|!~])|(?<unknown>[^\p{ASCII}]+|.)/suy;

const kinds: readonly TokenKind[] = ['newline', 'name', 'number', 'operator', 'unknown'];

/**
 * Splits a text into tokens; comments and blanks are left out, line ends are tokens. Never throws:
 * what the language does not have becomes an `unknown` token. The last token is `end`.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const kind = kinds.find((name) => match?.groups?.[name] !== undefined);
    if (kind === undefined) continue;
    // Blank lines and lines of comment are no lines: one line end stands for a run of them.
    if (kind === 'newline' && tokens.at(-1)?.kind === 'newline') continue;
    const start = match.index;
    tokens.push({ kind, text: match[0], start, end: start + match[0].length });
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}
