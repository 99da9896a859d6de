import { describe, expect, it } from 'vitest';
import { lineText, locate } from './locate.js';

const source = { name: 'a.yaml', text: 'one\r\ntwo\n\nfour\rfive' };

describe('locate', () => {
  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [5, 2, 1],
    [8, 2, 4],
    [9, 3, 1],
    [10, 4, 1],
    [15, 5, 1],
    [19, 5, 5],
    [400, 5, 5],
    [-3, 1, 1],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(locate({ source, start: offset, end: offset }).start).toEqual({ line, column });
  });

  it('gives both ends', () => {
    expect(locate({ source, start: 1, end: 7 })).toEqual({
      start: { line: 1, column: 2 },
      end: { line: 2, column: 3 },
    });
  });

  it('gives an end that is not before the start', () => {
    expect(locate({ source, start: 6, end: 2 }).end).toEqual({ line: 2, column: 2 });
  });
});

describe('lineText', () => {
  it('gives lines without their ends', () => {
    expect([1, 2, 3, 4, 5, 6].map((line) => lineText(source, line))).toEqual([
      'one',
      'two',
      '',
      'four',
      'five',
      '',
    ]);
  });
});
