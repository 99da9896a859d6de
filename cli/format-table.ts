import type { ArrayFormat, FixedProgram } from '../backends/fixed-point/index.js';
import { printFormat } from '../core/fixed/index.js';
import type { FormatLookup } from '../equivalence/index.js';

/** What is said of one variable; ranges are in its own unit. */
export interface FormatRow {
  readonly variable: string;
  readonly wordClass: string;
  readonly format: string;
  readonly unit: string;
  /** One LSB in the unit: 2^-F. */
  readonly lsb: number;
  /** Range the format can hold. */
  readonly lowest: number;
  readonly highest: number;
  readonly low?: number;
  readonly high?: number;
  readonly provenance?: string;
  readonly proved?: boolean;
  readonly boundAtLsb: boolean;
}

/** One row per variable and accumulator; flags and step numbers have no format to choose. */
export function formatRows(program: FixedProgram): readonly FormatRow[] {
  const rows: FormatRow[] = [];
  for (const entry of program.formats.values()) {
    if (entry.wordClass === 'flag' || entry.wordClass === 'step') continue;
    const helper = entry.array.includes('#');
    if (helper && entry.wordClass !== 'accumulator') continue;
    rows.push(rowOf(entry));
  }
  return rows;
}

function rowOf(entry: ArrayFormat): FormatRow {
  const { signed, wordBits, fracBits } = entry.format;
  const lsb = 2 ** -fracBits;
  const scale = Number(entry.scale.numerator) / Number(entry.scale.denominator);
  const tidy = (value: number): number => Number((value / scale).toPrecision(12));
  return {
    variable: entry.array.replace('#', ' '),
    wordClass: entry.wordClass,
    format: printFormat(entry.format),
    unit: entry.unit,
    lsb,
    lowest: signed ? -(2 ** (wordBits - 1)) * lsb : 0,
    highest: (2 ** (signed ? wordBits - 1 : wordBits) - 1) * lsb,
    ...(entry.range === undefined
      ? {}
      : {
          low: tidy(entry.range.low.value),
          high: tidy(entry.range.high.value),
          provenance: entry.range.high.provenance,
          proved: entry.range.proved,
        }),
    boundAtLsb: entry.boundAtLsb,
  };
}

/** The lock that fixes a row's format: `XE.w`, `u8f8`. */
export function lockText(row: FormatRow): { readonly name: string; readonly text: string } {
  return { name: row.variable, text: row.unit === '1' ? row.format : `${row.format} ${row.unit}` };
}

/** Formats by `OBJECT.VARIABLE`, for comparisons in LSB. */
export function formatLookup(program: FixedProgram): FormatLookup {
  return (name) => {
    const entry = program.formats.get(name);
    if (entry === undefined || entry.wordClass === 'flag' || entry.wordClass === 'step') {
      return undefined;
    }
    const scale = Number(entry.scale.numerator) / Number(entry.scale.denominator);
    return {
      lsb: scale * 2 ** -entry.format.fracBits,
      unit: entry.unit,
      format: printFormat(entry.format),
    };
  };
}

/** Terminals have at least this many columns. */
const fewestColumns = 100;

/** Columns for a terminal, ASCII only. */
export function printFormatRows(
  program: FixedProgram,
  hardware: string,
  rows: readonly FormatRow[],
): string {
  const table = rows.map((row) => [
    row.variable,
    row.wordClass,
    row.format,
    row.unit,
    `2^-${Math.log2(1 / row.lsb)}`.replace('--', ''),
    row.low === undefined ? '' : `${short(row.low)} .. ${short(row.high ?? 0)}`,
    row.provenance === undefined
      ? 'worst sum of a step'
      : `${row.provenance}${row.proved === true ? ', proved' : ', not proved'}${row.boundAtLsb ? ', bound at LSB' : ''}`,
  ]);
  const head = ['variable', 'class', 'format', 'unit', '1 LSB', 'range', 'from'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...table.map((cells) => (cells[column] ?? '').length)),
  );
  // The format says the LSB as well: that column goes first where lines get too long.
  const tooWide = widths.reduce((sum, width) => sum + width + 2, -2) > fewestColumns;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .filter((_, column) => !tooWide || head[column] !== '1 LSB')
      .join('  ')
      .trimEnd();
  const unproved = rows.filter(({ proved }) => proved === false).length;
  return [
    `formats of ${program.name} on ${hardware}`,
    line(head),
    ...table.map(line),
    '',
    `${rows.length} formats, ${unproved} not proved (profiled or declared)`,
    '',
  ].join('\n');
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
