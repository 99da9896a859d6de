/** Everything that guides, concepts and hand-written reference pages show runs here. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type DocumentFolder,
  fileName,
  firstMissing,
  hasLines,
  needsData,
  openFolder,
  quotation,
  runnableBlocks,
  runShell,
  runTypeScript,
  shellSteps,
  showsDiagnostics,
  typeFaults,
} from '../support/document-blocks.js';
import { fencedBlocks } from '../support/markdown.js';
import { filesBelow, readText } from '../support/repository-files.js';

const documents = [
  ...filesBelow('docs/guides'),
  ...filesBelow('docs/concepts'),
  'docs/reference/api.md',
  'docs/numerics.md',
].filter((file) => file.endsWith('.md') && existsSync(file));

const data = process.env.ISOSPIKE_DATA ?? '';
const folders: DocumentFolder[] = [];
afterAll(() => {
  for (const { path } of folders) rmSync(path, { recursive: true, force: true });
});

describe.each(documents)('%s', (file) => {
  const text = readText(file);
  const folder = openFolder();
  folders.push(folder);
  const shell = fencedBlocks(text).filter(({ language }) => language === 'sh');
  const shown = shell.map((block) => block.text).join('\n');

  it('has blocks of known languages only', () => {
    const languages = fencedBlocks(text).map(({ language }) => language);
    expect(languages.filter((one) => !['sh', 'yaml', 'ts', 'json', 'csv'].includes(one))).toEqual(
      [],
    );
  });

  for (const block of runnableBlocks(text)) {
    const named = fileName(block);
    const quoted = quotation(block);
    if (quoted !== undefined) {
      it(`line ${block.line} quotes ${quoted.path}`, () => {
        expect(hasLines(readText(quoted.path), quoted.lines)).toBe(true);
      });
    } else if (block.language === 'yaml') {
      it(`line ${block.line} is a file that can be used`, () => {
        if (named === undefined) expect.fail('a yaml block needs `# file:` or `# part of`');
        writeFileSync(join(folder.path, named), `${block.text}\n`);
        if (!shown.includes(named)) {
          expect(runShell(folder, `isospike check ${named}; echo $?`).at(-2)).toBe('0');
        }
      });
    } else if (block.language === 'sh') {
      it.skipIf(needsData(block) && data === '')(
        `line ${block.line} prints what it shows`,
        () => {
          const steps = shellSteps(block);
          expect(steps.length).toBeGreaterThan(0);
          for (const { command, expected } of steps) {
            const output = runShell(folder, command, showsDiagnostics(expected));
            const missing = firstMissing(expected, output);
            if (missing !== undefined) {
              expect.fail(`${command}\nhas no line\n${missing}\nbut\n${output.join('\n')}`);
            }
          }
        },
        120_000,
      );
    } else {
      it(`line ${block.line} runs and prints what it promises`, async () => {
        const { printed, promised } = await runTypeScript(folder, block);
        expect(printed).toEqual(promised);
      }, 60_000);
    }
  }

  const scripts = runnableBlocks(text).filter(
    (block) => block.language === 'ts' && quotation(block) === undefined,
  );
  if (scripts.length > 0) {
    it('has TypeScript whose types are right', () => {
      const names = scripts.map((block) => fileName(block) ?? `block-${block.line}.ts`);
      for (const [at, block] of scripts.entries()) {
        writeFileSync(join(folder.path, names[at] ?? ''), `${block.text}\n`);
      }
      expect(typeFaults(folder, names)).toBe('');
    }, 60_000);
  }
});
