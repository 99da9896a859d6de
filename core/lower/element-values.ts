import type { DataArray } from '../description/index.js';
import type { SourceSpan } from '../diagnostics/index.js';
import type { ProjectionPlan } from '../ir/index.js';
import type { ValueModel } from '../network/index.js';
import type { LoweringData } from './lowering-data.js';
import type { ProgramDraft } from './program-draft.js';

type Ends = Pick<ProjectionPlan, 'pre' | 'post' | 'sourceFirst' | 'targetFirst' | 'targetCount'>;

/** What values are for: how many there must be, and how a matrix is spread over synapses. */
export interface ValuePlace {
  readonly count: number;
  /** Synapses; absent for neurons. */
  readonly ends?: Ends;
  /** `population exc, initial v`. */
  readonly context: string;
  readonly span?: SourceSpan;
}

/**
 * Numbers of a list or a file, one per element, in SI. Lists must have the exact length
 * (SHAPE_MISMATCH), files the length or, with `layout: matrix`, the shape [sources, targets]
 * (LOAD_SHAPE).
 *
 * @returns undefined after an error.
 */
export function elementValues(
  value: Exclude<ValueModel, { kind: 'expression' }>,
  place: ValuePlace,
  draft: ProgramDraft,
  data: LoweringData,
): Float64Array | undefined {
  switch (value.kind) {
    case 'number':
      return new Float64Array(place.count).fill(value.value);
    case 'list': {
      if (value.values.length === place.count) return Float64Array.from(value.values);
      const found = `${value.values.length} values`;
      draft.diagnostics.error('SHAPE_MISMATCH', `${found} for ${place.count} elements`, {
        ...whereOf(place),
        expected: `${place.count} values`,
        found,
      });
      return undefined;
    }
    case 'file': {
      const file = data.file(value.file);
      const values =
        value.file.layout === 'matrix' ? spread(file, place, draft) : fromList(file, place, draft);
      return values?.map((entry) => entry * value.unitFactor);
    }
  }
}

function fromList(
  { shape, values }: DataArray,
  place: ValuePlace,
  draft: ProgramDraft,
): Float64Array | undefined {
  if (values.length === place.count) return Float64Array.from(values);
  return reportShape(shape, `[${place.count}]`, place, draft);
}

/** Entry [i, j] for the synapse from i to j. */
function spread(
  { shape, values }: DataArray,
  place: ValuePlace,
  draft: ProgramDraft,
): Float64Array | undefined {
  const { ends } = place;
  if (ends === undefined) return reportShape(shape, `[${place.count}]`, place, draft);
  const columns = shape[1];
  if (shape.length !== 2 || columns !== ends.targetCount) {
    return reportShape(shape, `[sources, ${ends.targetCount}]`, place, draft);
  }
  const spreadOut = new Float64Array(place.count);
  for (let synapse = 0; synapse < place.count; synapse++) {
    const i = (ends.pre[synapse] as number) - ends.sourceFirst;
    const j = (ends.post[synapse] as number) - ends.targetFirst;
    const entry = values[i * columns + j];
    if (entry === undefined) return reportShape(shape, 'a row per source', place, draft);
    spreadOut[synapse] = entry;
  }
  return spreadOut;
}

function reportShape(
  shape: readonly number[],
  expected: string,
  place: ValuePlace,
  draft: ProgramDraft,
): undefined {
  const found = `[${shape.join(', ')}]`;
  draft.diagnostics.error('LOAD_SHAPE', `the file has shape ${found}, expected ${expected}`, {
    ...whereOf(place),
    expected,
    found,
  });
  return undefined;
}

function whereOf({ context, span }: ValuePlace): { context: string; span?: SourceSpan } {
  return span === undefined ? { context } : { context, span };
}
