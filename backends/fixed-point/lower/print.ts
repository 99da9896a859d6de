import { printFormat, printOverflow } from '../../../core/fixed/index.js';
import { printKernel } from '../../../core/ir/index.js';
import type { ArrayFormat, FixedKernel, FixedNode, FixedProgram } from './fixed-ir.js';
import type { Rational } from './rational.js';

/** Stable text of a fixed program: golden files compare it, its SHA-256 names the program. */
export function printFixedProgram(program: FixedProgram): string {
  const formats = [...program.formats.values()]
    .sort((a, b) => (a.array < b.array ? -1 : 1))
    .map(printArrayFormat);
  const tables = program.codeTables.map(
    (table) =>
      `table ${JSON.stringify(table.name)} ${printFormat(table.format)} ${table.rows}x${table.columns} ${table.codes.join(' ')}`,
  );
  const actions = program.actions.map((action) => `action ${action.slot} ${action.name}`);
  return `${[...formats, ...tables, ...program.kernels.map(printFixedKernel), ...actions].join('\n')}\n`;
}

function printArrayFormat(entry: ArrayFormat): string {
  const scale = printRational(entry.scale);
  return `format ${entry.array} ${printFormat(entry.format)} ${entry.unit} scale ${scale} ${entry.wordClass} ${entry.rounding} ${printOverflow(entry.overflow)}`;
}

function printRational(value: Rational): string {
  return value.denominator === 1n
    ? `${value.numerator}`
    : `${value.numerator}/${value.denominator}`;
}

/**
 * One node per line, with its fraction bits and its range: `%2 const code 41943 f23 [41943, 41943]`;
 * then the float64 kernel of its uniform values, if there are any.
 */
export function printFixedKernel(kernel: FixedKernel): string {
  const lines = kernel.body.map((node, id) => `  ${printNode(node, id)}`);
  const head = `kernel ${kernel.id} ${kernel.domain.kind} ${kernel.domain.object}`;
  const uniform = kernel.uniform === undefined ? [] : [printKernel(kernel.uniform).trimEnd()];
  return [head, ...lines, ...uniform].join('\n');
}

function printNode(node: FixedNode, id: number): string {
  const { op, span: _span, range, fraction, ...details } = node;
  const known = Object.entries(details).filter(([key]) => op !== 'const' || key !== 'exact');
  const words = known.map(([key, value]) => `${key} ${printDetail(key, value)}`);
  const result = range === undefined ? '' : ` f${fraction} [${range.lowest}, ${range.highest}]`;
  return `%${id} ${op}${words.length > 0 ? ` ${words.join(' ')}` : ''}${result}`;
}

function printDetail(key: string, value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (key === 'to') return printFormat(value as Parameters<typeof printFormat>[0]);
  if (key === 'overflow') return printOverflow(value as Parameters<typeof printOverflow>[0]);
  return JSON.stringify(value, (_, entry) =>
    typeof entry === 'bigint' ? entry.toString() : entry,
  );
}
