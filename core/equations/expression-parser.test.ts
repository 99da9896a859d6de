import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import type { Expression } from './ast.js';
import { parseExpression } from './expression-parser.js';
import { plainOrigin } from './text-origin.js';

/** The tree with all its brackets. */
function tree(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'negate':
      return `(-${tree(expression.operand)})`;
    case 'not':
      return `(not ${tree(expression.operand)})`;
    case 'call':
      return `${expression.callee}[${expression.args.map(tree).join(',')}]`;
    default:
      return `(${tree(expression.left)} ${expression.operator} ${tree(expression.right)})`;
  }
}

function read(text: string): { shape?: string; diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  const expression = parseExpression(plainOrigin(text), diagnostics);
  return expression === undefined ? { diagnostics } : { shape: tree(expression), diagnostics };
}

describe('parseExpression', () => {
  it.each([
    ['-x**2', '(-(x ** 2))'],
    ['2**-1', '(2 ** (-1))'],
    ['2**3**2', '(2 ** (3 ** 2))'],
    ['2**-x**2', '(2 ** (-(x ** 2)))'],
    ['-a*b', '((-a) * b)'],
    ['a*-b', '(a * (-b))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c // d % e', '((((a / b) * c) // d) % e)'],
    ['a + b*c', '(a + (b * c))'],
    ['(a + b)*c', '((a + b) * c)'],
    ['a + b < c*d and not e or f', '((((a + b) < (c * d)) and (not e)) or f)'],
    ['not a == b', '(not (a == b))'],
    ['not not a', '(not (not a))'],
    ['--a', '(-(-a))'],
    ['(a < b) == (c < d)', '((a < b) == (c < d))'],
    ['a or b or c', '((a or b) or c)'],
    ['clip(w + apost, 0, wmax)', 'clip[(w + apost),0,wmax]'],
    ['rand()', 'rand[]'],
    ['True and False', '(true and false)'],
    ['1. + .5 + 1e-3', '((1 + 0.5) + 0.001)'],
    ['(0.04/ms/mV)*v**2', '(((0.04 / ms) / mV) * (v ** 2))'],
    ['v\n > 3*mV # high\n', '(v > (3 * mV))'],
    ['00.5', '0.5'],
    ['true', 'true'],
  ])('%j is %s', (text, expected) => {
    const { shape, diagnostics } = read(text);
    expect(diagnostics.all).toEqual([]);
    expect(shape).toBe(expected);
  });

  it.each([
    ['a < b < c', 'comparisons cannot be chained', 'write a < b and b < ..', '<'],
    ['a ^ b', '^ is not', 'write ** for a power', '^'],
    ['a & b', '& is not', 'write and', '&'],
    ['a | b', '| is not', 'write or', '|'],
    ['a && b', '&& is not', 'write and', '&&'],
    ['a || b', '|| is not', 'write or', '||'],
    ['!a', '! is not', 'write not', '!'],
    ['~a', '~ is not', 'write not', '~'],
    ['a = b', '= assigns', 'write == to compare', '='],
    ['a if b else c', 'if and else', 'write where(CONDITION, A, B)', 'if'],
    ['lambda x', 'functions cannot be defined', 'write the expression in place', 'lambda'],
    ['a is b', 'is cannot compare', 'write ==', 'is'],
    ['v[0]', 'indices in brackets', 'a name stands for', '['],
    ['G.v', 'a dot cannot', 'v_pre or v_post', '.'],
    ['5 mV', 'operator is missing', 'write 5*mV', 'mV'],
    ['5mV', 'operator is missing', 'write 5*mV', 'mV'],
    ['2(x)', 'operator is missing', 'write 2*(', '('],
    ['a == not b', 'not binds less tightly', 'brackets', 'not'],
    ['+a', 'expected a number', 'leave out the sign +', '+'],
    ['1e999', 'too large', 'write inf', '1e999'],
    ['017', 'begins with 0', 'write 17', '017'],
    ['a − b', 'typographic minus', 'write -', '− '],
    ['5*µS', 'micro sign', 'write u', 'µ'],
    ['"a"', 'quotes', 'leave the quotes out', '"'],
  ])('%s is refused with a repair', (text, message, help, at) => {
    const { shape, diagnostics } = read(text);
    const [first] = diagnostics.all;
    expect(shape).toBeUndefined();
    expect(diagnostics.all).toHaveLength(1);
    expect(first).toMatchObject({ code: 'EQUATION_SYNTAX', severity: 'error' });
    expect(first?.message).toContain(message);
    expect(first?.help).toContain(help);
    expect(text.slice(first?.span?.start).startsWith(at.trim())).toBe(true);
  });

  it.each([
    ['', 'an expression is missing'],
    ['  # nothing', 'an expression is missing'],
    ['a +', 'expected a number, a name or a bracket behind +, found the end of the text'],
    ['a + * b', 'expected a number, a name or a bracket behind +, found *'],
    ['(a + b', 'this bracket is not closed'],
    ['clip(a, b', 'this bracket is not closed'],
    ['a + b)', 'this ) closes no bracket'],
    ['f(a,)', 'expected a number, a name or a bracket behind ,, found )'],
    ['f(,a)', 'expected a number'],
    ['()', 'expected a number'],
    ['a, b', 'expected the end of the expression, found ,'],
    ['a : volt', 'expected the end of the expression, found :'],
    ['class', 'reserved word'],
    ['a yield b', 'reserved word'],
    ['and b', 'expected a number'],
    ['a $ b', '$ is not part of the language'],
    ['länge', 'ä is not part of the language'],
  ])('%j is refused', (text, message) => {
    expect(read(text).diagnostics.all[0]?.message).toContain(message);
  });

  it('gives every part its place, brackets counted in the whole', () => {
    const text = '(a + b)*clip( c ,0,1)';
    const expression = parseExpression(plainOrigin(text), new Diagnostics());
    if (expression?.kind !== 'arithmetic') throw new Error('a product is expected');
    const slice = (part: Expression): string => text.slice(part.span.start, part.span.end);
    expect(slice(expression)).toBe(text);
    expect(slice(expression.left)).toBe('a + b');
    expect(slice(expression.right)).toBe('clip( c ,0,1)');
    expect(expression.right.kind === 'call' && expression.right.args.map(slice)).toEqual([
      'c',
      '0',
      '1',
    ]);
  });

  it('asks the origin for places', () => {
    const source = { name: 'net.yaml', text: 'key:   a + +\n' };
    const origin = {
      text: 'a + +',
      context: 'population P, threshold',
      span: (start: number, end: number) => ({ source, start: start + 7, end: end + 7 }),
    };
    const diagnostics = new Diagnostics();
    parseExpression(origin, diagnostics);
    expect(diagnostics.all[0]).toMatchObject({
      context: 'population P, threshold',
      span: { source, start: 11, end: 12 },
    });
  });
});

