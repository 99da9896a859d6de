// npm run soak: the property tests with many more cases (minutes to an hour).
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', 'tests/property', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, SOAK: '1' },
  },
);
process.exitCode = status ?? 4;
