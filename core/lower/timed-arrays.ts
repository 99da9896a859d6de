import { type Expression, printExpression, walkExpression } from '../equations/index.js';
import { KernelBuilder, type ProgramTable } from '../ir/index.js';
import type { Model, PopulationModel, ProjectionModel } from '../network/index.js';
import { evaluateKernel, storageOf } from './evaluate-elements.js';
import { ExpressionLowering } from './lower-expression.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/** Values of the timed arrays, files included. */
export function timedArrayTables(
  model: Model,
  data: LoweringData,
): ReadonlyMap<string, ProgramTable> {
  const tables = new Map<string, ProgramTable>();
  for (const { name, values, dimension } of model.arrays) {
    const common = { name, dimension: dimension.twelfths };
    if (values.kind === 'inline') {
      const { rows, columns, data: numbers } = values;
      tables.set(name, { ...common, rows, columns, data: numbers });
      continue;
    }
    const file = data.file(values.file);
    const [rows = 1, columns = 1] = file.shape;
    const scaled = Float64Array.from(file.values, (value) => value * values.unitFactor);
    tables.set(name, { ...common, rows, columns, data: scaled });
  }
  return tables;
}

/**
 * Checks what only the contents of files and all neurons together can tell of the calls of timed
 * arrays in an object: one argument for lists and two for matrices (UNIT_ARGS); columns inside the
 * table for every neuron, an error, and a table as wide as the population, a warning
 * (TIMED_ARRAY_WIDTH). Columns that depend on variables cannot be judged before the run and are
 * refused.
 */
export function checkColumns(
  owner: PopulationModel | ProjectionModel,
  texts: readonly Expression[],
  draft: ProgramDraft,
  data: LoweringData,
): void {
  for (const text of texts) {
    walkExpression(text, (part) => {
      if (part.kind !== 'call') return;
      const resolution = owner.scope.resolve(part.callee);
      if (resolution?.kind === 'array') checkCall(owner, resolution.array, part, draft, data);
    });
  }
}

function checkCall(
  owner: PopulationModel | ProjectionModel,
  array: string,
  call: Extract<Expression, { kind: 'call' }>,
  draft: ProgramDraft,
  data: LoweringData,
): void {
  const { values, twoDimensional } = draft.timedArray(array);
  const [, column] = call.args;
  const where = { context: owner.name, span: call.span };
  const matrix =
    values.kind === 'file' ? data.file(values.file).shape.length === 2 : twoDimensional;
  if (matrix !== (column !== undefined)) {
    const expected = matrix ? `${array}(t, i)` : `${array}(t)`;
    const what = matrix ? 'columns' : 'no columns';
    draft.diagnostics.error('UNIT_ARGS', `the timed array ${array} has ${what}`, {
      ...where,
      expected,
      found: printExpression(call),
    });
    return;
  }
  if (column === undefined) return;
  checkColumn(owner, array, column, draft);
  // Tables in the network itself were compared when the texts were checked.
  const wide = draft.table(array).columns;
  if (values.kind === 'inline' || 'connect' in owner || wide <= owner.size) return;
  if (column.kind !== 'name' || column.name !== 'i') return;
  draft.diagnostics.warn(
    'TIMED_ARRAY_WIDTH',
    `${array} has ${wide} columns, but ${owner.name} has ${owner.size} neurons`,
    where,
  );
}

function checkColumn(
  owner: PopulationModel | ProjectionModel,
  array: string,
  column: Expression,
  draft: ProgramDraft,
): void {
  const { columns } = draft.table(array);
  const values = columnValues(owner, column, draft);
  if (values === undefined) {
    draft.unsupported(
      `a column of ${array} that depends on variables, on the time or on chance`,
      column.span,
      owner.name,
    );
    return;
  }
  const outside = values.find((value) => !(value >= 0 && value < columns));
  if (outside === undefined) return;
  draft.diagnostics.error(
    'TIMED_ARRAY_WIDTH',
    `${array} has ${columns} columns, but column ${outside} is read`,
    {
      context: owner.name,
      span: column.span,
      expected: `0 to ${columns - 1}`,
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
  if (!isKnownBeforehand(owner, column)) return undefined;
  const frame = { scope: owner.scope, object: owner.name, at: 'lane' } as const;
  const id = arrayId(owner.name, '#column');
  const judge = (b: KernelBuilder, count: number, ends?: Parameters<typeof evaluateKernel>[4]) => {
    b.store(id, 'lane', new ExpressionLowering(draft, b).real(column, frame));
    const data = new Float64Array(count);
    evaluateKernel(b.finish(), count, new Map([[id, storageOf(count, data)]]), draft, ends);
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

/** True for expressions of constants and of the numbers of neurons alone. */
function isKnownBeforehand(
  { scope }: PopulationModel | ProjectionModel,
  expression: Expression,
): boolean {
  let known = true;
  walkExpression(expression, (part) => {
    if (part.kind === 'call') {
      const drawn = part.callee === 'rand' || part.callee === 'randn' || part.callee === 'poisson';
      if (drawn || scope.resolve(part.callee)?.kind === 'array') known = false;
    }
    if (part.kind !== 'name') return;
    const resolution = scope.resolve(part.name);
    const number = resolution?.kind === 'builtin' && (part.name === 'i' || part.name === 'j');
    if (!number && resolution?.kind !== 'constant' && resolution?.kind !== 'unit') known = false;
  });
  return known;
}
