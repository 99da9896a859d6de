import { refusedConstantName } from '../equations/index.js';
import type { QuantityText, TimedArrayDocument, TimedArrayModel } from '../network/index.js';
import {
  dimensionless,
  equalDimensions,
  formatDimension,
  parseQuantity,
  parseUnits,
  scaleByUnits,
  type UnitProduct,
} from '../units/index.js';
import { builtInMeaning } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';
import { type ExpressionType, realOf, unitPhrase } from './expression-type.js';

/** A timed array as declared; without a model if it is faulty. */
export interface ArrayEntry {
  readonly name: string;
  readonly type?: ExpressionType;
  readonly model?: TimedArrayModel;
}

/** Reads the timed arrays of the network. */
export function readArrays(
  arrays: Readonly<Record<string, TimedArrayDocument>>,
  reader: DocumentReader,
): ReadonlyMap<string, ArrayEntry> {
  const table = new Map<string, ArrayEntry>();
  for (const [name, document] of Object.entries(arrays)) {
    const path = ['arrays', name];
    const reason = refusedArrayName(name);
    if (reason !== undefined) {
      reader.errorAtKey('FILE_NAME', path, `no array can be called ${name}: it ${reason}`);
      continue;
    }
    table.set(name, readArray(name, path, document, reader));
  }
  return table;
}

function refusedArrayName(name: string): string | undefined {
  const meaning = builtInMeaning(name);
  if (meaning === undefined) return refusedConstantName(name);
  if (meaning === 'function') return 'is the name of a function';
  return meaning.kind === 'unit' ? 'is the name of a unit' : 'is a built-in constant';
}

function readArray(
  name: string,
  path: Path,
  document: TimedArrayDocument,
  reader: DocumentReader,
): ArrayEntry {
  const dtSeconds = reader.duration([...path, 'dt'], document.dt, `dt of ${name}`, true);
  const units = parseUnits(document.unit ?? '1');
  if (!units.ok) {
    const help = units.help === undefined ? {} : { help: units.help };
    reader.error('FILE_VALUE', [...path, 'unit'], units.message, help);
    return { name };
  }
  const { dimension } = units.units;
  const values = readValues(name, [...path, 'values'], document, units.units, reader);
  const type = realOf(dimension);
  if (dtSeconds === undefined || values === undefined) return { name, type };
  const { twoDimensional, ...contents } = values;
  const model: TimedArrayModel = {
    name,
    dtSeconds,
    dimension,
    values: contents.values,
    twoDimensional,
    ...reader.place(path),
  };
  return { name, type, model };
}

function readValues(
  name: string,
  path: Path,
  document: TimedArrayDocument,
  units: UnitProduct,
  reader: DocumentReader,
): Pick<TimedArrayModel, 'values' | 'twoDimensional'> | undefined {
  const { values } = document;
  if ('file' in values) {
    return {
      values: { kind: 'file', file: values, unitFactor: scaleByUnits(1, units) },
      twoDimensional: values.shape === undefined || values.shape.length > 1,
    };
  }
  if (values.length === 0) {
    return reader.error('SHAPE_MISMATCH', path, `the array ${name} has no values`, {
      expected: 'at least 1',
      found: '0',
    });
  }
  const twoDimensional = values.some((row) => typeof row === 'object');
  const rows = values.map((row) => (typeof row === 'object' ? row : [row]));
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (const [rowIndex, row] of rows.entries()) {
    const wrongShape = row.length !== columns || columns === 0;
    if (wrongShape || (typeof values[rowIndex] === 'object') !== twoDimensional) {
      return reader.error(
        'SHAPE_MISMATCH',
        [...path, rowIndex],
        `the rows of the array ${name} have different lengths: row 0 has ${columns} values, ` +
          `row ${rowIndex} has ${row.length}`,
        { expected: String(columns), found: String(row.length) },
      );
    }
    for (const [column, text] of row.entries()) {
      const at = twoDimensional ? [...path, rowIndex, column] : [...path, rowIndex];
      const value = readEntry(at, text, units, reader);
      if (value === undefined) return undefined;
      data[rowIndex * columns + column] = value;
    }
  }
  return { values: { kind: 'inline', rows: rows.length, columns, data }, twoDimensional };
}

/** Numbers count in the array's unit; quantities bring their own, which must be of its kind. */
function readEntry(
  path: Path,
  text: QuantityText,
  units: UnitProduct,
  reader: DocumentReader,
): number | undefined {
  const read = parseQuantity(text);
  if (!read.ok) {
    const help = read.help === undefined ? {} : { help: read.help };
    return reader.error('FILE_VALUE', path, read.message, help);
  }
  const { value, dimension } = read.quantity;
  if (equalDimensions(dimension, dimensionless)) return scaleByUnits(value, units);
  if (equalDimensions(dimension, units.dimension)) return value;
  return reader.error(
    'UNIT_MISMATCH',
    path,
    `the array has unit ${formatDimension(units.dimension)}, this value ${unitPhrase(dimension)}`,
    { expected: formatDimension(units.dimension), found: formatDimension(dimension) },
  );
}
