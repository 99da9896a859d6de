import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import {
  type Expression,
  parseExpression,
  plainOrigin,
  printExpression,
} from '../equations/index.js';
import { frozenParts, linearParts } from './classify-linearity.js';
import { evaluateConstant } from './evaluate-constant.js';

function parse(text: string): Expression {
  const expression = parseExpression(plainOrigin(text), new Diagnostics());
  if (expression === undefined) throw new Error(`cannot read ${text}`);
  return expression;
}

const variables = new Set(['x', 'y']);

/** Parts as text, or the part that is not linear. */
function split(text: string): Readonly<Record<string, string>> | string {
  const parts = linearParts(parse(text), variables);
  if ('nonlinear' in parts) return printExpression(parts.nonlinear);
  const coefficients = [...parts.coefficients].map(([name, part]) => [name, printExpression(part)]);
  return { ...Object.fromEntries(coefficients), rest: printExpression(parts.rest) };
}

describe('linearParts', () => {
  it.each([
    ['x', { x: '1', rest: '0' }],
    ['a', { rest: 'a' }],
    ['-x/tau', { x: '-1/tau', rest: '0' }],
    ['(E - x + I)/tau', { x: '-1/tau', rest: '(E + I)/tau' }],
    ['a*(b*x - y)', { x: 'a*b', y: 'a*-1', rest: '0' }],
    ['x*a + 2*x', { x: 'a + 2', rest: '0' }],
    ['c - (x - d)', { x: '-1', rest: 'c - -d' }],
    ['x**1 + exp(a)', { x: '1', rest: 'exp(a)' }],
    ['a*(x + 3)*b', { x: 'a*b', rest: 'a*3*b' }],
    ['-(-x)', { x: '1', rest: '0' }],
  ])('%s', (text, parts) => {
    expect(split(text)).toEqual(parts);
  });

  it.each([
    ['a + x*y', 'x*y'],
    ['x**2', 'x**2'],
    ['a/x', 'a/x'],
    ['a*clip(x, 0, 1)', 'clip(x, 0, 1)'],
    ['2**x', '2**x'],
    ['x % 2', 'x % 2'],
    ['int(x > 0)*a', 'int(x > 0)'],
  ])('%s is not linear: %s', (text, part) => {
    expect(split(text)).toBe(part);
  });

  it('gives the same value as the expression, at every point', () => {
    const leaf = fc.constantFrom('x', 'y', 'a', 'b', '2', '0.5');
    const text = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc
          .tuple(tie('any'), fc.constantFrom('+', '-', '*'), tie('any'))
          .map(([l, o, r]) => `(${l}) ${o} (${r})`),
        fc.tuple(tie('any'), fc.constantFrom('a', '3')).map(([l, r]) => `(${l})/${r}`),
        tie('any').map((operand) => `-(${operand})`),
      ),
    })).any;
    const point = fc.record({
      x: fc.integer({ min: -9, max: 9 }),
      y: fc.integer({ min: -9, max: 9 }),
      a: fc.constantFrom(-2, 1, 4),
      b: fc.integer({ min: -9, max: 9 }),
    });
    void fc.assert(
      fc.property(text, point, (source, values) => {
        const parts = linearParts(parse(source), variables);
        if ('nonlinear' in parts) return;
        let sum = treeValue(parts.rest, values);
        for (const [name, part] of parts.coefficients) {
          sum += treeValue(part, values) * (values[name as 'x' | 'y'] ?? 0);
        }
        const wanted = treeValue(parse(source), values);
        expect(Math.abs(sum - wanted)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(wanted), Math.abs(sum)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** Value of + - * / and unary minus, straight from the tree. */
function treeValue(expression: Expression, values: Readonly<Record<string, number>>): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return values[expression.name] ?? Number.NaN;
    case 'negate':
      return -treeValue(expression.operand, values);
    case 'arithmetic': {
      const [a, b] = [treeValue(expression.left, values), treeValue(expression.right, values)];
      switch (expression.operator) {
        case '+':
          return a + b;
        case '-':
          return a - b;
        case '*':
          return a * b;
        default:
          return a / b;
      }
    }
    default:
      return Number.NaN;
  }
}

describe('frozenParts', () => {
  // A and B of A*x + B as Brian2's exponential_euler has them, worked out by hand; null: refused.
  const cases: readonly (readonly [string, string | null, string])[] = [
    ['a - x', '-1', 'a'],
    ['a*(b - x) + exp((x - a)/b)', '-a', 'a*b + exp((x - a)/b)'],
    ['x*exp(x) + tanh(x)', 'exp(x)', 'tanh(x)'],
    ['x/(1 + x**2) - 2*x', '1/(1 + x**2) - 2', '0'],
    ['a + y*y', '0', 'a + y*y'],
    ['x*x - x', null, ''],
    ['x**2 - x', null, ''],
    ['(1 + x)**2', null, ''],
    ['1/x - x', null, ''],
    ['exp(x)', null, ''],
    ['tanh(x) + a', null, ''],
    ['x - x + tanh(x)', null, ''],
    ['(a + b)*x - x*b - a*x + exp(x)', null, ''],
    ['x - x + a', '0', 'a'],
  ];
  it.each(cases)('%s', (text, coefficient, rest) => {
    const parts = frozenParts(parse(text), 'x');
    if (coefficient === null) {
      expect(parts).toHaveProperty('nonlinear');
      return;
    }
    if ('nonlinear' in parts) throw new Error('refused');
    const point = new Map([
      ['x', 0.7],
      ['y', 1.3],
      ['a', 0.4],
      ['b', 2.1],
    ]);
    const value = (expression: Expression): number =>
      evaluateConstant(expression, (name) => point.get(name)) ?? Number.NaN;
    const found = parts.coefficients.get('x') ?? parse('0');
    expect(value(found)).toBeCloseTo(value(parse(coefficient)), 14);
    expect(value(parts.rest)).toBeCloseTo(value(parse(rest)), 14);
  });
});
