import { describe, expect, it } from 'vitest';
import { expectSound } from '../../tests/support/marked-faults.js';
import { Diagnostics } from '../diagnostics/index.js';
import {
  type Expression,
  parseExpression,
  plainOrigin,
  printExpression,
} from '../equations/index.js';
import { inlineSubexpressions } from './index.js';

const model = expectSound(`isospike: 1
name: test
constants: {tau: 10 ms}
arrays: {A: {dt: 1 ms, values: [[1, 2, 3, 4]]}}
populations:
  P:
    size: 4
    equations: |
      v : 1
      drive = A(t, i)*gain + N : 1
      both = drive + v*tau/ms : 1
    constants: {gain: 3}
projections:
  S:
    from: P
    to: P[1:3]
    connect: all
    constants: {gain: 7}
    model: |
      w : 1
      scaled = w*gain : 1
      seen = scaled + both_post : 1
`);
const [population] = model.populations;
const [projection] = model.projections;
if (population === undefined || projection === undefined) throw new Error('objects are missing');

function parse(text: string): Expression {
  const expression = parseExpression(plainOrigin(text), new Diagnostics());
  if (expression === undefined) throw new Error(`cannot read ${text}`);
  return expression;
}

describe('inlineSubexpressions', () => {
  it('replaces until none is left', () => {
    const inlined = inlineSubexpressions(parse('2*both'), population, model);
    expect(printExpression(inlined)).toBe('2*(A(t, i)*gain + N + v*tau/ms)');
  });

  it("sees a target's subexpression from the projection: suffixes, slice, own constants", () => {
    const inlined = inlineSubexpressions(parse('seen'), projection, model);
    expect(printExpression(inlined)).toBe('w*gain + (A(t, j + 1)*3 + 4 + v_post*0.01/ms)');
  });

  it('sees the source with its own index', () => {
    const inlined = inlineSubexpressions(parse('drive_pre'), projection, model);
    expect(printExpression(inlined)).toBe('A(t, i)*3 + 4');
  });

  it('leaves expressions without subexpressions as they are', () => {
    const expression = parse('w + v_pre');
    expect(inlineSubexpressions(expression, projection, model)).toBe(expression);
  });
});
