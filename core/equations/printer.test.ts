import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import type { Equation, Expression, Statement } from './ast.js';
import { parseEquations } from './equation-parser.js';
import { parseExpression } from './expression-parser.js';
import { printEquation, printExpression, printStatement } from './printer.js';
import { parseStatements } from './statement-parser.js';
import { plainOrigin } from './text-origin.js';

const span = plainOrigin('').span(0, 0);

/** The tree without places. */
function bare(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (/^span$|Span$/.test(key) ? undefined : part)),
  );
}

const names = fc.constantFrom('v', 'w_post', 'tau', 'mV', 'x2', 'nott', 'orx');
const numbers = fc.constantFrom(
  '0',
  '2',
  '1.',
  '.5',
  '1e-3',
  '2.50',
  '1E+4',
  '12345678901234567890',
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const part = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      numbers.map((text): Expression => ({ kind: 'number', value: Number(text), text, span })),
      names.map((name): Expression => ({ kind: 'name', name, span })),
      fc.boolean().map((value): Expression => ({ kind: 'boolean', value, span })),
      fc
        .tuple(fc.constantFrom('negate', 'not'), part)
        .map(([kind, operand]): Expression => ({ kind, operand, span })),
      fc.tuple(fc.constantFrom('+', '-', '*', '/', '//', '%', '**'), part, part).map(
        ([operator, left, right]): Expression => ({
          kind: 'arithmetic',
          operator,
          left,
          right,
          span,
        }),
      ),
      fc.tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), part, part).map(
        ([operator, left, right]): Expression => ({
          kind: 'comparison',
          operator,
          left,
          right,
          span,
        }),
      ),
      fc.tuple(fc.constantFrom('and', 'or'), part, part).map(
        ([operator, left, right]): Expression => ({
          kind: 'logical',
          operator,
          left,
          right,
          span,
        }),
      ),
      fc.tuple(fc.constantFrom('clip', 'rand', 'I_in'), fc.array(part, { maxLength: 3 })).map(
        ([callee, args]): Expression => ({
          kind: 'call',
          callee,
          calleeSpan: span,
          args,
          span,
        }),
      ),
    ),
  };
});

describe('printExpression', () => {
  it('is undone by parseExpression', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = printExpression(tree);
        const diagnostics = new Diagnostics();
        const back = parseExpression(plainOrigin(text), diagnostics);
        expect(diagnostics.all.map((fault) => fault.message)).toEqual([]);
        expect(bare(back)).toEqual(bare(tree));
        expect(back && printExpression(back)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('has no pair of brackets that could be left out', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = printExpression(tree);
        // Brackets that follow a name belong to a call.
        for (const match of text.matchAll(/(?<![A-Za-z0-9_])\(/g)) {
          const close = matching(text, match.index);
          const without = `${text.slice(0, match.index)} ${text.slice(match.index + 1, close)} ${text.slice(close + 1)}`;
          const back = parseExpression(plainOrigin(without), new Diagnostics());
          expect(back === undefined ? undefined : bare(back)).not.toEqual(bare(tree));
        }
      }),
    );
  });

  it.each([
    '-x**2',
    '(-x)**2',
    '2**-1',
    '(a**b)**c',
    'a**b**c',
    'a - (b - c)',
    'a*-b',
    '-(a + b)',
    'not a == b',
    '(not a) == b',
    '(a < b) == c',
    'a and (b or c)',
    'a or b and c',
    'clip(w + apost, 0, wmax)',
    'a % b // c',
  ])('%s is printed as it was written', (text) => {
    const back = parseExpression(plainOrigin(text), new Diagnostics());
    expect(back && printExpression(back)).toBe(text);
  });

  it('brackets a negative literal as a base', () => {
    const base: Expression = { kind: 'number', value: -2, text: '-2', span };
    const two: Expression = { kind: 'number', value: 2, text: '2', span };
    expect(
      printExpression({ kind: 'arithmetic', operator: '**', left: base, right: two, span }),
    ).toBe('(-2)**2');
  });
});

function matching(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return index;
  }
  throw new Error('an open bracket');
}

describe('printStatement', () => {
  it('is undone by parseStatements, for whole blocks', () => {
    const statement = fc
      .tuple(names, fc.constantFrom('=', '+=', '-=', '*=', '/=', '%='), expression)
      .map(
        ([target, operator, value]): Statement => ({
          target,
          operator,
          value,
          span,
          targetSpan: span,
        }),
      );
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 5 }),
        fc.constantFrom('\n', '; ', '  # note\n\n'),
        (block, separator) => {
          const text = block.map(printStatement).join(separator);
          const diagnostics = new Diagnostics();
          const back = parseStatements(plainOrigin(text), diagnostics);
          expect(diagnostics.all).toEqual([]);
          expect(bare(back)).toEqual(bare(block));
        },
      ),
    );
  });
});

describe('printEquation', () => {
  it('is undone by parseEquations, for whole blocks', () => {
    const unitText = fc.constantFrom('volt', '1', 'volt/second', '1/(second*volt)', 'metre**-2');
    const head = { span, nameSpan: span, unitSpan: span };
    const name = fc.constantFrom('v', 'dv', 'x2', 'd', 'w_');
    const equation = fc.oneof(
      fc.tuple(name, unitText, expression, fc.boolean()).map(
        ([own, unit, right, guarded]): Equation => ({
          kind: 'differential',
          name: own,
          unitText: unit,
          right,
          flags: guarded ? [{ flag: 'unless refractory', span }] : [],
          ...head,
        }),
      ),
      fc.tuple(name, unitText, expression, fc.boolean()).map(
        ([own, unit, right, shared]): Equation => ({
          kind: 'subexpression',
          name: own,
          unitText: unit,
          right,
          flags: shared
            ? [
                { flag: 'shared', span },
                { flag: 'constant over dt', span },
              ]
            : [],
          ...head,
        }),
      ),
      fc.tuple(name, unitText).map(
        ([own, unit]): Equation => ({
          kind: 'parameter',
          name: own,
          unitText: unit,
          flags: [{ flag: 'constant', span }],
          ...head,
        }),
      ),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(equation, { maxLength: 5, selector: ({ name: own }) => own }),
        (block) => {
          const text = block.map(printEquation).join('\n');
          const diagnostics = new Diagnostics();
          const back = parseEquations(plainOrigin(text), 'population', diagnostics);
          expect(diagnostics.all.map((fault) => fault.message)).toEqual([]);
          expect(bare(back)).toEqual(bare(block));
        },
      ),
    );
  });
});
