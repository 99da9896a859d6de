import type { Diagnostics } from '../diagnostics/index.js';
import type { ArithmeticOperator, ComparisonOperator, Expression, LogicalOperator } from './ast.js';
import { levels } from './precedence.js';
import { beginsOperand, describeToken, refusedToken, unexpectedBehind } from './refused-syntax.js';
import { reportFault, SyntaxFault } from './syntax-fault.js';
import type { TextOrigin } from './text-origin.js';
import type { Token } from './token.js';
import { TokenCursor } from './token-cursor.js';

/** Longest text of the language in UTF-16 code units; anything longer is no model. */
const maxTextLength = 100_000;
/** Deepest nesting of brackets, calls, signs and powers. */
const maxNesting = 200;
/** Largest height of a tree, which a sum of so many terms reaches. Walks of a tree may recurse. */
const maxHeight = 500;

/** An expression with its stretch of the text, brackets around it included. */
interface Parsed {
  readonly node: Expression;
  readonly start: number;
  readonly end: number;
  readonly height: number;
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '**']);
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const logical: ReadonlySet<string> = new Set(['and', 'or']);

type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicalOperator;

function isBinary(text: string): text is BinaryOperator {
  return arithmetic.has(text) || comparisons.has(text) || logical.has(text);
}

function isComparison(text: BinaryOperator): text is ComparisonOperator {
  return comparisons.has(text);
}

function isLogical(text: BinaryOperator): text is LogicalOperator {
  return logical.has(text);
}

/** Recursive descent with binding levels; faults are thrown as `SyntaxFault`. */
export class ExpressionParser {
  readonly #cursor: TokenCursor;
  readonly #origin: TextOrigin;
  #depth = 0;

  constructor(cursor: TokenCursor, origin: TextOrigin) {
    this.#cursor = cursor;
    this.#origin = origin;
  }

  /** Reads an expression as far as it goes; what stands behind it is the caller's affair. */
  parse(): Expression {
    this.#depth = 0;
    this.#cursor.nesting = 0;
    return this.#expression(levels.or).node;
  }

