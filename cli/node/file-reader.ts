import { dirname, isAbsolute, relative, resolve, sep, win32 } from 'node:path';
import type { DataReader } from '../../core/index.js';
import { fileFault } from './file-fault.js';
import { gunzipBytes } from './gunzip-bytes.js';
import { readBytes } from './read-bytes.js';

export interface FileReaderLimits {
  /** Of one file, packed and unpacked. Default 2 GiB - 1. */
  readonly maxBytes?: number;
}

/**
 * Reads the data files of a network: names are relative to the folder of the network file, or
 * `data:REST` below the data folder. Files ending in `.gz` are unpacked.
 *
 * Each `read` throws a FrameworkError `FILE_DATA` for absolute paths, paths that leave their
 * folder by `..`, `data:` without a data folder, and files that cannot be read or unpacked.
 *
 * @param networkFile - Path of the network file.
 * @param dataRoot - The data folder; default: the environment variable ISOSPIKE_DATA.
 */
export function createFileReader(
  networkFile: string,
  dataRoot: string | undefined = process.env.ISOSPIKE_DATA,
  limits: FileReaderLimits = {},
): DataReader {
  const maxBytes = limits.maxBytes ?? 2 ** 31 - 1;
  const networkFolder = dirname(resolve(networkFile));
  return {
    read: async (name) => {
      const path = locateFile(name, networkFolder, dataRoot);
      const bytes = await readBytes(path, name, maxBytes);
      return name.toLowerCase().endsWith('.gz') ? gunzipBytes(bytes, name, maxBytes) : bytes;
    },
  };
}

function locateFile(name: string, networkFolder: string, dataRoot: string | undefined): string {
  if (!name.startsWith('data:')) {
    return below(networkFolder, name, name, 'the folder of the network file');
  }
  if (dataRoot === undefined || dataRoot === '') {
    throw fileFault(
      name,
      'no data folder is known',
      'give --data FOLDER, or set the environment variable ISOSPIKE_DATA',
    );
  }
  return below(resolve(dataRoot), name.slice('data:'.length), name, 'the data folder');
}

/** A path inside a folder; judged by the text alone, on every system alike. */
function below(folder: string, rest: string, name: string, folderText: string): string {
  if (rest === '' || rest.includes('\0')) throw fileFault(name, 'this is no path of a file');
  if (isAbsolute(rest) || win32.isAbsolute(rest) || /^[A-Za-z]:/.test(rest)) {
    throw fileFault(name, 'absolute paths are refused', `write it relative to ${folderText}`);
  }
  const path = resolve(folder, rest);
  const inside = relative(folder, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw fileFault(name, `the path leaves ${folderText}`, `keep data below ${folderText}`);
  }
  return path;
}
