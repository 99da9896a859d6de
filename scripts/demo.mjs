// npm run demo: the way through the house on the shipped examples. Ends with a verdict line.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const digits = 'train10k-images-idx3-ubyte.gz';

/**
 * Shows a command and runs it.
 *
 * @param {readonly string[]} words
 * @returns {number} its exit status
 */
function isospike(...words) {
  process.stdout.write(`\n$ isospike ${words.join(' ')}\n`);
  const main = join(root, 'dist/cli/main.js');
  const { status, error } = spawnSync(process.execPath, [main, ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status ?? 4;
}

/** Folder that holds the digits: $ISOSPIKE_DATA or its folder mnist. */
function digitsFolder() {
  const data = process.env.ISOSPIKE_DATA;
  if (data === undefined || data === '') return undefined;
  return [data, join(data, 'mnist')].find((folder) => existsSync(join(folder, digits)));
}

process.stdout.write(
  '1. A unit slip that takes days to find by its symptom is found before the run:\n',
);
const slip = isospike('check', 'examples/stdp-clip-units/faulty.yaml');

process.stdout.write('\n2. Real digits, learning on, in float64 and on the chip:\n');
const folder = digitsFolder();
let network = 0;
if (folder === undefined) {
  process.stdout.write('   not run: no MNIST (set ISOSPIKE_DATA to the folder of the IDX files)\n');
} else {
  const path = 'examples/diehl-cook-mnist/network.yaml';
  network = isospike('compare', path, '--hardware', 'iso-256', '--data', folder, '--images', '5');
}

process.stdout.write('\n3. The repaired network in float64 and on the chip:\n');
const verdict = isospike(
  'compare',
  'examples/stdp-clip-units/network.yaml',
  '--hardware',
  'iso-256',
);

// The slip must be found; chaotic digits without a budget may be inconclusive.
process.exitCode = slip !== 1 ? 4 : network >= 3 ? network : verdict;
