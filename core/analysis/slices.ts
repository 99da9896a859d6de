import type { SliceModel } from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import type { Path } from './document-reader.js';
import type { DeclaredObject } from './object-names.js';

export interface ReadSlice {
  readonly object: DeclaredObject;
  readonly slice: SliceModel;
  /** Neurons of the slice; undefined if the object's size is not known yet. */
  readonly count: number | undefined;
}

const slicePattern =
  /^\s*([A-Za-z][A-Za-z0-9_]*)\s*(?:\[\s*(\d*)\s*:\s*(\d*)\s*(?::\s*(-?\d*)\s*)?\])?\s*$/;

/**
 * Reads `exc`, `exc[0:50]`, `exc[10:]` and finds the object. An end beyond the size is cut; for an
 * images input, whose size only its file tells, the end stays open (Infinity).
 */
export function readSlice(
  path: Path,
  text: string,
  key: string,
  { reader, objects, document }: AnalysisContext,
): ReadSlice | undefined {
  const match = slicePattern.exec(text);
  if (match === null) {
    return reader.error('FILE_VALUE', path, `${key} must be an object or a slice, not ${text}`, {
      expected: 'exc or exc[0:50]',
      found: text,
    });
  }
  const [, name = '', firstText = '', endText = '', step = ''] = match;
  const object = objects.get(name);
  if (object === undefined) {
    if (document.projections?.[name] !== undefined) {
      return reader.error('FILE_REFERENCE', path, `${key}: ${name} is a projection`, {
        expected: 'a population or an input',
        found: name,
      });
    }
    return reader.noSuch(path, 'population or input', name, objects.keys());
  }
  if (object.silent === true) {
    return reader.error('FILE_REFERENCE', path, `${key}: the input ${name} has no spikes`, {
      expected: 'a population or an input of spikes',
      found: name,
      help: `${name} adds to its variable by itself`,
    });
  }
  if (step !== '' && step !== '1') {
    return reader.error('FILE_VALUE', path, `a slice has no step other than 1: ${text}`, {
      expected: '1',
      found: step,
    });
  }
  const size = object.size ?? Number.POSITIVE_INFINITY;
  const first = firstText === '' ? 0 : Number(firstText);
  const end = Math.min(endText === '' ? size : Number(endText), size);
  if (first >= end) {
    return reader.error('FILE_VALUE', path, `the slice ${text} is empty`, {
      expected: `a begin below ${end}`,
      found: String(first),
    });
  }
  const count = Number.isFinite(end) ? end - first : undefined;
  return { object, slice: { object: name, first, end }, count };
}
