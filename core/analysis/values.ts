import type { Expression } from '../equations/index.js';
import type { FileReference, QuantityText, ValueModel, ValueSpec } from '../network/index.js';
import {
  dimensionless,
  equalDimensions,
  formatDimension,
  parseQuantity,
  parseUnits,
  type Quantity,
  scaleByUnits,
} from '../units/index.js';
import { checkAssignment } from './check-assignment.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck, type ExpressionCheckOptions } from './expression-check.js';
import { type ExpressionType, unitPhrase } from './expression-type.js';
import { inferType } from './infer-type.js';

export interface ValueOptions {
  /** What the value is given to, for messages: `v`, `delay`. */
  readonly target: string;
  readonly type: ExpressionType;
  /** Elements; undefined if only the data files tell. */
  readonly count: number | undefined;
  /** What the elements are: `neurons of exc`. */
  readonly elements: string;
  /** One value for the whole object: lists and files are refused. */
  readonly shared: boolean;
  readonly check: Omit<ExpressionCheckOptions, 'diagnostics'>;
}

/**
 * Reads a value per element: number, list, list with a unit, expression or file (semantics, values,
 * point 1). Data may use a bare 0 for any unit, expressions may not.
 *
 * @returns undefined if it is faulty, which has been reported.
 */
export function readValue(
  path: Path,
  spec: ValueSpec,
  options: ValueOptions,
  reader: DocumentReader,
): ValueModel | undefined {
  if (typeof spec === 'boolean') return readBoolean(path, spec, options, reader);
  if (typeof spec === 'number') return scalar(readNumber(path, spec, options, reader));
  if (typeof spec === 'string') return readText(path, spec, options, reader);
  if ('file' in spec) return readFile(path, spec, options, reader);
  return readList(path, spec, options, reader);
}

function scalar(value: number | undefined): ValueModel | undefined {
  return value === undefined ? undefined : { kind: 'number', value };
}

function readBoolean(
  path: Path,
  spec: boolean,
  options: ValueOptions,
  reader: DocumentReader,
): ValueModel | undefined {
  if (options.type.type === 'boolean') return { kind: 'number', value: spec ? 1 : 0 };
  return reader.error('CONDITION_TYPE', path, `${options.target} is a number, not true or false`, {
    context: options.check.context,
    expected: 'number',
    found: String(spec),
    help: `write ${spec ? 1 : 0}`,
  });
}

/** SI value of a number or quantity given as data. */
function readNumber(
  path: Path,
  spec: QuantityText,
  options: ValueOptions,
  reader: DocumentReader,
): number | undefined {
  const read = parseQuantity(spec);
  if (read.ok) return accept(path, read.quantity, read.bareZero, options, reader);
  const help = read.help === undefined ? {} : { help: read.help };
  return reader.error('FILE_VALUE', path, `${options.target}: ${read.message}`, {
    context: options.check.context,
    ...help,
  });
}

function accept(
  path: Path,
  quantity: Quantity,
  bareZero: boolean,
  options: ValueOptions,
  reader: DocumentReader,
): number | undefined {
  const { type, target } = options;
  const { context } = options.check;
  if (type.type === 'boolean') {
    const fits = equalDimensions(quantity.dimension, dimensionless);
    if (fits && (quantity.value === 0 || quantity.value === 1)) return quantity.value;
    return reader.error('CONDITION_TYPE', path, `${target} is boolean: true or false is needed`, {
      context,
      expected: 'boolean',
      found: String(quantity.value),
    });
  }
  if (bareZero) return 0;
  if (!equalDimensions(quantity.dimension, type.dimension)) {
    const wanted = formatDimension(type.dimension);
    return reader.error(
      'UNIT_MISMATCH',
      path,
      `${target} ${unitPhrase(type.dimension)}, its value ${unitPhrase(quantity.dimension)}`,
      { context, expected: wanted, found: formatDimension(quantity.dimension) },
    );
  }
  // What is assigned to an integer is truncated, as in statements.
  return type.type === 'integer' ? Math.trunc(quantity.value) : quantity.value;
}

function readText(
  path: Path,
  text: string,
  options: ValueOptions,
  reader: DocumentReader,
): ValueModel | undefined {
  const read = reader.quantityOrExpression(path, text, options.check.context);
  if (read === undefined) return undefined;
  if (read.kind === 'quantity') {
    return scalar(accept(path, read.quantity, false, options, reader));
  }
  const { expression } = read;
  return checkValueExpression(expression, options, reader)
    ? { kind: 'expression', expression }
    : undefined;
}

