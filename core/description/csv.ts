import type { SourceText } from '../diagnostics/index.js';
import { type DataArray, dataFault } from './data-array.js';
import { decodeUtf8 } from './decode-utf8.js';

export interface CsvCell {
  readonly text: string;
  /** Half-open range in the source. */
  readonly start: number;
  readonly end: number;
}

/** A .csv file as texts: every row has the same number of cells. */
export interface CsvTable {
  readonly source: SourceText;
  /** Absent if the first row is all numbers. */
  readonly columns?: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads comma-separated values (RFC 4180: quotes, doubled quotes, CRLF or LF). The first row is a
 * header if one of its cells is no number. Blank lines are left out.
 *
 * @throws FrameworkError `FILE_DATA`: not UTF-8, a quote that is not closed, rows of unequal length.
 */
export function decodeCsv(bytes: Uint8Array, name: string): CsvTable {
  const decoded = decodeUtf8(bytes);
  if ('at' in decoded) throw dataFault(name, `the byte at offset ${decoded.at} is no UTF-8`);
  const source: SourceText = { name, text: decoded.text };
  const rows = splitRows(source);
  const [first] = rows;
  if (first === undefined) throw dataFault(name, 'the file has no rows');
  for (const row of rows) {
    if (row.length === first.length) continue;
    const [cell] = row;
    throw dataFault(
      name,
      `expected ${first.length} cells as in the first row, found ${row.length}`,
      {
        expected: `${first.length} cells`,
        found: `${row.length} cells`,
        span: { source, start: cell?.start ?? 0, end: row.at(-1)?.end ?? 0 },
      },
    );
  }
  const isHeader = first.some(({ text }) => !numberPattern.test(text));
  return isHeader
    ? { source, columns: first.map(({ text }) => text), rows: rows.slice(1) }
    : { source, rows };
}

/**
 * All cells as float64, shape [rows, columns]; a table of one column has shape [rows].
 *
 * @throws FrameworkError `FILE_DATA` at the first cell that is no number.
 */
export function csvNumbers(table: CsvTable, numberColumns?: ReadonlySet<string>): DataArray {
  const { source, columns, rows } = table;
  const width = columns?.length ?? rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * width);
  const classes = classNumbers(table, numberColumns);
  let at = 0;
  for (const row of rows) {
    for (const [column, { text, start, end }] of row.entries()) {
      const known = classes.get(column)?.get(text);
      if (known !== undefined) {
        values[at++] = known;
        continue;
      }
      const value = numberPattern.test(text) ? Number(text) : Number.NaN;
      if (!Number.isFinite(value)) {
        const found = JSON.stringify(text.slice(0, 40));
        throw dataFault(source.name, `expected a finite number, found ${found}`, {
          found,
          span: { source, start, end },
        });
      }
      values[at++] = value;
    }
  }
  const shape = width === 1 ? [rows.length] : [rows.length, width];
  return columns === undefined ? { shape, values } : { shape, values, columns };
}

/** By column that need not be numbers: texts of classes, numbered in the order of their code points. Numbers stay numbers. */
function classNumbers(
  { columns = [], rows }: CsvTable,
  numberColumns: ReadonlySet<string> | undefined,
): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const numbers = new Map<number, ReadonlyMap<string, number>>();
  for (const [column, name] of columns.entries()) {
    if (numberColumns === undefined || numberColumns.has(name)) continue;
    const texts = [...new Set(rows.map((row) => row[column]?.text ?? ''))];
    if (texts.every((text) => numberPattern.test(text))) continue;
    texts.sort((a, b) => (a < b ? -1 : 1));
    numbers.set(column, new Map(texts.map((text, at) => [text, at])));
  }
  return numbers;
}

function splitRows(source: SourceText): CsvCell[][] {
  const { text } = source;
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = 0;
  const endRow = (): void => {
    const [only] = row;
    const blank = row.length === 1 && only?.text === '' && only.start === only.end;
    if (!blank) rows.push(row);
    row = [];
  };
  while (at < text.length) {
    const cell = readCell(source, at);
    row.push(cell);
    at = cell.next;
    if (text[at] === ',') {
      at++;
      // A comma at the very end stands before one more, empty cell.
      if (at === text.length) row.push({ text: '', start: at, end: at });
    } else {
      if (text[at] === '\r') at++;
      if (text[at] === '\n') at++;
      endRow();
    }
  }
  if (row.length > 0) endRow();
  return rows;
}

function readCell(source: SourceText, from: number): CsvCell & { readonly next: number } {
  const { text } = source;
  let start = from;
  while (text[start] === ' ' || text[start] === '\t') start++;
  if (text[start] === '"') return readQuoted(source, start);
  let next = start;
  while (next < text.length && !isCellEnd(text, next)) next++;
  const content = text.slice(start, next).trimEnd();
  return { text: content, start, end: start + content.length, next };
}

function readQuoted(source: SourceText, start: number): CsvCell & { readonly next: number } {
  const { name, text } = source;
  let content = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      const span = { source, start, end: start + 1 };
      throw dataFault(name, 'this quote is not closed', { span });
    }
    content += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    content += '"';
    at++;
  }
  const end = at;
  while (text[at] === ' ' || text[at] === '\t') at++;
  if (at < text.length && !isCellEnd(text, at)) {
    const span = { source, start: at, end: at + 1 };
    throw dataFault(name, 'expected a comma after the closing quote', { span });
  }
  return { text: content, start, end, next: at };
}

const isCellEnd = (text: string, at: number): boolean =>
  text[at] === ',' ||
  text[at] === '\n' ||
  (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length));
