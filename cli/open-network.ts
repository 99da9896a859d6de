import type { DataReader } from '../core/backend.js';
import { loadNetwork } from '../core/description/index.js';
import { type Diagnostic, FrameworkError } from '../core/diagnostics/index.js';
import type { Network } from '../core/network/index.js';
import { createFileReader, readTextFile } from './node/index.js';

export interface OpenedNetwork {
  readonly path: string;
  readonly network: Network;
  readonly notes: readonly Diagnostic[];
}

/** Reads a network file. @throws FrameworkError with every fault of the file's form. */
export async function openNetwork(path: string): Promise<OpenedNetwork> {
  const { network, diagnostics } = loadNetwork(await readTextFile(path), path);
  if (network === undefined) {
    throw new FrameworkError(diagnostics.filter(({ severity }) => severity === 'error'));
  }
  return { path, network, notes: diagnostics };
}

/** Data files of a network: beside it, below `--data`, or below $ISOSPIKE_DATA. */
export function dataReader(path: string, dataRoot: string | undefined): DataReader {
  return createFileReader(path, dataRoot);
}
