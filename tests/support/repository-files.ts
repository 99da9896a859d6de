/** The repository as tests of its structure see it: paths relative to its root, with `/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot: string = fileURLToPath(new URL('../..', import.meta.url));

const sourceFolders = ['core', 'backends', 'equivalence', 'cli', 'bench'];
const otherCodeFolders = ['examples', 'tests', 'scripts'];

/** Sorted paths of all files below a folder; empty if the folder does not exist. */
export function filesBelow(folder: string): readonly string[] {
  const start = join(repositoryRoot, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryRoot.length))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

export function readText(file: string): string {
  return readFileSync(join(repositoryRoot, file), 'utf8');
}

/** The code that is shipped: no tests, no declarations. */
export function sourceFiles(): readonly string[] {
  return sourceFolders.flatMap(filesBelow).filter((file) => /(?<!\.test|\.d)\.ts$/.test(file));
}

/** All code of the repository, tests included. */
export function codeFiles(): readonly string[] {
  return [...sourceFolders, ...otherCodeFolders]
    .flatMap(filesBelow)
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.startsWith('tests/golden/'));
}
