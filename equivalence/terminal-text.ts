/**
 * A text of the user in printable ASCII on one line: line ends become spaces; escapes, controls
 * and everything else beyond `~` are written out, so that no name can steer a terminal.
 */
export function asciiText(text: string): string {
  let shown = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a || code === 0x0d || code === 0x09) shown += ' ';
    else if (code < 0x20 || code > 0x7e) shown += `\\u{${code.toString(16)}}`;
    else shown += character;
  }
  return shown;
}

/**
 * Breaks a text at spaces into lines of at most `width` characters; further lines are indented.
 * Nothing is cut: a word longer than a line stands alone.
 */
export function wrapText(text: string, width: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const begin = ' '.repeat(indent);
  // Leading spaces and the gaps inside labels stay as they are.
  for (const word of text.match(/\s*\S+/g) ?? []) {
    if (line !== '' && line.length + word.length > width) {
      lines.push(line);
      line = begin + word.trimStart();
    } else line += word;
  }
  return [...lines, line];
}

export interface TableColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Below this width rows become lines of `name: value`. */
const narrow = 60;

/**
 * A table without boxes: two spaces between columns, each as wide as its widest cell. Columns that
 * do not fit are dropped from the right, and their number is said; the first one always stays.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  if (width < narrow) return listRows(columns, rows, width);
  const widths = columns.map(({ head }, at) =>
    Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  let shown = columns.length;
  const total = (): number =>
    widths.slice(0, shown).reduce((sum, cell) => sum + cell, 0) + 2 * (shown - 1);
  while (shown > 1 && total() > width) shown -= 1;
  const line = (cells: readonly string[]): string =>
    columns
      .slice(0, shown)
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        const size = widths[at] ?? 0;
        return align === 'right' ? cell.padStart(size) : cell.padEnd(size);
      })
      .join('  ')
      .trimEnd();
  const hidden = columns.length - shown;
  return [
    line(columns.map(({ head }) => head)),
    ...rows.map(line),
    ...(hidden === 0 ? [] : [`${hidden} column${hidden === 1 ? '' : 's'} hidden, --wide`]),
  ];
}

function listRows(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  return rows.flatMap((row) => [
    ...wrapText(`${columns[0]?.head ?? ''}: ${row[0] ?? ''}`, width, 2),
    ...columns
      .slice(1)
      .flatMap(({ head }, at) => wrapText(`  ${head}: ${row[at + 1] ?? ''}`, width, 4)),
  ]);
}
