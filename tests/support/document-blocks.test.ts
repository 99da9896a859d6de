import { describe, expect, it } from 'vitest';
import { firstMissing, hasLines, shellSteps } from './document-blocks.js';

describe('firstMissing', () => {
  const output = ['a', 'b', 'c', ''];

  it.each([
    [['a', 'b', 'c'], undefined],
    [['a', '...'], undefined],
    [['...', 'b', '...'], undefined],
    [['...', 'c'], undefined],
    [[], undefined],
    [['b'], 'b'],
    [['a', 'c'], 'c'],
    [['a', 'b'], 'c'],
    [['...', 'c', '...', 'b'], 'b'],
  ])('%j', (expected, missing) => {
    expect(firstMissing(expected, output)).toBe(missing);
  });
});

describe('hasLines', () => {
  it('allows one indentation for all lines', () => {
    expect(hasLines('x:\n  a\n    b\n\n  c\n', ['a', '  b', '', 'c'])).toBe(true);
    expect(hasLines('x:\n  a\n  b\n', ['a', '  b'])).toBe(false);
  });
});

describe('shellSteps', () => {
  it('puts lines to the command above them', () => {
    const text = '$ one\n1\n$ two\n$ three\n3\n4';
    expect(shellSteps({ language: 'sh', text, line: 1 })).toEqual([
      { command: 'one', expected: ['1'] },
      { command: 'two', expected: [] },
      { command: 'three', expected: ['3', '4'] },
    ]);
  });
});
