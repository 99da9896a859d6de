// Does a test notice when a diagnostic of a running network is no longer said?
//
//   node scripts/removals.mjs [PART ..]     only places whose `path:CODE` contains a PART
//
// Every place in core/diagnosis and core/runtime that names a code is taken away in turn, in memory
// and not on disk: there the code becomes another word. The tests that name the code are run, and one
// of them must fail. Printed is a table; the exit status is 1 if a removal went unnoticed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));
const checked = ['core/diagnosis', 'core/runtime'];
const tested = ['core', 'backends', 'cli', 'equivalence', 'tests/scenarios'];
const wanted = process.argv.slice(2);

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @typedef {{ file: string, code: string, at: number, line: number }} Place */

/**
 * Places that name a code: file, offset of the code, the code.
 *
 * @param {string} file @returns {Place[]}
 */
function placesOf(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\bcode: '([A-Z_]+)'/g)].map((match) => ({
    file,
    code: match[1] ?? '',
    at: match.index + "code: '".length,
    line: text.slice(0, match.index).split('\n').length,
  }));
}

const isTest = (/** @type {string} */ file) => file.endsWith('.test.ts');
const testFiles = tested.flatMap(filesOf).filter(isTest);
const textOf = new Map(testFiles.map((file) => [file, readFileSync(file, 'utf8')]));
const places = checked
  .flatMap(filesOf)
  .filter((file) => !isTest(file))
  .flatMap(placesOf);

const testsOf = (/** @type {string} */ code) =>
  testFiles.filter((test) => textOf.get(test)?.includes(code) === true);

/**
 * Names of the tests that fail, with a place taken away if one is given.
 *
 * @param {string[]} tests @param {Place} [place]
 */
async function failures(tests, place) {
  const removal = {
    name: 'removal',
    enforce: /** @type {const} */ ('pre'),
    transform(/** @type {string} */ text, /** @type {string} */ id) {
      if (place === undefined || id.split('?')[0] !== place.file) return undefined;
      return `${text.slice(0, place.at)}REMOVED${text.slice(place.at + place.code.length)}`;
    },
  };
  const options = { watch: false, reporters: [{}], silent: true };
  const vitest = await startVitest('test', tests, options, { plugins: [removal] });
  const failed = vitest.state.getFiles().flatMap((entry) => namesOfFailures(entry, entry.name));
  await vitest.close();
  return failed;
}

/** @param {import('vitest/node').RunnerTask} task @param {string} path @returns {string[]} */
function namesOfFailures(task, path) {
  if (task.type === 'suite' && task.tasks.length > 0) {
    return task.tasks.flatMap((inner) => namesOfFailures(inner, `${path} > ${inner.name}`));
  }
  // A file that does not load says nothing about the diagnostic.
  return task.type === 'test' && task.result?.state === 'fail' ? [path] : [];
}

const chosen = places
  .map((place) => ({
    ...place,
    name: `${place.file.slice(root.length)}:${place.line} ${place.code}`,
  }))
  .filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const all = [...new Set(chosen.flatMap(({ code }) => testsOf(code)))];
// What fails anyway is no answer.
const broken = new Set(await failures(all));
let unnoticed = 0;
for (const place of chosen) {
  const tests = testsOf(place.code);
  const found = tests.length === 0 ? [] : await failures(tests, place);
  const [first] = found.filter((name) => !broken.has(name));
  if (first === undefined) unnoticed++;
  const outcome = tests.length === 0 ? 'NO TEST NAMES IT' : (first ?? 'UNNOTICED');
  process.stdout.write(`${place.name.padEnd(64)} ${outcome}\n`);
}
process.exit(unnoticed === 0 ? 0 : 1);
