import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fencedBlocks, linkTargets } from '../support/markdown.js';
import { filesBelow, readText, repositoryRoot } from '../support/repository-files.js';

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...filesBelow('docs').filter((file) => file.endsWith('.md')),
];
const { scripts } = JSON.parse(readText('package.json')) as {
  scripts: Readonly<Record<string, string>>;
};

describe.each(documents)('%s', (file) => {
  const text = readText(file);

  it('links only to files that exist', () => {
    const missing = linkTargets(text)
      .filter((target) => !/^(https?:|#)/.test(target))
      .map((target) => posix.join(posix.dirname(file), target.replace(/#.*$/, '')))
      .filter((target) => !existsSync(join(repositoryRoot, target)));
    expect(missing).toEqual([]);
  });

  it('names only scripts that exist', () => {
    const named = [...text.matchAll(/npm run ([a-z][a-z:]*)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('has data in its blocks that can be read', () => {
    for (const { language, text: block } of fencedBlocks(text))
      if (language === 'json') expect(() => JSON.parse(block) as unknown).not.toThrow();
  });
});

describe('paths that documents name', () => {
  const placeholders = /(CODE|NNNN-title)\.md$/;

  it.each(documents)('exist: %s', (file) => {
    const pattern = /`((?:core|backends|equivalence|cli|tests|scripts|docs)\/[\w./-]+\.\w+)`/g;
    const named = [...readText(file).matchAll(pattern)].map((match) => match[1] ?? '');
    const missing = named.filter((path) => !existsSync(join(repositoryRoot, path)));
    expect(missing.filter((path) => !placeholders.test(path))).toEqual([]);
  });
});
