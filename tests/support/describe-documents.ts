import { rmSync, writeFileSync } from 'node:fs';
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
} from './document-blocks.js';
import { fencedBlocks } from './markdown.js';
import { readText } from './repository-files.js';

const data = process.env.ISOSPIKE_DATA ?? '';

/**
 * Declares the tests of some documents: every command, file and TypeScript block that they show runs,
 * in the order of the page, in a folder of its own.
 */
export function describeDocuments(documents: readonly string[]): void {
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
}
