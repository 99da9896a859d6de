import type { SourceSpan } from '../diagnostics/index.js';
import type { FileReference, InputModel, Model, StepModel, ValueModel } from '../network/index.js';
import type { DataArray } from './data-array.js';

/** One place of a network that names a data file. */
export interface DataUse {
  readonly file: FileReference;
  /** `population exc, initial v`. */
  readonly context: string;
  readonly span?: SourceSpan;
  /** The shape that is needed, in words, if the data has another. */
  readonly refuses?: (data: DataArray) => string | undefined;
  /** Labels: the file whose items they belong to. */
  readonly itemsOf?: FileReference;
  /** Columns of a .csv that must be numbers; texts in others are classes, in order of code points. */
  readonly numberColumns?: readonly string[];
}

/** Every data file that a network names, in the order of declaration. */
export function dataUses(model: Model): readonly DataUse[] {
  return [
    ...model.arrays.flatMap((array): DataUse[] => {
      if (array.values.kind !== 'file') return [];
      const context = `array ${array.name}`;
      return [use(array.values.file, context, array.span, needRank(1, 2))];
    }),
    ...model.inputs.flatMap(inputUses),
    ...model.populations.flatMap((population) =>
      population.initial.flatMap(({ variable, value, span }) =>
        valueUses(value, `population ${population.name}, initial ${variable}`, span),
      ),
    ),
    ...model.projections.flatMap((projection) => {
      const context = `projection ${projection.name}`;
      const { connect, source, target } = projection;
      const shape = [source.end - source.first, target.end - target.first];
      const connected =
        connect.kind === 'pairs-file'
          ? [use(connect.file, `${context}, connect`, connect.span, needPairs)]
          : connect.kind === 'nonzero-file'
            ? [use(connect.file, `${context}, connect`, connect.span, needShape(shape))]
            : [];
      return [
        ...connected,
        ...projection.pathways.flatMap(({ name, delay, span }) =>
          valueUses(delay, `${context}, delay of ${name}`, span),
        ),
        ...projection.initial.flatMap(({ variable, value, span }) =>
          valueUses(value, `${context}, initial ${variable}`, span),
        ),
      ];
    }),
    ...model.timeline.flatMap(stepUses),
  ];
}

function inputUses(input: InputModel): readonly DataUse[] {
  const context = `input ${input.name}`;
  switch (input.kind) {
    case 'spikes':
      return input.file === undefined
        ? []
        : [use(input.file, `${context}, file`, input.span, needSpikes)];
    case 'poisson':
      return valueUses(input.rates, `${context}, rates`, input.span);
    case 'images':
      return input.sets.flatMap(({ name, file, labels, span }): DataUse[] => {
        const images = use(file, `${context}, set ${name}`, span, needRank(3));
        if (labels === undefined) return [images];
        const classes = use(labels, `${context}, labels of set ${name}`, span, needRank(1));
        return [images, { ...classes, itemsOf: file }];
      });
    case 'table':
      return input.sets.map(({ name, file, span }): DataUse => {
        const { columns, label } = input;
        const all = label === undefined ? columns : [...columns, label];
        const needed = (data: DataArray): string | undefined => {
          const missing = all.find((column) => data.columns?.includes(column) !== true);
          return missing === undefined ? undefined : `a header with the column ${missing}`;
        };
        const rows = use(file, `${context}, set ${name}`, span, needed);
        return { ...rows, numberColumns: columns };
      });
    default:
      return [];
  }
}

function stepUses(step: StepModel): readonly DataUse[] {
  switch (step.kind) {
    case 'set':
      return step.assignments.flatMap(({ variable, value, span }) =>
        valueUses(value, `timeline, set ${step.object}.${variable}`, span ?? step.span),
      );
    case 'repeat':
      return step.steps.flatMap(stepUses);
    case 'present':
      return [...step.before, ...step.after].flatMap(stepUses);
    default:
      return [];
  }
}

function valueUses(
  value: ValueModel,
  context: string,
  span: SourceSpan | undefined,
): readonly DataUse[] {
  return value.kind === 'file' ? [use(value.file, context, value.span ?? span)] : [];
}

function use(
  file: FileReference,
  context: string,
  span: SourceSpan | undefined,
  refuses?: DataUse['refuses'],
): DataUse {
  return {
    file,
    context,
    ...(span === undefined ? {} : { span }),
    ...(refuses === undefined ? {} : { refuses }),
  };
}

function needRank(...ranks: readonly number[]): (data: DataArray) => string | undefined {
  return ({ shape }) =>
    ranks.includes(shape.length) ? undefined : `${ranks.join(' or ')} dimensions`;
}

function needShape(needed: readonly number[]): (data: DataArray) => string | undefined {
  return ({ shape }) => (sameShape(shape, needed) ? undefined : `[${needed.join(', ')}]`);
}

function needPairs({ shape }: DataArray): string | undefined {
  return shape.length === 2 && shape[1] === 2 ? undefined : '[n, 2]';
}

/** .csv with header index,time or index,step; any other form [n, 2] = index, step. */
function needSpikes(data: DataArray): string | undefined {
  const { columns } = data;
  if (columns === undefined) return needPairs(data);
  const header = columns.join(',');
  const known = header === 'index,time' || header === 'index,step';
  return known ? undefined : 'the columns index,time or index,step';
}

/** One column counts as a list. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  const [x, y] = [trimmed(a), trimmed(b)];
  return x.length === y.length && x.every((extent, at) => extent === y[at]);
}

const trimmed = (shape: readonly number[]): readonly number[] =>
  shape.length === 2 && shape[1] === 1 ? shape.slice(0, 1) : shape;
