/** Numbers in the tables of concept pages, computed by what they are about. */
import { describe, expect, it } from 'vitest';
import { maxWord, minWord, parseFormat, roundShift } from '../../core/fixed/index.js';
import { readText } from '../support/repository-files.js';

/** Cells of the rows of a page's table whose first cell is code. */
function rows(page: string): readonly (readonly string[])[] {
  return readText(`docs/concepts/${page}.md`)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const fraction = (text: string): number => {
  const [over = '', under = '1'] = text.split('/');
  return Number(over) / Number(under);
};

describe('requantisation.md', () => {
  const [head = ''] = readText('docs/concepts/requantisation.md').match(/^\| rounding .*$/m) ?? [];
  const values = head.split('|').slice(2, -1).map(Number);

  it.each(rows('requantisation'))('%s', (mode, ...cells) => {
    const name = String(mode).replaceAll('`', '');
    // Two fraction bits are enough for the values; one is left.
    const round = (value: number, word: number): number =>
      roundShift(value * 4, 1, name as 'floor', word) / 2;
    const shown = values.map((value) => [round(value, 2 ** 32 - 1), round(value, 0)]);
    const texts = shown.map(([low = 0, high = 0]) =>
      low === high ? low.toFixed(1) : `${low.toFixed(1)} or ${high.toFixed(1)}`,
    );
    expect(cells).toEqual(texts);
  });
});

describe('format.md', () => {
  it.each(rows('format'))('%s', (name, smallest, largest, lsb) => {
    const parsed = parseFormat(String(name).replaceAll('`', ''));
    if (!parsed.ok) throw new Error(`no format: ${name}`);
    const { format } = parsed;
    const unit = 2 ** -format.fracBits;
    expect([minWord(format) * unit, maxWord(format) * unit, unit]).toEqual(
      [smallest, largest, lsb].map((cell) => fraction(String(cell))),
    );
  });
});
