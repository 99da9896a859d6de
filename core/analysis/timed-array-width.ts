import type { Expression } from '../equations/index.js';
import { namesIn, printExpression } from '../equations/index.js';
import type { TimedArrayModel } from '../network/index.js';
import { evaluateConstant } from './evaluate-constant.js';
import type { ExpressionCheck } from './expression-check.js';
import { callsIn } from './subexpressions.js';
import type { ArrayEntry } from './timed-arrays.js';

/** Columns of an array if they are known before its file is read. */
function columnsOf(model: TimedArrayModel): number | undefined {
  if (model.values.kind === 'inline') return model.values.columns;
  const { shape } = model.values.file;
  return shape === undefined || shape.length < 2 ? undefined : shape[1];
}

/** A table of more neurons than this is not searched for the largest column; the run will tell. */
const maxSearched = 1_000_000;

/**
 * Compares the columns of timed arrays with the neurons that read them (semantics, inputs, point
 * 4): `A(t, i)` in a population of another size, and columns that are known to be out of range.
 * Each array is reported once per object.
 *
 * @param size - Neurons that `i` runs over.
 */
export function checkArrayWidths(
  expressions: readonly Expression[],
  arrays: ReadonlyMap<string, ArrayEntry>,
  size: number,
  check: ExpressionCheck,
): void {
  const seen = new Set<string>();
  for (const call of expressions.flatMap(callsIn)) {
    const model = arrays.get(call.callee)?.model;
    if (model === undefined || seen.has(model.name)) continue;
    if (check.scope.resolve(call.callee)?.kind !== 'array') continue;
    const [, column] = call.args;
    const known = model.values.kind === 'inline' || model.values.file.shape !== undefined;
    if (known && (column !== undefined) !== model.twoDimensional) {
      seen.add(model.name);
      reportDimensions(call, model, check);
      continue;
    }
    const columns = columnsOf(model);
    if (column === undefined || columns === undefined) continue;
    if (checkColumn(column, model.name, columns, size, check)) seen.add(model.name);
  }
}

function reportDimensions(
  call: Extract<Expression, { kind: 'call' }>,
  model: TimedArrayModel,
  check: ExpressionCheck,
): void {
  const { name, twoDimensional } = model;
  const wanted = twoDimensional ? `${name}(t, i)` : `${name}(t)`;
  const what = twoDimensional ? 'has columns' : 'has no columns';
  check.error('UNIT_ARGS', call.span, `the timed array ${name} ${what}`, {
    found: printExpression(call),
    expected: wanted,
    help: `write ${wanted}`,
  });
}

/** True if something was reported. */
function checkColumn(
  column: Expression,
  array: string,
  columns: number,
  size: number,
  check: ExpressionCheck,
): boolean {
  const text = printExpression(column);
  const plain = column.kind === 'name' && column.name === 'i';
  const found = plain ? size - 1 : largestColumn(column, size, check);
  if (found === undefined) return false;
  const numbers = { expected: `at least ${size} columns`, found: `${columns} columns` };
  if (found < 0 || found >= columns) {
    check.error(
      'TIMED_ARRAY_WIDTH',
      column.span,
      `${array} has ${columns} columns, but column ${text} goes to ${found} (${size} neurons)`,
      plain ? numbers : { expected: `0 .. ${columns - 1}`, found: String(found) },
    );
    return true;
  }
  if (!plain || columns === size) return false;
  check.warn(
    'TIMED_ARRAY_WIDTH',
    column.span,
    `${array} has ${columns} columns for ${size} neurons: columns ${size} to ${columns - 1} are not used`,
    numbers,
  );
  return true;
}

/** The column furthest out of range or largest, where it depends on i and constants alone. */
function largestColumn(
  column: Expression,
  size: number,
  check: ExpressionCheck,
): number | undefined {
  const names = namesIn(column);
  const { scope } = check;
  for (const name of names) {
    if (name !== 'i' && name !== 'N' && scope.constantValue(name) === undefined) return undefined;
  }
  let largest: number | undefined;
  const last = names.has('i') ? Math.min(size, maxSearched) : 1;
  for (let i = 0; i < last; i += 1) {
    const value = evaluateConstant(column, (name) =>
      name === 'i' ? i : name === 'N' ? size : scope.constantValue(name),
    );
    if (value === undefined) return undefined;
    const index = Math.trunc(value);
    if (index < 0) return index;
    if (largest === undefined || index > largest) largest = index;
  }
  return largest;
}
