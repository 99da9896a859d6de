import type { ItemSetPlan } from '../ir/index.js';
import type { InputModel, ItemSetModel } from '../network/index.js';
import { itemOrder } from './item-order.js';
import type { LoweringData } from './lowering-data.js';
import type { ProgramDraft } from './program-draft.js';

type TableInput = Extract<InputModel, { kind: 'table' }>;

/** Chosen rows of a set: per column, and their classes. */
interface ChosenRows {
  readonly count: number;
  readonly columns: readonly Float64Array[];
  readonly labels?: Uint8Array;
}

/**
 * Levels 0..1 of the items of a table input, column by column. A value is scaled by minimum and
 * maximum of its column over the set `fit` and clipped; with several cells, cell k of m responds by
 * exp(-((x (m - 1) - k)/width)^2/2).
 *
 * @returns undefined if a set asks for more rows than its file has (LOAD_SHAPE).
 */
export function tableSets(
  input: TableInput,
  draft: ProgramDraft,
  data: LoweringData,
): readonly ItemSetPlan[] | undefined {
  const chosen = new Map<string, ChosenRows>();
  for (const set of input.sets) {
    const rows = chosenRows(input, set, draft, data);
    if (rows === undefined) return undefined;
    chosen.set(set.name, rows);
  }
  const fitted = chosen.get(input.fit);
  if (fitted === undefined) throw new Error(`${input.name} has no set ${input.fit}`);
  const spans = fitted.columns.map((values) => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return { low, high };
  });
  return input.sets.map((set) => {
    const { count, columns, labels } = chosen.get(set.name) as ChosenRows;
    const pixels = new Float64Array(count * input.size);
    for (const [column, values] of columns.entries()) {
      const { low, high } = spans[column] as { readonly low: number; readonly high: number };
      for (const [item, value] of values.entries()) {
        // A column of one value says nothing: it counts as the lowest.
        const share = high > low ? (value - low) / (high - low) : 0;
        const x = Math.min(Math.max(share, 0), 1);
        const first = item * input.size + column * input.cells;
        for (let cell = 0; cell < input.cells; cell++) pixels[first + cell] = level(input, x, cell);
      }
    }
    const { name, shuffle } = set;
    return { name, pixels, count, shuffle, ...(labels === undefined ? {} : { labels }) };
  });
}

function level({ cells, width }: TableInput, x: number, cell: number): number {
  if (cells === 1) return x;
  const distance = (x * (cells - 1) - cell) / width;
  return Math.exp(-(distance * distance) / 2);
}

function chosenRows(
  input: TableInput,
  set: ItemSetModel,
  draft: ProgramDraft,
  data: LoweringData,
): ChosenRows | undefined {
  const { shape, values, columns: header = [] } = data.file(set.file);
  const all = shape[0] ?? 0;
  const count = set.count ?? all - set.first;
  if (count < 1 || set.first + count > all) {
    const [expected, found] = [`${set.first + Math.max(count, 1)} rows or more`, `${all} rows`];
    draft.diagnostics.error('LOAD_SHAPE', `${set.file.file} has ${found}, expected ${expected}`, {
      context: `input ${input.name}, set ${set.name}`,
      ...(set.span === undefined ? {} : { span: set.span }),
      expected,
      found,
    });
    return undefined;
  }
  const rows = itemOrder(all, set.permute).subarray(set.first, set.first + count);
  const column = (name: string): Float64Array => {
    const at = header.indexOf(name);
    return Float64Array.from(rows, (row) => values[row * header.length + at] as number);
  };
  const { label } = input;
  return {
    count,
    columns: input.columns.map(column),
    ...(label === undefined ? {} : { labels: Uint8Array.from(column(label)) }),
  };
}