/** Checks names and units of an expression that gives a value per element. */
function checkValueExpression(
  expression: Expression,
  options: ValueOptions,
  reader: DocumentReader,
): boolean {
  const check = new ExpressionCheck({ ...options.check, diagnostics: reader.diagnostics });
  const valueType = inferType(expression, check);
  if (valueType === undefined) return false;
  const { target, type } = options;
  return (
    checkAssignment(
      { target, targetType: type, operator: '=', value: expression, valueType },
      check,
    ) && check.isFinite(expression, `the value of ${target}`)
  );
}

function readList(
  path: Path,
  spec: readonly QuantityText[] | { readonly values: readonly number[]; readonly unit: string },
  options: ValueOptions,
  reader: DocumentReader,
): ValueModel | undefined {
  const values =
    'unit' in spec ? scaleList(path, spec, options, reader) : listed(path, spec, options, reader);
  const length = 'unit' in spec ? spec.values.length : spec.length;
  const { target, count, elements, shared } = options;
  const { context } = options.check;
  if (shared) {
    return reader.error(
      'SHAPE_MISMATCH',
      path,
      `${target} is shared: one value, not a list of ${length}`,
      {
        context,
        expected: '1',
        found: String(length),
      },
    );
  }
  if (count !== undefined && length !== count) {
    return reader.error(
      'SHAPE_MISMATCH',
      path,
      `${target} needs ${count} values, one for each of the ${elements}: the list has ${length}`,
      { context, expected: String(count), found: String(length) },
    );
  }
  return values === undefined ? undefined : { kind: 'list', values };
}

function listed(
  path: Path,
  spec: readonly QuantityText[],
  options: ValueOptions,
  reader: DocumentReader,
): readonly number[] | undefined {
  const values: number[] = [];
  for (const [index, entry] of spec.entries()) {
    const value = readNumber([...path, index], entry, options, reader);
    // One message for the list: its other entries have the same fault, as a rule.
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function scaleList(
  path: Path,
  spec: { readonly values: readonly number[]; readonly unit: string },
  options: ValueOptions,
  reader: DocumentReader,
): readonly number[] | undefined {
  const units = parseUnits(spec.unit);
  if (!units.ok) {
    const help = units.help === undefined ? {} : { help: units.help };
    return reader.error('FILE_VALUE', [...path, 'unit'], units.message, help);
  }
  if (!unitFits([...path, 'unit'], units.units.dimension, options, reader)) return undefined;
  return spec.values.map((value) => scaleByUnits(value, units.units));
}

function unitFits(
  path: Path,
  dimension: Quantity['dimension'],
  options: ValueOptions,
  reader: DocumentReader,
): boolean {
  const { target, type } = options;
  if (equalDimensions(dimension, type.dimension)) return true;
  reader.error(
    'UNIT_MISMATCH',
    path,
    `${target} ${unitPhrase(type.dimension)}, its values ${unitPhrase(dimension, 'have')}`,
    {
      context: options.check.context,
      expected: formatDimension(type.dimension),
      found: formatDimension(dimension),
    },
  );
  return false;
}

function readFile(
  path: Path,
  file: FileReference,
  options: ValueOptions,
  reader: DocumentReader,
): ValueModel | undefined {
  const { context } = options.check;
  if (options.shared) {
    return reader.error(
      'SHAPE_MISMATCH',
      path,
      `${options.target} is shared: one value, not a file`,
      {
        context,
      },
    );
  }
  const factor = fileFactor(path, file, options, reader);
  const { shape, layout } = file;
  const entries = shape?.reduce((product, length) => product * length, 1);
  if (
    layout !== 'matrix' &&
    entries !== undefined &&
    options.count !== undefined &&
    entries !== options.count
  ) {
    return reader.error(
      'LOAD_SHAPE',
      path,
      `${options.target} needs ${options.count} values, one for each of the ${options.elements}: ` +
        `the file has shape [${shape?.join(', ')}]`,
      { context, expected: String(options.count), found: String(entries) },
    );
  }
  if (factor === undefined) return undefined;
  return { kind: 'file', file, unitFactor: factor, ...reader.place(path) };
}

/** SI value of 1 in the unit of a file; numbers of a file without a unit have none. */
function fileFactor(
  path: Path,
  file: FileReference,
  options: ValueOptions,
  reader: DocumentReader,
): number | undefined {
  const units = parseUnits(file.unit ?? '1');
  const unitPath = file.unit === undefined ? path : [...path, 'unit'];
  if (!units.ok) {
    const help = units.help === undefined ? {} : { help: units.help };
    return reader.error('FILE_VALUE', unitPath, units.message, help);
  }
  return unitFits(unitPath, units.units.dimension, options, reader)
    ? scaleByUnits(1, units.units)
    : undefined;
}
