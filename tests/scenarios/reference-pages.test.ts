import { describe, expect, it } from 'vitest';
import { faultGrammar } from '../../backends/neurocore/faults/fault-grammar.js';
import { hardwareShape } from '../../backends/profiles/index.js';
import { commands } from '../../cli/command-list.js';
import { runCommandLine } from '../../cli/run-command-line.js';
import { networkGrammar } from '../../core/description/index.js';
import { budgetGrammar } from '../../equivalence/budget-grammar.js';
import { referencePages } from '../../scripts/reference-text.mjs';
import { readText } from '../support/repository-files.js';

let overview = '';
const terminal = {
  out: (text: string) => {
    overview += text;
  },
  err: () => {},
  progress: () => {},
  isTerminal: false,
  columns: 80,
};
await runCommandLine(['--help'], commands, terminal as never);
const helped = await Promise.all(
  commands.map(async ({ name, summary, load }) => ({ name, summary, help: (await load()).help })),
);
const pages = referencePages({
  network: networkGrammar,
  hardware: hardwareShape,
  budget: budgetGrammar,
  faults: faultGrammar,
  commands: helped,
  overview,
});

describe('reference pages (npm run reference writes them)', () => {
  it.each([...pages])('%s is current', (path, text) => {
    expect(readText(path)).toBe(text);
  });

  it.each([...pages].filter(([path]) => path.endsWith('-file.md')))(
    '%s says what every key means',
    (_, text) => {
      expect(text.split('\n').filter((line) => /^\| `.*\| {2}\|$/.test(line))).toEqual([]);
    },
  );

  it('link to sections that exist', () => {
    for (const text of pages.values()) {
      const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^a-z0-9 _-]/g, '')
          .replaceAll(' ', '-'),
      );
      const links = [...text.matchAll(/\(#([^)]+)\)/g)].map((match) => match[1]);
      expect(links.filter((link) => !titles.includes(link ?? ''))).toEqual([]);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });
});
