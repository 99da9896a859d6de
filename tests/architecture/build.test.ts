import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/repository-files.js';

let project = '';
const path = (file: string) => join(project, file);
const read = (file: string) => readFileSync(path(file), 'utf8');

function write(file: string, text: string): void {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), text);
}

/** Runs the build script of the small project; never rejects. */
function build(...options: readonly string[]): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path('scripts/build.mjs'), ...options], (error, stdout, stderr) => {
      const status = typeof error?.code === 'number' ? error.code : 0;
      resolve({ status, said: stdout + stderr });
    });
  });
}

const installDevelopmentTools = () =>
  symlinkSync(join(repositoryRoot, 'node_modules'), path('node_modules'));

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'isospike-build-'));
  for (const file of ['scripts/build.mjs', 'tsconfig.base.json'])
    cpSync(join(repositoryRoot, file), path(file));
  write('package.json', '{"name":"small","type":"module"}');
  write('package-lock.json', '{}');
  write('tsconfig.json', '{"files":[],"references":[{"path":"core"}]}');
  const options = {
    rootDir: '.',
    outDir: '../dist/core',
    tsBuildInfoFile: '../dist/core/.tsbuildinfo',
  };
  const settings = { extends: '../tsconfig.base.json', compilerOptions: options };
  write('core/tsconfig.json', JSON.stringify({ ...settings, exclude: ['**/*.test.ts'] }));
  write('core/index.ts', 'export const answer: number = 1;\n');
  write('core/index.test.ts', 'export {};\n');
  write('docs/reference/errors/CODE.md', '# CODE\n');
  write('backends/profiles/chip.yaml', 'hardware: 1\n');
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('the build', () => {
  it('compiles sources, copies pages and profiles, and leaves tests out', async () => {
    installDevelopmentTools();
    expect(await build()).toEqual({ status: 0, said: '' });
    expect(read('dist/core/index.js')).toContain('answer = 1');
    expect(existsSync(path('dist/core/index.d.ts'))).toBe(true);
    expect(read('dist/docs/reference/errors/CODE.md')).toBe('# CODE\n');
    expect(read('dist/backends/profiles/chip.yaml')).toBe('hardware: 1\n');
    expect(existsSync(path('dist/core/index.test.js'))).toBe(false);
  });

  it('touches nothing while the stamp is current, and builds when an input has changed', async () => {
    installDevelopmentTools();
    await build('--if-stale');
    const before = statSync(path('dist/core/index.js')).mtimeMs;
    await build('--if-stale');
    expect(statSync(path('dist/core/index.js')).mtimeMs).toBe(before);
    write('core/index.ts', 'export const answer: number = 2;\n');
    await build('--if-stale');
    expect(read('dist/core/index.js')).toContain('answer = 2');
    write('package-lock.json', '{"lockfileVersion":3}');
    const stamp = read('dist/.stamp');
    await build('--if-stale');
    expect(read('dist/.stamp')).not.toBe(stamp);
  });

  it('removes what no source accounts for', async () => {
    installDevelopmentTools();
    write('dist/core/gone.js', 'export {};\n');
    await build();
    expect(existsSync(path('dist/core/gone.js'))).toBe(false);
  });

  it('fails on a type error, keeps the last good files and is stale afterwards', async () => {
    installDevelopmentTools();
    await build();
    write('core/index.ts', "export const answer: number = 'one';\n");
    const failed = await build('--if-stale');
    expect(failed.status).not.toBe(0);
    expect(failed.said).toContain('TS2322');
    expect(read('dist/core/index.js')).toContain('answer = 1');
    expect(existsSync(path('dist/.stamp'))).toBe(false);
  });

  it('says that it was left out when there is no compiler', async () => {
    const { status, said } = await build('--if-stale');
    expect(status).toBe(0);
    expect(said).toContain('dist was not built');
    expect(existsSync(path('dist'))).toBe(false);
  });
});
