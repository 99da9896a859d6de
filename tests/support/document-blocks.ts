import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { type FencedBlock, fencedBlocks } from './markdown.js';
import { repositoryRoot } from './repository-files.js';

/**
 * Runs what a document shows. `# file: NAME` on the first line of a block puts it into the folder in
 * which the document's commands run; `# part of PATH` demands that the file has these lines.
 */
export interface DocumentFolder {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A new folder with the examples in it, and `isospike` as the built command. */
export function openFolder(): DocumentFolder {
  const path = mkdtempSync(join(tmpdir(), 'isospike-document-'));
  const programs = join(path, '.bin');
  mkdirSync(programs);
  const command = join(programs, 'isospike');
  const main = join(repositoryRoot, 'dist/cli/main.js');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(join(repositoryRoot, 'examples'), join(path, 'examples'));
  const environment = {
    ...process.env,
    PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
  };
  return { path, environment };
}

/** Name on the first line of a block that is a file. */
export function fileName(block: FencedBlock): string | undefined {
  return /^(?:#|\/\/) file: (\S+)/.exec(block.text)?.[1];
}

/** Path and lines of a block that quotes a file. */
export function quotation(
  block: FencedBlock,
): { readonly path: string; readonly lines: readonly string[] } | undefined {
  const [first = '', ...lines] = block.text.split('\n');
  const path = /^(?:#|\/\/) part of (\S+)/.exec(first)?.[1];
  return path === undefined ? undefined : { path, lines };
}

/** Whether a text has these lines in one piece, up to a common indentation. */
export function hasLines(text: string, lines: readonly string[]): boolean {
  const whole = text.split('\n');
  return whole.some((_, start) => {
    const found = whole.slice(start, start + lines.length);
    const indent = ' '.repeat(
      Math.max(0, (found[0] ?? '').search(/\S/) - Math.max(0, (lines[0] ?? '').search(/\S/))),
    );
    return lines.every((line, at) => (found[at] ?? '') === (line === '' ? '' : indent + line));
  });
}

export interface ShellStep {
  readonly command: string;
  readonly expected: readonly string[];
}

/** Commands of a block, each with the lines that are shown below it. */
export function shellSteps(block: FencedBlock): readonly ShellStep[] {
  const steps: { command: string; expected: string[] }[] = [];
  for (const line of block.text.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: [] });
    else steps.at(-1)?.expected.push(line);
  }
  return steps;
}

/** Documents that need data say so in their commands; without the data they cannot run. */
export function needsData(block: FencedBlock): boolean {
  return block.text.includes('ISOSPIKE_DATA');
}

const progress = /^[a-z]+: \d+ ticks, /;

/**
 * What a command prints, without progress. Diagnostics go to standard error: they come first, and
 * only where `diagnostics` asks for them, so that a new note does not change every document.
 */
export function runShell(
  folder: DocumentFolder,
  command: string,
  diagnostics = false,
): readonly string[] {
  const { stdout, stderr, error } = spawnSync('sh', ['-c', command], {
    cwd: folder.path,
    env: folder.environment,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  return [diagnostics ? stderr : '', stdout]
    .join('')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !progress.test(line));
}

/** Whether a diagnostic is among the lines that a document shows. */
export function showsDiagnostics(expected: readonly string[]): boolean {
  return expected.some((line) => /^(?:error|warning|info)\[/.test(line));
}

/** The first shown line that the output does not have, or what follows the last; `...` stands for any lines. */
export function firstMissing(
  expected: readonly string[],
  output: readonly string[],
): string | undefined {
  const groups: string[][] = [[]];
  for (const line of expected) {
    if (line.trim() === '...') groups.push([]);
    else groups.at(-1)?.push(line.trimEnd());
  }
  let at = 0;
  for (const [position, group] of groups.entries()) {
    const last = position === 0 ? at : output.length - group.length;
    let best = 0;
    let found = group.length === 0;
    for (let start = at; !found && start <= last; start++) {
      const same = group.findIndex((line, index) => line !== output[start + index]);
      if (same < 0) {
        at = start + group.length;
        found = true;
      } else best = Math.max(best, same);
    }
    if (!found) return group[best];
  }
  const open = expected.length === 0 || groups.at(-1)?.length === 0;
  return open ? undefined : output.slice(at).find((line) => line !== '');
}

/** Runs a block of TypeScript; gives what it printed and what its comments `// prints: ..` say. */
export async function runTypeScript(
  folder: DocumentFolder,
  block: FencedBlock,
): Promise<{ readonly printed: readonly string[]; readonly promised: readonly string[] }> {
  const path = join(folder.path, fileName(block) ?? `block-${block.line}.ts`);
  writeFileSync(path, `${block.text}\n`);
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: readonly unknown[]) => {
    printed.push(values.map(String).join(' '));
  });
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    await import(/* @vite-ignore */ pathToFileURL(path).href);
  } finally {
    log.mockRestore();
    process.chdir(before);
  }
  const promised = [...block.text.matchAll(/\/\/ prints: (.*)$/gm)].map((match) => match[1] ?? '');
  return { printed, promised };
}

/** Messages of the compiler on the TypeScript blocks of a document, read with the package's names. */
export function typeFaults(folder: DocumentFolder, files: readonly string[]): string {
  const dist = (path: string): string[] => [join(repositoryRoot, 'dist', path)];
  const settings = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: 'es2022',
      module: 'nodenext',
      types: ['node'],
      typeRoots: [join(repositoryRoot, 'node_modules/@types')],
      paths: {
        isospike: dist('core/index.d.ts'),
        'isospike/reference': dist('backends/reference/index.d.ts'),
        'isospike/fixed-point': dist('backends/fixed-point/index.d.ts'),
        'isospike/hardware': dist('backends/profiles/index.d.ts'),
        'isospike/equivalence': dist('equivalence/index.d.ts'),
        'isospike/node': dist('cli/node/index.d.ts'),
      },
    },
    files,
  };
  writeFileSync(join(folder.path, 'package.json'), '{"type": "module"}\n');
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(settings));
  try {
    execFileSync(
      process.execPath,
      [join(repositoryRoot, 'node_modules/typescript/bin/tsc'), '-p', folder.path],
      { encoding: 'utf8' },
    );
    return '';
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout ?? error);
  }
}

/** All blocks of a document that run, in order. */
export function runnableBlocks(markdown: string): readonly FencedBlock[] {
  return fencedBlocks(markdown).filter(({ language }) => ['sh', 'yaml', 'ts'].includes(language));
}
