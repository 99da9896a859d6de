import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command in the repository's root. */
export function runCli(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 256 * 2 ** 20,
    timeout: 60_000,
  });
  return { status, out: stdout, err: stderr };
}

/** Standard output of a `--json` call. */
export function runCliJson(words: readonly string[]): Readonly<Record<string, unknown>> {
  return JSON.parse(runCli([...words, '--json']).out) as Readonly<Record<string, unknown>>;
}
