import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../core/diagnostics/index.js';
import { filesBelow, readText } from '../support/repository-files.js';

const folder = 'docs/reference/errors';
const codes = Object.keys(errorCodes);
const pages = filesBelow(folder)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(folder.length + 1, -'.md'.length));

describe('error pages', () => {
  it('exist for every code', () => {
    expect(codes.filter((code) => !pages.includes(code))).toEqual([]);
  });

  it('all belong to a code', () => {
    expect(pages.filter((page) => !codes.includes(page))).toEqual([]);
  });
});

describe.each(pages)('page %s', (page) => {
  const text = readText(`${folder}/${page}.md`);

  it('is titled with its code and has the three parts, each with content', () => {
    expect(text.startsWith(`# ${page}\n`)).toBe(true);
    const parts = text.split(/^## /m).slice(1);
    expect(parts.map((part) => part.slice(0, part.indexOf('\n')))).toEqual([
      'Meaning',
      'Example',
      'Repair',
    ]);
    for (const part of parts) expect(part.trim().split('\n').length).toBeGreaterThan(1);
  });

  it('shows something to run or to read', () => {
    expect(text).toMatch(/^```(yaml|ts|sh|json|text)\n[\s\S]+?\n```$/m);
  });
});
