import process from 'node:process';
import type { Benchmark } from './benchmark.js';
import { emulator } from './emulator.js';
import { largeNetwork } from './large-network.js';

const benchmarks: readonly Benchmark[] = [largeNetwork, emulator];

/** `npm run bench -- NAME [--quick] [--json]`: prints figures; exit status 1 if one breaks its limit. */
async function main(argv: readonly string[]): Promise<0 | 1 | 3> {
  const names = argv.filter((word) => !word.startsWith('--'));
  const switches = new Set(argv.filter((word) => word.startsWith('--')));
  const [name] = names;
  const benchmark = benchmarks.find((entry) => entry.name === name);
  const known = [...switches].every((word) => word === '--quick' || word === '--json');
  if (benchmark === undefined || names.length !== 1 || !known) {
    const list = benchmarks.map((entry) => `  ${entry.name}  ${entry.summary}\n`).join('');
    process.stderr.write(`usage: npm run bench -- NAME [--quick] [--json]\n\n${list}`);
    return 3;
  }
  const figures = await benchmark.run(switches.has('--quick'));
  if (switches.has('--json')) {
    process.stdout.write(`${JSON.stringify({ benchmark: benchmark.name, figures }, null, 2)}\n`);
  } else {
    for (const { name: what, value, unit, limit, holds } of figures) {
      const against = limit === undefined ? '' : `  (limit ${limit}${holds ? '' : ', NOT HELD'})`;
      process.stdout.write(`${what.padEnd(34)} ${value} ${unit}${against}\n`);
    }
  }
  return figures.every(({ holds }) => holds) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
