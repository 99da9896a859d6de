import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import {
  type Expression,
  functionNames,
  parseExpression,
  plainOrigin,
} from '../equations/index.js';
import { evaluateConstant } from './evaluate-constant.js';
import { functionSignatures } from './function-signatures.js';
import { valueRange } from './value-range.js';

function parse(text: string): Expression {
  const expression = parseExpression(plainOrigin(text), new Diagnostics());
  if (expression === undefined) throw new Error(`cannot read ${text}`);
  return expression;
}

const values: Readonly<Record<string, number>> = { a: 2, mV: 0.001 };
const evaluate = (text: string): number | undefined =>
  evaluateConstant(parse(text), (name) => values[name]);

describe('evaluateConstant', () => {
  it.each([
    ['-52*mV', -0.052000000000000005],
    ['1/2', 0.5],
    ['-7//2', -4],
    ['-5 % 3', 1],
    ['5 % -3', -1],
    ['6 % -3', 0],
    ['-a**2', -4],
    ['2**3**2', 512],
    ['int(-1.7)', -1],
    ['int(a > 1) + (a == 3)', 1],
    ['int(not (a < 1 or a > 3) and True)', 1],
    ['clip(5, 0, a)', 2],
    ['clip(-5, 3, 1)', 1],
    ['min(a, 1) + max(a, 7)', 8],
    ['where(a != 2, 10, 20)', 20],
    ['sign(0) + sign(-3)', -1],
    ['exprel(0)', 1],
    ['exprel(1)', Math.expm1(1)],
    ['exprel(718)', Number.POSITIVE_INFINITY],
    ['timestep(0.3, 0.1)', 3],
    ['floor(-1.5) + ceil(1.2) + abs(-3)', 3],
    ['sqrt(16) + log10(100) + exp(0)', 7],
  ])('%s is %d', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it.each(['v', 'a + v', '-v', 'not v', 'exp(v)', 'rand()', 'poisson(a)', 'A(a)'])(
    '%s is no constant',
    (text) => {
      expect(evaluate(text)).toBeUndefined();
    },
  );
});

describe('functionSignatures', () => {
  it('has every function of the language and no other', () => {
    expect([...functionSignatures.keys()].sort()).toEqual([...functionNames].sort());
  });
});

describe('valueRange', () => {
  const range = (text: string): readonly number[] | undefined => {
    const found = valueRange(parse(text), (name) =>
      name === 'i' ? { low: 0, high: 9 } : name === 'a' ? { low: 2, high: 2 } : undefined,
    );
    return found && [found.low, found.high];
  };

  it.each([
    ['0.8*rand()', [0, 0.8]],
    ['0.3*(rand() + 0.01)', [0.003, 0.3 * 1.01]],
    ['a - rand()*a', [0, 2]],
    ['-i/a', [-4.5, 0]],
    ['i//a', [0, 4]],
    ['i % 4', [0, 4]],
    ['rand()**2', [0, 1]],
    ['clip(i, 1, a)', [1, 2]],
    ['min(i, 3) + max(i, a)', [2, 12]],
    ['abs(rand() - 0.5)', [0, 0.5]],
    ['where(i > 2, 5, rand())', [0, 5]],
    ['int(i > 2)', [0, 1]],
    ['sqrt(i)', [0, 3]],
  ])('%s', (text, wanted) => {
    const [low, high] = range(text) ?? [];
    expect(low).toBeCloseTo(wanted[0] ?? Number.NaN, 12);
    expect(high).toBeCloseTo(wanted[1] ?? Number.NaN, 12);
  });

  it.each(['randn()', 'v', '1/rand()', 'v + 1', 'i**-1', 'log(v)'])('%s is not known', (text) => {
    expect(range(text)).toBeUndefined();
  });
});
