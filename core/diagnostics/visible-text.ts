/** Columns of a tab stop in rendered source lines. */
const tabWidth = 4;

/**
 * Controls, escapes, signs that turn the direction of writing, and other characters that a
 * terminal obeys instead of showing; a text of the user must not steer the terminal of a reader.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Characters that take two columns: East Asian wide and full-width forms, and most emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

const combining = /\p{M}/u;

/** A character as it is shown, and how many columns of a terminal that takes. */
export interface ShownCharacter {
  readonly text: string;
  readonly columns: number;
}

function showCharacter(character: string, column: number): ShownCharacter {
  if (character === '\t') {
    const columns = tabWidth - (column % tabWidth);
    return { text: ' '.repeat(columns), columns };
  }
  if (invisible.test(character)) {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    const text = `\\u{${code}}`;
    return { text, columns: text.length };
  }
  if (combining.test(character)) return { text: character, columns: 0 };
  return { text: character, columns: wide.test(character) ? 2 : 1 };
}

/** The characters of one line as shown, one entry per UTF-16 code unit (the second of a pair is empty). */
export function showLine(line: string): readonly ShownCharacter[] {
  const shown: ShownCharacter[] = [];
  let column = 0;
  for (const character of line) {
    const entry = showCharacter(character, column);
    column += entry.columns;
    shown.push(entry);
    if (character.length === 2) shown.push({ text: '', columns: 0 });
  }
  return shown;
}

/** A text of the user on one line: line ends, tabs and controls written out, so that it is safe to print. */
export function showInline(text: string): string {
  let shown = '';
  for (const character of text) {
    if (character === '\n' || character === '\r' || character === '\t') shown += ' ';
    else shown += showCharacter(character, 0).text;
  }
  return shown;
}
