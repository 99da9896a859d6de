import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import { printStatement } from './printer.js';
import { parseStatements } from './statement-parser.js';
import { plainOrigin } from './text-origin.js';

function read(text: string): { statements: readonly string[]; faults: readonly string[] } {
  const diagnostics = new Diagnostics();
  const statements = parseStatements(plainOrigin(text), diagnostics).map(printStatement);
  return { statements, faults: diagnostics.all.map((fault) => fault.message) };
}

describe('parseStatements', () => {
  it.each([
    ['v = c; u += d', ['v = c', 'u += d']],
    ['\n\nv = c\n\n  # note\nu -= d ; ; x *= 2\n', ['v = c', 'u -= d', 'x *= 2']],
    ['a /= 2; b %= 3', ['a /= 2', 'b %= 3']],
    ['v_post += w*mV', ['v_post += w*mV']],
    ['w = clip(w + apost,\n         0, wmax)\nx = 1', ['w = clip(w + apost, 0, wmax)', 'x = 1']],
    ['b = v == 3', ['b = v == 3']],
    ['', []],
    ['# nothing', []],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual({ statements: expected, faults: [] });
  });

  it('gives places and operators', () => {
    const text = '  apre += Apre  # trace';
    const [statement] = parseStatements(plainOrigin(text), new Diagnostics());
    expect(statement).toMatchObject({ target: 'apre', operator: '+=' });
    expect(text.slice(statement?.span.start, statement?.span.end)).toBe('apre += Apre');
    expect(text.slice(statement?.targetSpan.start, statement?.targetSpan.end)).toBe('apre');
  });

  it.each([
    ['v **= 2', '**= is not available', 'write v = v**(..)'],
    ['v //= 2', '//= is not available', 'write v = v//(..)'],
    ['v == 2', '== compares', 'write v = to assign'],
    ['v', 'expected = or +=', 'write v = EXPRESSION'],
    ['v + 1', 'expected = or +=', 'write v = EXPRESSION'],
    ['x : volt', 'declares no unit', ''],
    ['a = b = c', 'one name only', '=='],
    ['if v > 1: v = 0', 'a block with if', 'where(CONDITION, NEW, NAME)'],
    ['for k in x', 'loops are not available', 'every neuron'],
    ['1 = v', 'expected a statement', ''],
    ['v[0] = 1', 'indices', ''],
    ['G.v = 1', 'a dot', ''],
    ['= 3', '= assigns', ''],
    ['v = ', 'behind =, found the end of the text', ''],
    ['True = 1', 'expected a statement', ''],
    ['v = a b', 'operator is missing', 'a*b'],
    ['v = a)', 'closes no bracket', ''],
    ['v = a\n  + b', 'expected a statement', 'brackets'],
  ])('%j is refused', (text, message, help) => {
    const diagnostics = new Diagnostics();
    parseStatements(plainOrigin(text), diagnostics);
    expect(diagnostics.all).toHaveLength(1);
    expect(diagnostics.all[0]?.code).toBe('EQUATION_SYNTAX');
    expect(diagnostics.all[0]?.message).toContain(message);
    expect(diagnostics.all[0]?.help ?? '').toContain(help);
  });

  it('reports every faulty statement and keeps the good ones', () => {
    const text = 'a = (1\nb = 2\nc = 3 +\n  4\nd = 5; e = ^; f = 6\ng ** 2\nh = clip(x, \ni = 1';
    const { statements, faults } = read(text);
    expect(statements).toEqual(['b = 2', 'd = 5', 'f = 6', 'i = 1']);
    expect(faults).toEqual([
      'this bracket is not closed',
      'expected a number, a name or a bracket behind +, found the end of the line',
      '^ is not an operator here',
      'expected = or += and the like behind g, found **',
      'expected a number, a name or a bracket behind ,, found the end of the line',
    ]);
  });

  it('says which statement of which key', () => {
    const diagnostics = new Diagnostics();
    const origin = { ...plainOrigin('a = 1; b = '), context: 'projection S, on_pre' };
    parseStatements(origin, diagnostics);
    expect(diagnostics.all[0]?.context).toBe('projection S, on_pre, statement 2');
  });

  it('ends with statements or faults, for any words', () => {
    const words = fc.constantFrom(
      ...'a = b += 1 ( ) ; \n , if clip( **= == # : not -'.split(' '),
      '\n',
    );
    const random = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(random, (text) => {
        const { statements, faults } = read(text);
        const bare = text.replace(/#[^\r\n]*/g, '').replace(/[;\s]/g, '');
        if (/^[\x20-\x7e]+$/.test(bare))
          expect(statements.length + faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('ends quickly for a hostile block', () => {
    expect(read('a=(\n'.repeat(25_000)).faults.length).toBe(25_000);
  });
});
