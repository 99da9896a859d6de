import { existsSync } from 'node:fs';
import { join } from 'node:path';

const probe = 'train10k-images-idx3-ubyte.gz';

/**
 * Folder of the digits: $ISOSPIKE_DATA or its folder mnist. Undefined where there are none; tests
 * that need them then say "not run: no MNIST" and are skipped.
 */
export function mnistFolder(): string | undefined {
  const data = process.env.ISOSPIKE_DATA;
  if (data === undefined || data === '') return undefined;
  return [data, join(data, 'mnist')].find((folder) => existsSync(join(folder, probe)));
}
