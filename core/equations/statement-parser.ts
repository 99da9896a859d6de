import type { Diagnostics } from '../diagnostics/index.js';
import type { AssignmentOperator, Statement } from './ast.js';
import { checkLength, ExpressionParser } from './expression-parser.js';
import { describeToken, endsOperand, refusedToken, unexpectedBehind } from './refused-syntax.js';
import { reportFault, SyntaxFault } from './syntax-fault.js';
import type { TextOrigin } from './text-origin.js';
import type { Token } from './token.js';
import { TokenCursor } from './token-cursor.js';

const assignments: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=']);
const refusedAssignments: ReadonlySet<string> = new Set(['**=', '//=']);

function isAssignment(text: string): text is AssignmentOperator {
  return assignments.has(text);
}

function beginsStatement(cursor: TokenCursor, index: number): boolean {
  const sign = cursor.token(index + 1);
  return (
    cursor.token(index).kind === 'name' &&
    sign.kind === 'operator' &&
    (assignments.has(sign.text) || refusedAssignments.has(sign.text))
  );
}

function isSeparator(token: Token): boolean {
  return token.kind === 'newline' || (token.kind === 'operator' && token.text === ';');
}

/**
 * Reads statements separated by line ends or `;`. A faulty statement is reported as
 * `EQUATION_SYNTAX` and left out; reading goes on with the next one.
 */
export function parseStatements(
  origin: TextOrigin,
  diagnostics: Diagnostics,
): readonly Statement[] {
  if (!checkLength(origin, diagnostics)) return [];
  const cursor = new TokenCursor(origin.text, false, beginsStatement);
  const parser = new ExpressionParser(cursor, origin);
  const statements: Statement[] = [];
  for (let count = 1; ; count += 1) {
    while (isSeparator(cursor.peek())) cursor.take();
    if (cursor.peek().kind === 'end') return statements;
    try {
      statements.push(parseStatement(cursor, parser, origin));
    } catch (error) {
      const context =
        origin.context === undefined ? undefined : `${origin.context}, statement ${count}`;
      reportFault(error, origin, diagnostics, context);
      skipStatement(cursor);
    }
  }
}

/** Passes over what is left of a faulty statement. */
function skipStatement(cursor: TokenCursor): void {
  cursor.nesting = 0;
  for (;;) {
    while (cursor.peek().kind !== 'end' && !isSeparator(cursor.peek())) cursor.take();
    // A line that ends with an operator was meant to go on, so its second half is no statement.
    const last = cursor.previous();
    const open = cursor.peek().kind === 'newline' && last !== undefined && !endsOperand(last);
    if (!open || beginsStatement(cursor, cursor.index + 1)) return;
    cursor.take();
  }
}

function parseStatement(
  cursor: TokenCursor,
  parser: ExpressionParser,
  origin: TextOrigin,
): Statement {
  const target = cursor.peek();
  const refused = refusedToken(target);
  if (refused !== undefined)
    throw refused.message.startsWith('a condition') ? refusedIf(target) : refused;
  if (target.kind !== 'name' || ['and', 'or', 'not', 'True', 'False'].includes(target.text)) {
    throw notAStatement(target);
  }
  cursor.take();
  const operator = cursor.peek();
  if (operator.kind === 'operator' && refusedAssignments.has(operator.text)) {
    const plain = operator.text.slice(0, -1);
    throw new SyntaxFault(`${operator.text} is not available`, operator, {
      help: `write ${target.text} = ${target.text}${plain}(..)`,
    });
  }
  if (operator.kind !== 'operator' || !isAssignment(operator.text)) {
    throw noAssignment(target, operator);
  }
  cursor.take();
  const value = parser.parse();
  const end = cursor.peek();
  if (end.kind !== 'end' && !isSeparator(end)) {
    if (end.kind === 'operator' && end.text === '=') {
      throw new SyntaxFault('a statement assigns to one name only', end, {
        help: 'write == to compare, or one statement per name',
      });
    }
    throw unexpectedBehind(end, cursor.previous(), 'the end of the statement');
  }
  const last = cursor.previous() ?? target;
  return {
    span: origin.span(target.start, last.end),
    target: target.text,
    targetSpan: origin.span(target.start, target.end),
    operator: operator.text,
    value,
  };
}

function refusedIf(token: Token): SyntaxFault {
  return new SyntaxFault('a block with if is not available', token, {
    found: token.text,
    help: 'write NAME = where(CONDITION, NEW, NAME)',
  });
}

function notAStatement(token: Token): SyntaxFault {
  const found = describeToken(token);
  const goesOn = /^(?:[-+*/%<>]|\*\*|\/\/|[=!<>]=|and|or)$/.test(token.text);
  return new SyntaxFault(`expected a statement NAME = EXPRESSION, found ${found}`, token, {
    expected: 'a name',
    found,
    ...(goesOn ? { help: 'put an expression in brackets to go on with it on the next line' } : {}),
  });
}

function noAssignment(target: Token, operator: Token): SyntaxFault {
  const found = describeToken(operator);
  const expected = '= or += -= *= /= %=';
  if (operator.text === '==') {
    return new SyntaxFault('== compares, so this statement does nothing', operator, {
      expected,
      found,
      help: `write ${target.text} = to assign`,
    });
  }
  if (operator.text === ':') {
    return new SyntaxFault(
      'a statement declares no unit; a new name takes that of its value',
      operator,
      {
        expected,
        found,
      },
    );
  }
  const refused = refusedToken(operator);
  if (refused !== undefined) return refused;
  return new SyntaxFault(
    `expected = or += and the like behind ${target.text}, found ${found}`,
    operator.kind === 'end' || operator.kind === 'newline' ? target : operator,
    { expected, found, help: `write ${target.text} = EXPRESSION` },
  );
}
