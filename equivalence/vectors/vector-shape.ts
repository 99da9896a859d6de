import { type ErrorCode, FrameworkError } from '../../core/diagnostics/index.js';

/**
 * Readers of one JSON value of a golden vector. Each returns the value with its type or refuses the
 * whole file: a vector that is damaged must not pass for one that was checked.
 */
export interface VectorValue {
  readonly value: unknown;
  /** Where the value stands, for messages: `pairs[1].tables[4].codes`. */
  readonly path: string;
}

/** @throws FrameworkError VECTOR_FORMAT always. */
export function refuse(path: string, problem: string): never {
  throw new FrameworkError([
    {
      code: 'VECTOR_FORMAT',
      severity: 'error',
      message: `${path === '' ? 'the golden vector' : path}: ${problem}`,
    },
  ]);
}

/** @throws FrameworkError UNSUPPORTED_FEATURE naming the construct. */
export function unsupported(construct: string): never {
  const code: ErrorCode = 'UNSUPPORTED_FEATURE';
  throw new FrameworkError([{ code, severity: 'error', message: `${construct} is not available` }]);
}

/** @throws FrameworkError VECTOR_FORMAT if the text is not JSON. */
export function parseVector(text: string): VectorValue {
  try {
    const value: unknown = JSON.parse(text);
    return { value, path: '' };
  } catch (error) {
    return refuse('', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A member of an object; `value` is undefined if it is absent. */
export function member(of: VectorValue, key: string): VectorValue {
  return { value: objectAt(of)[key], path: of.path === '' ? key : `${of.path}.${key}` };
}

export function isAbsent({ value }: VectorValue): boolean {
  return value === undefined || value === null;
}

function objectAt({ value, path }: VectorValue): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(path, 'an object was expected');
  return value as Readonly<Record<string, unknown>>;
}

/** Members of an object in file order. */
export function entriesAt(of: VectorValue): readonly (readonly [string, VectorValue])[] {
  return Object.keys(objectAt(of)).map((key) => [key, member(of, key)]);
}

export function listAt({ value, path }: VectorValue): readonly VectorValue[] {
  if (!Array.isArray(value)) return refuse(path, 'a list was expected');
  return value.map((element: unknown, index) => ({ value: element, path: `${path}[${index}]` }));
}

export function numberAt({ value, path }: VectorValue): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(path, 'a number was expected');
  return value;
}

export function integerAt(of: VectorValue): number {
  const value = numberAt(of);
  return Number.isSafeInteger(value) ? value : refuse(of.path, 'an integer was expected');
}

export function numbersAt({ value, path }: VectorValue): readonly number[] {
  if (!Array.isArray(value)) return refuse(path, 'a list of numbers was expected');
  value.forEach((element: unknown, index) => {
    if (typeof element !== 'number' || !Number.isFinite(element))
      refuse(`${path}[${index}]`, 'a number was expected');
  });
  return value as readonly number[];
}

export function textAt({ value, path }: VectorValue): string {
  return typeof value === 'string' ? value : refuse(path, 'a text was expected');
}

export function textsAt(of: VectorValue): readonly string[] {
  return listAt(of).map(textAt);
}

export function booleanAt({ value, path }: VectorValue): boolean {
  return typeof value === 'boolean' ? value : refuse(path, 'true or false was expected');
}
