import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, walkExpression } from '../equations/index.js';
import { KernelBuilder, type ProgramTable } from '../ir/index.js';
import type { Model, PopulationModel, ProjectionModel } from '../network/index.js';
import { arraysLoaded, evaluateKernel, storageOf } from './evaluate-elements.js';
import { ExpressionLowering } from './lower-expression.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/** Values of the timed arrays, files included; LOAD_SHAPE for files that are no list and no matrix. */
export function timedArrayTables(
  model: Model,
  data: LoweringData,
  diagnostics: Diagnostics,
): ReadonlyMap<string, ProgramTable> {
  const tables = new Map<string, ProgramTable>();
  for (const { name, values, dimension, twoDimensional, span } of model.arrays) {
    const common = { name, dimension: dimension.twelfths };
    if (values.kind === 'inline') {
      const { rows, columns, data: numbers } = values;
      tables.set(name, { ...common, rows, columns, data: numbers });
      continue;
    }
    const file = data.file(values.file);
    if (file === undefined) continue;
    const [rows, columns = 1] = file.shape;
    const dimensions = file.shape.length;
    if (rows === undefined || dimensions > 2 || rows * columns === 0) {
      const found = file.shape.join(' x ');
      const expected = 'a list or a matrix that is not empty';
      diagnostics.error('LOAD_SHAPE', `array ${name}: the file has shape ${found}`, {
        context: `array ${name}`,
        ...(span === undefined ? {} : { span }),
        expected,
        found,
      });
      continue;
    }
    if (!twoDimensional && columns !== 1) continue;
    const scaled = Float64Array.from(file.values, (value) => value * values.unitFactor);
    tables.set(name, { ...common, rows, columns, data: scaled });
  }
  return tables;
}

/**
 * Checks every column of a timed array in the texts of an object: it must lie inside the table for
 * every neuron (TIMED_ARRAY_WIDTH). Columns that depend on variables cannot be judged before the
 * run and are refused.
 */
export function checkColumns(
  owner: PopulationModel | ProjectionModel,
  texts: readonly Expression[],
  draft: ProgramDraft,
): void {
  for (const text of texts) {
    walkExpression(text, (part) => {
      if (part.kind !== 'call') return;
      const resolution = owner.scope.resolve(part.callee);
      const column = part.args[1];
      if (resolution?.kind === 'array' && column !== undefined) {
        checkColumn(owner, resolution.array, column, draft);
      }
    });
  }
}

function checkColumn(
  owner: PopulationModel | ProjectionModel,
  array: string,
  column: Expression,
  draft: ProgramDraft,
): void {
  const table = draft.tables.get(array);
  if (table === undefined) return;
  const values = columnValues(owner, column, draft);
  if (values === undefined) {
    draft.unsupported(
      `a column of ${array} that depends on variables, on the time or on chance`,
      column.span,
      owner.name,
    );
    return;
  }
  const outside = values.find((value) => !(value >= 0 && value < table.columns));
  if (outside === undefined) return;
  draft.diagnostics.error(
    'TIMED_ARRAY_WIDTH',
    `${array} has ${table.columns} columns, but column ${outside} is read`,
    {
      context: owner.name,
      span: column.span,
      expected: `0 to ${table.columns - 1}`,
      found: `${outside}`,
    },
  );
}

/** Column per neuron, or per i and j one after the other for a projection. */
function columnValues(
  owner: PopulationModel | ProjectionModel,
  column: Expression,
  draft: ProgramDraft,
): Float64Array | undefined {
  const frame = { scope: owner.scope, object: owner.name, at: 'lane' } as const;
  const id = arrayId(owner.name, '#column');
  const judge = (b: KernelBuilder, count: number, ends?: Parameters<typeof evaluateKernel>[4]) => {
    b.store(id, 'lane', new ExpressionLowering(draft, b).real(column, frame));
    const kernel = b.finish();
    const varies = kernel.body.some(({ op }) => op === 'draw' || op === 'tick' || op === 'time');
    if (varies || arraysLoaded(b).size > 0) return undefined;
    const data = new Float64Array(count);
    evaluateKernel(kernel, count, new Map([[id, storageOf(count, data)]]), draft, ends);
    return data;
  };
  if (!('connect' in owner)) {
    const count = owner.size;
    return judge(
      new KernelBuilder(`${owner.name}.column`, { kind: 'elements', object: owner.name, count }),
      count,
    );
  }
  const b = new KernelBuilder(`${owner.name}.column`, { kind: 'synapses', object: owner.name });
  const targets = owner.target.end - owner.target.first;
  const count = Math.max(targets, owner.source.end - owner.source.first);
  // i and j run together: enough for columns that grow or fall with either of them.
  const upTo = (end: number): Int32Array =>
    Int32Array.from({ length: count }, (_, lane) => Math.min(lane, end - 1));
  return judge(b, count, {
    pre: upTo(owner.source.end - owner.source.first),
    post: upTo(targets),
    sourceFirst: 0,
    targetFirst: 0,
    targetCount: targets,
  });
}
