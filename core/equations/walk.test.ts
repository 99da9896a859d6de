import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import type { Expression } from './ast.js';
import { parseExpression } from './expression-parser.js';
import { printExpression } from './printer.js';
import { plainOrigin } from './text-origin.js';
import { expressionHeight, namesIn, substitute, walkExpression } from './walk.js';

function read(text: string): Expression {
  const expression = parseExpression(plainOrigin(text), new Diagnostics());
  if (expression === undefined) throw new Error(`cannot read ${text}`);
  return expression;
}

describe('walkExpression', () => {
  it('visits a whole before its parts, from left to right', () => {
    const seen: string[] = [];
    walkExpression(read('-a + f(b, not c)*2 < d or e'), (part) => {
      seen.push(part.kind === 'name' ? part.name : part.kind);
    });
    expect(seen).toEqual(
      'logical comparison arithmetic negate a arithmetic call b not c number d e'.split(' '),
    );
  });
});

describe('namesIn', () => {
  it('collects names once and leaves out functions', () => {
    expect([...namesIn(read('exp(-v/tau) + v*I(t, i)'))]).toEqual(['v', 'tau', 't', 'i']);
  });
});

describe('expressionHeight', () => {
  it.each([
    ['1', 1],
    ['a', 7],
    ['-1 + 2', 3],
    ['f(1, a) + 1', 9],
  ])('%s', (text, height) => {
    expect(expressionHeight(read(text), () => 7)).toBe(height);
  });
});

describe('substitute', () => {
  it('replaces names, once, and not functions', () => {
    const replaced = substitute(read('f(f, a) + a**2'), (name) =>
      name === 'a' ? read('a + b') : name === 'f' ? read('g') : undefined,
    );
    expect(printExpression(replaced)).toBe('f(g, a + b) + (a + b)**2');
  });

  it('gives back the very tree if nothing is replaced', () => {
    const expression = read('not (a + -b > 2) and clip(c, 0, 1) == 1');
    expect(substitute(expression, () => undefined)).toBe(expression);
  });
});
