import { csvNumbers, decodeCsv } from './csv.js';
import { type DataArray, dataFault } from './data-array.js';
import { decodeIdx } from './idx.js';
import { decodeNpy } from './npy.js';

/**
 * Decodes a data file (unpacked) by its name or, for IDX and .npy, its first bytes.
 *
 * @param numberColumns - Columns of a .csv that must be numbers (default: all); texts in the others
 *   stand for classes.
 * @throws FrameworkError `FILE_DATA` if the form is not known or the content faulty.
 */
export function decodeDataFile(
  bytes: Uint8Array,
  name: string,
  numberColumns?: ReadonlySet<string>,
): DataArray {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  if (plain.endsWith('.csv')) return csvNumbers(decodeCsv(bytes, name), numberColumns);
  if (plain.endsWith('.npy') || bytes[0] === 0x93) return decodeNpy(bytes, name);
  if (bytes[0] === 0 && bytes[1] === 0) return decodeIdx(bytes, name);
  throw dataFault(name, 'the form of this file is not known: expected .npy, .csv or IDX');
}
