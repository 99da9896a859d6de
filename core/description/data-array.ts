import { FrameworkError, type SourceSpan } from '../diagnostics/index.js';

/** Numbers of a data file in row-major order. */
export interface DataArray {
  /** Extents; the product is `values.length`. Empty for a single number. */
  readonly shape: readonly number[];
  readonly values: DataValues;
  /** Column names of a .csv with header. */
  readonly columns?: readonly string[];
}
export type DataValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** Contents of data files by their names as written in the network. */
export type DataFiles = ReadonlyMap<string, DataArray>;

/** The error of a data file that cannot be read. */
export function dataFault(
  name: string,
  message: string,
  details: { readonly expected?: string; readonly found?: string; readonly span?: SourceSpan } = {},
): FrameworkError {
  return new FrameworkError([
    { code: 'FILE_DATA', severity: 'error', message: `${name}: ${message}`, ...details },
  ]);
}

/** The error of a file with more or fewer bytes than its header says. */
export function byteCountFault(name: string, expected: number, found: number): FrameworkError {
  const kind = found < expected ? 'is cut short' : 'has bytes after its end';
  return dataFault(
    name,
    `the file ${kind}: its header demands ${expected} bytes, it has ${found}`,
    { expected: `${expected} bytes`, found: `${found} bytes` },
  );
}