  #expression(minLevel: number): Parsed {
    this.#depth += 1;
    if (this.#depth > maxNesting) {
      throw new SyntaxFault(
        `the expression is nested more than ${maxNesting} levels deep`,
        this.#cursor.peek(),
        { help: 'name parts of it in subexpressions' },
      );
    }
    let left = this.#prefix(minLevel);
    for (;;) {
      const token = this.#cursor.peek();
      if (token.kind !== 'operator' && token.kind !== 'name') break;
      if (!isBinary(token.text)) break;
      const level = levels[token.text];
      if (level < minLevel) break;
      this.#cursor.take();
      const right = this.#expression(token.text === '**' ? levels.negate : level + 1);
      left = this.#binary(token.text, left, right);
      if (isComparison(token.text)) this.#refuseChain(left, right);
    }
    this.#depth -= 1;
    return left;
  }

  #prefix(minLevel: number): Parsed {
    const token = this.#cursor.peek();
    if (token.kind === 'operator' && token.text === '-') {
      this.#cursor.take();
      const operand = this.#expression(levels.negate);
      return this.#unary('negate', token, operand);
    }
    if (token.kind === 'name' && token.text === 'not') {
      if (minLevel > levels.not) {
        throw new SyntaxFault('not binds less tightly than the operator before it', token, {
          help: 'put not and its operand in brackets',
        });
      }
      this.#cursor.take();
      return this.#unary('not', token, this.#expression(levels.not));
    }
    return this.#atom();
  }

  #unary(kind: 'negate' | 'not', sign: Token, operand: Parsed): Parsed {
    const { start } = sign;
    const { end } = operand;
    const span = this.#origin.span(start, end);
    return this.#grown({ kind, operand: operand.node, span }, start, end, operand.height);
  }

  #binary(operator: BinaryOperator, left: Parsed, right: Parsed): Parsed {
    const { start } = left;
    const { end } = right;
    const parts = {
      left: left.node,
      right: right.node,
      span: this.#origin.span(start, end),
    };
    const height = Math.max(left.height, right.height);
    if (isComparison(operator)) {
      return this.#grown({ kind: 'comparison', operator, ...parts }, start, end, height);
    }
    if (isLogical(operator)) {
      return this.#grown({ kind: 'logical', operator, ...parts }, start, end, height);
    }
    return this.#grown({ kind: 'arithmetic', operator, ...parts }, start, end, height);
  }

  #grown(node: Expression, start: number, end: number, below: number): Parsed {
    const height = below + 1;
    if (height > maxHeight) {
      throw new SyntaxFault(
        `the expression has more than ${maxHeight} operations in a row`,
        { start, end },
        { help: 'name parts of it in subexpressions' },
      );
    }
    return { node, start, end, height };
  }

  #refuseChain(comparison: Parsed, right: Parsed): void {
    const token = this.#cursor.peek();
    if (token.kind !== 'operator' || !comparisons.has(token.text)) return;
    const { text } = this.#cursor;
    const whole = oneLine(text.slice(comparison.start, comparison.end));
    const middle = oneLine(text.slice(right.start, right.end));
    throw new SyntaxFault(`comparisons cannot be chained: ${whole} ${token.text} ..`, token, {
      help: `write ${whole} and ${middle} ${token.text} ..`,
    });
  }

  #atom(): Parsed {
    const token = this.#cursor.peek();
    if (token.kind === 'number') return this.#number(this.#cursor.take());
    if (token.kind === 'operator' && token.text === '(') return this.#bracket();
    const refused = refusedToken(token);
    if (refused !== undefined) throw refused;
    if (token.kind === 'name' && beginsOperand(token)) return this.#nameOrCall();
    throw this.#missingOperand(token);
  }

  #missingOperand(token: Token): SyntaxFault {
    const found = describeToken(token);
    const previous = this.#cursor.previous();
    const behind = previous === undefined ? '' : ` behind ${previous.text}`;
    const details = {
      expected: 'a number, a name or (',
      found,
      ...(token.text === '+' ? { help: 'leave out the sign +' } : {}),
    };
    // The end of a text is nowhere to put a caret, the operator that waits for an operand is.
    const atEnd = token.kind === 'end' || token.kind === 'newline';
    const place = atEnd && previous !== undefined ? previous : token;
    return new SyntaxFault(
      `expected a number, a name or a bracket${behind}, found ${found}`,
      place,
      details,
    );
  }

  #number(token: Token): Parsed {
    const { text, start, end } = token;
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new SyntaxFault(`the number ${text} is too large for float64`, token, {
        help: 'write inf for infinity',
      });
    }
    if (/^0\d/.test(text) && /^\d+$/.test(text) && value !== 0) {
      throw new SyntaxFault(`the integer ${text} begins with 0`, token, {
        help: `write ${value}`,
      });
    }
    const span = this.#origin.span(start, end);
    return { node: { kind: 'number', value, text, span }, start, end, height: 1 };
  }

  #bracket(): Parsed {
    const open = this.#cursor.take();
    this.#cursor.nesting += 1;
    const inner = this.#expression(levels.or);
    const close = this.#close(open);
    return { ...inner, start: open.start, end: close.end };
  }

  #close(open: Token): Token {
    const token = this.#cursor.peek();
    if (token.kind !== 'operator' || token.text !== ')') {
      const ends = ['end', 'newline'].includes(token.kind) || [':', ';', '='].includes(token.text);
      if (ends) {
        throw new SyntaxFault('this bracket is not closed', open, {
          expected: ')',
          found: describeToken(token),
        });
      }
      throw unexpectedBehind(token, this.#cursor.previous(), ')');
    }
    this.#cursor.take();
    this.#cursor.nesting -= 1;
    return token;
  }

  #nameOrCall(): Parsed {
    const token = this.#cursor.take();
    const { text, start, end } = token;
    const calleeSpan = this.#origin.span(start, end);
    if (text === 'True' || text === 'False') {
      const node: Expression = { kind: 'boolean', value: text === 'True', span: calleeSpan };
      return { node, start, end, height: 1 };
    }
    const open = this.#cursor.peek();
    if (open.kind !== 'operator' || open.text !== '(') {
      return { node: { kind: 'name', name: text, span: calleeSpan }, start, end, height: 1 };
    }
    this.#cursor.take();
    this.#cursor.nesting += 1;
    const args: Parsed[] = [];
    if (!this.#cursor.at(')')) {
      do args.push(this.#expression(levels.or));
      while (this.#cursor.accept(','));
    }
    const close = this.#close(open);
    const node: Expression = {
      kind: 'call',
      callee: text,
      calleeSpan,
      args: args.map((argument) => argument.node),
      span: this.#origin.span(start, close.end),
    };
    const height = Math.max(0, ...args.map((argument) => argument.height));
    return this.#grown(node, start, close.end, height);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** False, with a diagnostic, if a text is too long to be read. */
export function checkLength(origin: TextOrigin, diagnostics: Diagnostics): boolean {
  const { length } = origin.text;
  if (length <= maxTextLength) return true;
  const fault = new SyntaxFault(`the text has ${length} characters, more than ${maxTextLength}`, {
    start: 0,
    end: 0,
  });
  reportFault(fault, origin, diagnostics);
  return false;
}

/**
 * Reads one expression (a threshold, a condition, an initial value); it may run over several lines.
 *
 * @returns undefined if the text is faulty, with an `EQUATION_SYNTAX` in `diagnostics`.
 */
export function parseExpression(
  origin: TextOrigin,
  diagnostics: Diagnostics,
): Expression | undefined {
  if (!checkLength(origin, diagnostics)) return undefined;
  const cursor = new TokenCursor(origin.text, true, () => false);
  try {
    if (cursor.peek().kind === 'end') {
      throw new SyntaxFault('an expression is missing', cursor.peek(), {
        expected: 'an expression',
        found: 'nothing',
      });
    }
    const expression = new ExpressionParser(cursor, origin).parse();
    const rest = cursor.peek();
    if (rest.kind !== 'end') {
      throw unexpectedBehind(rest, cursor.previous(), 'the end of the expression');
    }
    return expression;
  } catch (error) {
    reportFault(error, origin, diagnostics);
    return undefined;
  }
}
