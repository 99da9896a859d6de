import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readText, repositoryRoot } from '../support/repository-files.js';

/** Rule that must speak, file in which the fault is planted, text of the file. */
type Planted = readonly [rule: string, file: string, text: string];

const restricted = 'style/noRestrictedImports';
const imports = (specifier: string): string =>
  `import { thing } from '${specifier}';\nexport const other = thing;\n`;

const planted: readonly Planted[] = [
  ['suspicious/noImportCycles', 'core/units/a.ts', imports('./b.js')],
  ['suspicious/noImportCycles', 'core/units/b.ts', imports('./a.js')],
  ['suspicious/noImportCycles', 'core/units/c.ts', "export type { D } from './d.js';\n"],
  ['suspicious/noImportCycles', 'core/units/d.ts', "export type { C } from './c.js';\n"],
  ['style/noDefaultExport', 'core/units/default.ts', 'export default 1;\n'],
  ['style/useFilenamingConvention', 'core/units/CamelCase.ts', 'export const x = 1;\n'],
  ['style/noExcessiveLinesPerFile', 'core/units/long.ts', 'export {};\n'.repeat(601)],
  [
    'nursery/noFloatingPromises',
    'core/units/floating.ts',
    'async function load(): Promise<void> {}\nexport function start(): void {\n  load();\n}\n',
  ],
  ['performance/noReExportAll', 'core/units/all.ts', "export * from './e.js';\n"],
  ['style/noEnum', 'core/units/enum.ts', 'export enum E {\n  A,\n}\n'],
  ['suspicious/noExplicitAny', 'core/units/any.ts', 'export let x: any;\n'],
  ['suspicious/noConsole', 'core/units/console.ts', 'console.log(1);\n'],
  ['style/noRestrictedGlobals', 'core/units/date.ts', 'export const x = Date.now();\n'],
  ['style/noRestrictedGlobals', 'backends/emit/f.ts', "export const f = new Function('');\n"],
  ['suspicious/noFocusedTests', 'core/units/x.test.ts', "it.only('runs', () => {});\n"],
  ['format', 'core/units/format.ts', 'export const x = "double";\n'],

  [restricted, 'core/units/node.ts', imports('node:fs')],
  [restricted, 'core/units/package.ts', imports('yaml')],
  [restricted, 'core/units/up.ts', imports('../../equivalence/index.js')],
  [restricted, 'core/description/package.ts', imports('ws')],
  [restricted, 'core/ir/up.ts', imports('../network/index.js')],
  [restricted, 'core/fixed/up.ts', imports('../ir/index.js')],
  [restricted, 'core/random/up.ts', imports('../diagnostics/index.js')],
  [restricted, 'core/diagnostics/up.ts', imports('../units/index.js')],
  [restricted, 'backends/emit/up.ts', imports('../../core/network/index.js')],
  [restricted, 'backends/emit/side.ts', imports('../reference/index.js')],
  [restricted, 'backends/reference/side.ts', imports('../fixed-point/index.js')],
  [restricted, 'backends/reference/up.ts', imports('../../core/fixed/index.js')],
  [restricted, 'backends/fixed-point/side.ts', imports('../reference/index.js')],
  [restricted, 'backends/profiles/side.ts', imports('../fixed-point/index.js')],
  [restricted, 'equivalence/up.ts', imports('../backends/reference/index.js')],
  [restricted, 'equivalence/node.ts', imports('node:fs')],
  [restricted, 'cli/up.ts', imports('../examples/index.js')],
  [restricted, 'cli/node/up.ts', imports('../commands/index.js')],
  [restricted, 'examples/iris/deep.ts', imports('../../core/index.js')],
];

/** Folders whose own import rules replace the general ones, so that these are repeated there. */
const folders = [
  'core/units',
  'core/description',
  'core/ir',
  'core/fixed',
  'core/random',
  'core/diagnostics',
  'backends/emit',
  'backends/reference',
  'backends/fixed-point',
  'backends/profiles',
  'equivalence',
  'cli',
  'cli/node',
  'examples/iris',
];
const repeated: readonly Planted[] = folders.flatMap((folder): Planted[] => [
  [restricted, `${folder}/own-test.ts`, imports('./x.test.js')],
  [restricted, `${folder}/tests.ts`, imports('../tests/support/x.js')],
  [restricted, `${folder}/built.ts`, imports('../dist/x.js')],
]);

const allowed: readonly (readonly [file: string, text: string])[] = [
  ['core/description/yaml.ts', imports('yaml')],
  ['core/ir/passes/fold.ts', imports('../../diagnostics/index.js')],
  ['core/lower/up.ts', imports('../ir/index.js')],
  ['backends/emit/up-ok.ts', imports('../../core/ir/index.js')],
  ['backends/emit/emit-js.ts', "export const f = new Function('');\n"],
  ['backends/reference/emit.ts', imports('../emit/index.js')],
  ['cli/node/fs.ts', imports('node:fs')],
  ['cli/print.ts', 'console.log(1);\n'],
  ['examples/iris/public.ts', imports('isospike/node')],
  ['core/units/oracle.test.ts', imports('../../tests/support/x.js')],
  ['some.config.ts', 'export default 1;\n'],
];

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string | { readonly file: string } };
  }[];
}

let project = '';
/** `RULE FILE` of everything the linter said about the planted files. */
let said: readonly string[] = [];

/** Biome ends with status 1 when it finds faults; the report is on its standard output anyway. */
function lint(): Promise<string> {
  const command = join(repositoryRoot, 'node_modules/@biomejs/biome/bin/biome');
  const options = ['check', '--reporter=json', '--max-diagnostics=none', '--error-on-warnings'];
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...options], { cwd: project }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'isospike-lint-'));
  copyFileSync(join(repositoryRoot, 'biome.json'), join(project, 'biome.json'));
  const files = [...planted, ...repeated].map(([, file, text]) => [file, text] as const);
  for (const [file, text] of [...files, ...allowed]) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const report = JSON.parse(await lint()) as Report;
  said = report.diagnostics.map(({ category, location }) => {
    const path = typeof location.path === 'string' ? location.path : location.path.file;
    return `${category.replace(/^lint\//, '')} ${path.replace('./', '')}`;
  });
}, 30_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('a planted violation turns the linter red', () => {
  it.each([...planted, ...repeated])('%s in %s', (rule, file) => {
    expect(said).toContain(`${rule} ${file}`);
  });
});

describe('what is allowed stays green', () => {
  it.each(allowed)('%s', (file) => {
    expect(said.filter((line) => line.endsWith(` ${file}`))).toEqual([]);
  });
});

describe('the command', () => {
  it('lets no warning pass', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: { lint: string } };
    expect(scripts.lint).toContain('--error-on-warnings');
  });
});
