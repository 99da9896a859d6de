import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from './lexer.js';

function texts(text: string): readonly string[] {
  return tokenize(text).map((token) => `${token.kind}:${token.text.replace(/\r?\n/, '$')}`);
}

describe('tokenize', () => {
  it.each([
    ['dv/dt = -v', ['name:dv', 'operator:/', 'name:dt', 'operator:=', 'operator:-', 'name:v']],
    ['2 1. .5 1e-3 2E+4', ['number:2', 'number:1.', 'number:.5', 'number:1e-3', 'number:2E+4']],
    ['5mV', ['number:5', 'name:mV']],
    ['1e', ['number:1', 'name:e']],
    ['a**=b//=c', ['name:a', 'operator:**=', 'name:b', 'operator://=', 'name:c']],
    [
      'a<=b==c!=d',
      ['name:a', 'operator:<=', 'name:b', 'operator:==', 'name:c', 'operator:!=', 'name:d'],
    ],
    ['a # comment : x\n\n  # more\r\nb', ['name:a', 'newline:$', 'name:b']],
    ['é€ $', ['unknown:é€', 'unknown:$']],
  ])('%j', (text, expected) => {
    expect(texts(text)).toEqual([...expected, 'end:']);
  });

  it('gives tokens in order whose texts stand at their offsets, for any text', () => {
    const random = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(...'a1.eE+-*/=<>!()#:;\n\r\t &|^_'), maxLength: 300 }),
    );
    fc.assert(
      fc.property(random, (text) => {
        let last = 0;
        for (const token of tokenize(text)) {
          expect(token.start).toBeGreaterThanOrEqual(last);
          expect(text.slice(token.start, token.end)).toBe(token.text);
          last = token.end;
        }
        expect(last).toBe(text.length);
      }),
      { numRuns: 500 },
    );
  });
});
