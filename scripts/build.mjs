/**
 * Builds `dist`: compiles every project, copies what the command reads at run time, removes files
 * that no source accounts for, and leaves a stamp with the hash of all inputs.
 *
 * `dist` is never emptied, so that a command or a test running meanwhile keeps its files.
 * With `--if-stale` nothing is done while the stamp is current; so `prepare` and `pretest` call it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const sourceFolders = ['core', 'backends', 'equivalence', 'cli', 'bench'];
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];
const stampFile = 'dist/.stamp';
const commandFile = 'dist/cli/main.js';

/** Files below a folder, as sorted paths with `/`; none if the folder does not exist. */
function filesBelow(/** @type {string} */ folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}

const inSourceFolders = sourceFolders.flatMap(filesBelow);
const sources = inSourceFolders.filter((file) => /(?<!\.test)\.ts$/.test(file));
const projects = inSourceFolders.filter((file) => file.endsWith('tsconfig.json'));
const copied = [
  ...filesBelow('docs/reference/errors'),
  ...inSourceFolders.filter((file) => /^backends\/profiles\/[^/]+\.yaml$/.test(file)),
];

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const file of [...settings, 'scripts/build.mjs', ...projects, ...sources, ...copied])
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Path of the compiler's entry, or undefined without development dependencies. */
function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin/tsc');
  } catch {
    return undefined;
  }
}

/** What `dist` may hold: two outputs per source, one state file per project, copies, the stamp. */
function expectedOutputs() {
  return new Set([
    stampFile,
    ...projects.map((file) => `dist/${dirname(file)}/.tsbuildinfo`),
    ...copied.map((file) => `dist/${file}`),
    ...sources
      .filter((file) => !file.endsWith('.d.ts'))
      .flatMap((file) => [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.d.ts')])
      .map((file) => `dist/${file}`),
  ]);
}

function build(/** @type {string} */ compiler, /** @type {string} */ hash) {
  rmSync(stampFile, { force: true });
  const run = spawnSync(process.execPath, [compiler, '-b', '--force'], { stdio: 'inherit' });
  if (run.status !== 0) return run.status ?? 1;
  for (const file of copied) {
    mkdirSync(dirname(`dist/${file}`), { recursive: true });
    copyFileSync(file, `dist/${file}`);
  }
  const expected = expectedOutputs();
  for (const file of filesBelow('dist')) if (!expected.has(file)) rmSync(file);
  if (existsSync(commandFile)) chmodSync(commandFile, 0o755);
  writeFileSync(`${stampFile}.new`, hash);
  renameSync(`${stampFile}.new`, stampFile);
  return 0;
}

const hash = hashOfInputs();
const current = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
if (!(current && process.argv.includes('--if-stale'))) {
  const compiler = findCompiler();
  if (compiler === undefined)
    console.log('isospike: dist was not built, because development dependencies are left out');
  else process.exitCode = build(compiler, hash);
}
