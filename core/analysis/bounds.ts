import { nearNames } from '../diagnostics/index.js';
import type { PopulationDocument, QuantityText } from '../network/index.js';
import { readConstantQuantity } from './constant-quantity.js';
import type { DocumentReader, Path } from './document-reader.js';
import type { NameScope } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';

/** Reports a variable that an object does not have. */
export function reportNoVariable(
  path: Path,
  object: DeclaredObject,
  variable: string,
  reader: DocumentReader,
  atKey: boolean,
): void {
  if (!object.complete) return;
  const near = nearNames(variable, object.variables.keys());
  const help = near.length === 0 ? {} : { help: `did you mean ${near.join(' or ')}?` };
  const message = `${object.kind} ${object.name} has no variable ${variable}`;
  const report = atKey ? reader.errorAtKey : reader.error;
  report.call(reader, 'NO_SUCH_VARIABLE', path, message, help);
}

/** Declared ranges in SI: hints for number formats and plots, they do not clip. */
export function readBounds(
  bounds: NonNullable<PopulationDocument['bounds']>,
  path: Path,
  object: DeclaredObject,
  scope: NameScope,
  reader: DocumentReader,
): ReadonlyMap<string, readonly [number, number]> {
  const table = new Map<string, readonly [number, number]>();
  for (const [variable, [lowText, highText]] of Object.entries(bounds)) {
    const at = [...path, variable];
    const entry = object.variables.get(variable);
    if (entry === undefined) {
      reportNoVariable(at, object, variable, reader, true);
      continue;
    }
    if (entry.model === undefined) continue;
    const { dimension } = entry.model;
    const read = (side: 0 | 1, text: QuantityText): number | undefined =>
      readConstantQuantity(
        [...at, side],
        text,
        { dimension, what: `${side === 0 ? 'lower' : 'upper'} bound of ${variable}`, scope },
        reader,
      );
    const low = read(0, lowText);
    const high = read(1, highText);
    if (low === undefined || high === undefined) continue;
    if (low < high) {
      table.set(variable, [low, high]);
      continue;
    }
    reader.error('FILE_VALUE', at, `the lower bound of ${variable} must be below the upper one`, {
      found: `${lowText} .. ${highText}`,
    });
  }
  return table;
}
