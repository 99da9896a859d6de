import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { codeFiles, readText, repositoryRoot } from '../support/repository-files.js';

interface Manifest {
  readonly name: string;
  readonly main?: string;
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface LockFile {
  readonly packages: Readonly<
    Record<string, { hasInstallScript?: boolean; resolved?: string; integrity?: string }>
  >;
}

const manifest = JSON.parse(readText('package.json')) as Manifest;
const run = promisify(execFile);

/** Imports a module by its public name from the built package, in a process of its own. */
async function importBuilt(name: string): Promise<string> {
  const script = `await import(${JSON.stringify(name)}); process.stdout.write('loaded')`;
  const options = { cwd: repositoryRoot };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], options);
  return stdout;
}

describe('exports of the package', () => {
  const modules = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ name: `${manifest.name}${subpath.slice(1)}`, ...target }],
  );

  it.each(modules)('$name has a source, a build and types', async (entry) => {
    const source = entry.default.replace('./dist/', '').replace(/\.js$/, '.ts');
    expect(existsSync(join(repositoryRoot, source)), source).toBe(true);
    expect(existsSync(join(repositoryRoot, entry.types)), `${entry.types}: npm run build`).toBe(
      true,
    );
    expect(await importBuilt(entry.name)).toBe('loaded');
  });

  it('nothing else can be reached', async () => {
    await expect(importBuilt(`${manifest.name}/dist/core/index.js`)).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });

  it('there is no second entrance', () => {
    expect(manifest.main).toBeUndefined();
    expect(Object.keys(manifest.exports).filter((subpath) => subpath.includes('*'))).toEqual([]);
  });
});

describe('dependencies', () => {
  const lockFile = JSON.parse(readText('package-lock.json')) as LockFile;
  const installed = Object.entries(lockFile.packages).filter(([path]) => path !== '');

  it('have exact versions', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^(npm:[^ ]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('run no install scripts', () => {
    const scripted = installed.filter(([, entry]) => entry.hasInstallScript === true);
    expect(scripted.map(([path]) => path)).toEqual([]);
  });

  it('are locked by hash, without the address of a registry', () => {
    expect(installed.length).toBeGreaterThan(0);
    expect(installed.filter(([, entry]) => entry.integrity === undefined)).toEqual([]);
    expect(installed.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });
});

describe('code files', () => {
  it('have at most 600 lines', () => {
    const long = codeFiles().filter((file) => readText(file).split('\n').length > 601);
    expect(long).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const pattern = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.(ts|mjs)$/;
    const names = codeFiles().filter(
      (file) => !pattern.test(file.slice(file.lastIndexOf('/') + 1)),
    );
    expect(names).toEqual([]);
  });
});