describe('hostile expressions', () => {
  it.each([
    ['brackets', `${'('.repeat(90_000)}`, 'nested more than 200'],
    ['calls', 'f('.repeat(40_000), 'nested more than 200'],
    ['signs', `${'-'.repeat(90_000)}a`, 'nested more than 200'],
    ['negations', `${'not '.repeat(20_000)}a`, 'nested more than 200'],
    ['powers', `${'a**'.repeat(30_000)}a`, 'nested more than 200'],
    ['a long sum', `${'a+'.repeat(40_000)}a`, 'more than 500 operations'],
    ['digits', `${'1'.repeat(99_999)}x`, 'too large'],
    ['dots', '.'.repeat(90_000), 'a dot'],
    ['line ends', `(${'\n'.repeat(90_000)}`, 'expected a number'],
    ['a long text', 'a'.repeat(100_001), 'more than 100000'],
  ])('%s end in one message', (_, text, message) => {
    const { diagnostics } = read(text);
    expect(diagnostics.all).toHaveLength(1);
    expect(diagnostics.all[0]?.message).toContain(message);
  });

  it('reads sums and nesting of reasonable size', () => {
    expect(read(`${'a+'.repeat(400)}a`).diagnostics.all).toEqual([]);
    expect(read(`${'('.repeat(150)}a${')'.repeat(150)}`).shape).toBe('a');
  });

  it('gives a tree or a message with a place, for any words', () => {
    const words = fc.constantFrom(
      ...'a 1 .5 + - * / // % ** ( ) , < == and or not True = ; : \n if ^ é'.split(' '),
    );
    const random = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(random, (text) => {
        const { shape, diagnostics } = read(text);
        expect(diagnostics.all).toHaveLength(shape === undefined ? 1 : 0);
        const span = diagnostics.all[0]?.span;
        if (span !== undefined) expect(span.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });
});
