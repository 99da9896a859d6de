// Do the tests notice faults in what everything else is judged by?
//
//   npm run mutants [-- PART ..]     only mutants whose `file name` contains a PART
//
// Each fault of tests/mutants is put into a copy of the working tree, one at a time, and the test
// files it names are run there: one of them must fail. Printed are a table and `N passed, N failed`;
// the exit status is 1 if a mutant survives, if what it replaces is not there (exactly once), or if
// the tests fail without it. One that is declared equivalent must survive.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../tests/mutants/mutant.d.ts').Mutant} Mutant */

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
/** Data of the tests, read here and nowhere else. @returns {Promise<any>} */
const listed = (/** @type {string} */ name) =>
  import(new URL(`../tests/mutants/${name}.mjs`, import.meta.url).href);
const { chipMutants } = await listed('chip-mutants');
const { integerMutants } = await listed('integer-mutants');
/** @type {readonly Mutant[]} */
const all = [...chipMutants, ...integerMutants];
const mutants = all.filter(
  ({ file, name }) =>
    wanted.length === 0 || wanted.some((part) => `${file} ${name}`.includes(part)),
);
const left = new Set(['node_modules', 'dist', '.git']);
/** A test that does not end has noticed something as well. */
const patience = 300_000;

/** Nobody reads the counterexample of a mutant: the first one is enough, however large. */
const settings = {
  'mutants-setup.mjs':
    "import { configureGlobal } from 'fast-check';\nconfigureGlobal({ endOnFailure: true });\n",
  'vitest.mutants.config.ts': `import base from './vitest.config.ts';
export default { ...base, test: { ...base.test, setupFiles: ['./mutants-setup.mjs'], testTimeout: 60_000 } };
`,
};

const copy = mkdtempSync(join(tmpdir(), 'isospike-mutants-'));
try {
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !left.has(relative(root, path)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [name, text] of Object.entries(settings)) writeFileSync(join(copy, name), text);
  const started = Date.now();
  let failed = 0;
  const report = (
    /** @type {boolean} */ good,
    /** @type {string} */ name,
    /** @type {string} */ what,
  ) => {
    if (!good) failed += 1;
    process.stdout.write(`${good ? 'ok  ' : 'FAIL'}  ${name.padEnd(40)} ${what}\n`);
  };
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const broken = run(tests);
  if (broken !== undefined) {
    report(false, 'no mutant', `the tests fail as they are: ${broken}`);
  } else {
    for (const mutant of mutants) report(...judge(mutant));
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const passed = broken === undefined ? mutants.length - failed : 0;
  process.stdout.write(`${mutants.length} mutants in ${seconds} s\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}

/** @returns {[boolean, string, string]} */
function judge(/** @type {Mutant} */ { name, file, find, replace, tests, equivalent }) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const places = text.split(find).length - 1;
  if (places !== 1)
    return [false, name, `what it replaces is in ${file} ${places} times, not once`];
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  try {
    const noticed = run(tests);
    if (equivalent !== undefined)
      return noticed === undefined
        ? [true, name, `survives, as it must: ${equivalent}`]
        : [false, name, `is said to be equivalent, and fails ${noticed}`];
    return noticed === undefined
      ? [false, name, `SURVIVED ${tests.join(' ')}`]
      : [true, name, noticed];
  } finally {
    writeFileSync(path, text);
  }
}

/** The first test that fails; undefined if all pass. */
function run(/** @type {readonly string[]} */ files) {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--bail=1',
      '--config=vitest.mutants.config.ts',
      '--reporter=json',
      ...files,
    ],
    {
      cwd: copy,
      encoding: 'utf8',
      timeout: patience,
      maxBuffer: 2 ** 28,
      // Less of what is drawn by chance than a release needs, and more than a mutant survives.
      env: {
        ...process.env,
        ISOSPIKE_CHIP_IMAGES: '60',
        ISOSPIKE_CHIP_FAULTS: '2',
        ISOSPIKE_CHIP_NETWORKS: '25',
      },
    },
  );
  // vitest ends its workers itself when it is told to stop.
  if (signal !== null || status === 143) return 'the tests did not end in time';
  if (status === 0) return undefined;
  const begin = stdout.indexOf('{');
  if (begin < 0) return `vitest: status ${status}`;
  /** @type {{testResults: readonly {name: string, message: string, assertionResults: readonly {status: string, fullName: string}[]}[]}} */
  const { testResults } = JSON.parse(stdout.slice(begin));
  for (const { name, message, assertionResults } of testResults) {
    const file = relative(copy, name);
    const failure = assertionResults.find((result) => result.status === 'failed');
    if (failure !== undefined) return `${file}: ${failure.fullName.slice(0, 70)}`;
    if (message !== '') return `${file}: ${message.split('\n')[0]}`;
  }
  return `vitest: status ${status}`;
}
