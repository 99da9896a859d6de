import type { IndicesDocument, SelectionModel, SetDocument } from '../network/index.js';
import { checkCondition } from './check-condition.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck } from './expression-check.js';
import type { NameScope } from './name-scope.js';

/**
 * Reads `[0, 3, 5]` or a range `0:10` (end excluded).
 *
 * @param size - Elements of the object; undefined if only the data files tell.
 */
export function readIndices(
  path: Path,
  indices: IndicesDocument,
  size: number | undefined,
  object: string,
  reader: DocumentReader,
): readonly number[] | undefined {
  const listed =
    typeof indices === 'string' ? readRange(path, indices, size, object, reader) : indices;
  if (listed === undefined) return undefined;
  const limit = size ?? Number.POSITIVE_INFINITY;
  const wrong = listed.findIndex(
    (index) => !(Number.isInteger(index) && index >= 0 && index < limit),
  );
  if (wrong < 0) return listed;
  const at = typeof indices === 'string' ? path : [...path, wrong];
  return reader.error('FILE_VALUE', at, `index ${listed[wrong]} is outside ${object}`, {
    expected: size === undefined ? 'an integer from 0' : `0 .. ${size - 1}`,
    found: String(listed[wrong]),
  });
}

function readRange(
  path: Path,
  text: string,
  size: number | undefined,
  object: string,
  reader: DocumentReader,
): readonly number[] | undefined {
  const match = /^\s*(\d*)\s*:\s*(\d*)\s*$/.exec(text);
  const [, firstText = '', endText = ''] = match ?? [];
  const first = Number(firstText === '' ? 0 : firstText);
  const end = endText === '' ? size : Number(endText);
  if (match === null || end === undefined || first >= end) {
    return reader.error('FILE_VALUE', path, `${text} selects nothing of ${object}`, {
      expected: 'a list of indices, or a range 0:10',
      found: text,
    });
  }
  const last = Math.min(end, size ?? end);
  return Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
}

export interface SelectionOptions {
  readonly path: Path;
  readonly object: string;
  readonly isProjection: boolean;
  readonly size: number | undefined;
  readonly scope: NameScope;
  readonly reported: Set<string>;
}

/** Reads `where`, `indices` or `pairs` of a step; all elements if there is none. */
export function readSelection(
  step: Pick<SetDocument, 'where' | 'indices' | 'pairs'>,
  options: SelectionOptions,
  reader: DocumentReader,
): SelectionModel | undefined {
  const { path, scope, object } = options;
  const given = [step.where, step.indices, step.pairs].filter((form) => form !== undefined);
  if (given.length > 1) {
    return reader.error('FILE_CONFLICT', path, 'a selection is one of where, indices and pairs');
  }
  if (step.where !== undefined) {
    const context = `${scope.title}, where`;
    const condition = reader.expression([...path, 'where'], step.where, context);
    if (condition === undefined) return undefined;
    const check = new ExpressionCheck({
      scope,
      diagnostics: reader.diagnostics,
      context,
      reported: options.reported,
      noRandom: 'cannot stand in a selection: set the values with it instead',
    });
    return checkCondition(condition, 'where', check) ? { kind: 'where', condition } : undefined;
  }
  if (step.indices !== undefined) {
    const indices = readIndices([...path, 'indices'], step.indices, options.size, object, reader);
    return indices === undefined ? undefined : { kind: 'indices', indices };
  }
  if (step.pairs !== undefined) {
    if (options.isProjection) return { kind: 'pairs', pairs: step.pairs };
    return reader.error(
      'FILE_VALUE',
      [...path, 'pairs'],
      `pairs select synapses, ${object} has neurons`,
      {
        help: 'write indices: [..]',
      },
    );
  }
  return { kind: 'all' };
}
