import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import type { Expression } from './ast.js';
import { checkLength, ExpressionParser } from './expression-parser.js';
import { describeToken, unexpectedBehind } from './refused-syntax.js';
import { reportFault, SyntaxFault } from './syntax-fault.js';
import type { TextOrigin } from './text-origin.js';
import { TokenCursor } from './token-cursor.js';

/** The numbers that the variable of a generator runs through: start, start + step, .. before stop. */
export interface GeneratorRange {
  readonly variable: string;
  readonly variableSpan: SourceSpan;
  /** Absent: 0. */
  readonly start?: Expression;
  readonly stop: Expression;
  /** Absent: 1. */
  readonly step?: Expression;
  /** `sample`: each number with this probability, or so many of them; neither for `range`. */
  readonly probability?: Expression;
  readonly size?: Expression;
}

/** `EXPR`, or `EXPR for NAME in range(..) if COND`: indices of the other side of a synapse. */
export interface Generator {
  readonly span: SourceSpan;
  readonly element: Expression;
  readonly range?: GeneratorRange;
  readonly condition?: Expression;
}

/**
 * Reads the text of `connect: {j: ..}` or `{i: ..}` (semantics section 9): `EXPR`, or
 * `EXPR for NAME in range(a, b, s) if COND`, with `sample(a, b, s, p=..)` or `sample(.., size=..)` in
 * the place of `range`.
 *
 * @returns undefined if the text is faulty, with an `EQUATION_SYNTAX` in `diagnostics`.
 */
export function parseGenerator(
  origin: TextOrigin,
  diagnostics: Diagnostics,
): Generator | undefined {
  if (!checkLength(origin, diagnostics)) return undefined;
  const cursor = new TokenCursor(origin.text, true, () => false);
  try {
    return new GeneratorReader(cursor, origin).read();
  } catch (error) {
    reportFault(error, origin, diagnostics);
    return undefined;
  }
}

class GeneratorReader {
  readonly #cursor: TokenCursor;
  readonly #origin: TextOrigin;
  readonly #expressions: ExpressionParser;

  constructor(cursor: TokenCursor, origin: TextOrigin) {
    this.#cursor = cursor;
    this.#origin = origin;
    this.#expressions = new ExpressionParser(cursor, origin);
  }

  read(): Generator {
    const cursor = this.#cursor;
    const element = this.#expressions.parse();
    const range = cursor.accept('for') ? this.#range() : undefined;
    const condition =
      range !== undefined && cursor.accept('if') ? this.#expressions.parse() : undefined;
    const end = cursor.peek();
    if (end.kind !== 'end') throw unexpectedBehind(end, cursor.previous(), 'for NAME in range(..)');
    return {
      span: this.#origin.span(0, this.#origin.text.length),
      element,
      ...(range === undefined ? {} : { range }),
      ...(condition === undefined ? {} : { condition }),
    };
  }

  #range(): GeneratorRange {
    const cursor = this.#cursor;
    const name = cursor.take();
    if (name.kind !== 'name' || name.text === 'in') {
      throw new SyntaxFault(`expected a name behind for, found ${describeToken(name)}`, name, {
        expected: 'for NAME in range(..)',
        found: describeToken(name),
      });
    }
    if (name.text === 'i' || name.text === 'j') {
      throw new SyntaxFault(
        `${name.text} is the index of a neuron and cannot run through a range`,
        name,
        {
          help: 'choose another name, say k',
        },
      );
    }
    this.#expect('in');
    const source = cursor.take();
    const isSample = source.text === 'sample';
    if (!isSample && source.text !== 'range') {
      throw new SyntaxFault(
        `expected range(..) or sample(..), found ${describeToken(source)}`,
        source,
        {
          expected: 'range or sample',
          found: describeToken(source),
        },
      );
    }
    this.#expect('(');
    const positions: Expression[] = [];
    const named = new Map<string, Expression>();
    do {
      const key = cursor.peek();
      if (key.kind === 'name' && cursor.token(cursor.index + 1).text === '=') {
        if (!isSample || !['p', 'size'].includes(key.text) || named.size > 0) {
          throw new SyntaxFault(`${key.text}= cannot stand in ${source.text}(..) here`, key, {
            expected: isSample
              ? 'one of p=.. and size=..'
              : 'range(stop), range(start, stop) or range(start, stop, step)',
          });
        }
        cursor.take();
        cursor.take();
        named.set(key.text, this.#expressions.parse());
      } else if (named.size > 0) {
        throw new SyntaxFault(`expected ) behind ${[...named.keys()].join()}=..`, key);
      } else positions.push(this.#expressions.parse());
    } while (cursor.accept(','));
    this.#expect(')');
    if (positions.length < 1 || positions.length > 3) {
      throw new SyntaxFault(
        `${source.text} takes one to three numbers, here are ${positions.length}`,
        source,
      );
    }
    if (isSample && named.size === 0) {
      throw new SyntaxFault('sample needs a probability or a size', source, {
        help: 'write sample(.., p=0.1) or sample(.., size=3)',
      });
    }
    const [first, second, step] = positions as [Expression, Expression?, Expression?];
    const [probability, size] = [named.get('p'), named.get('size')];
    return {
      variable: name.text,
      variableSpan: this.#origin.span(name.start, name.end),
      stop: second ?? first,
      ...(second === undefined ? {} : { start: first }),
      ...(step === undefined ? {} : { step }),
      ...(probability === undefined ? {} : { probability }),
      ...(size === undefined ? {} : { size }),
    };
  }

  #expect(text: string): void {
    const token = this.#cursor.peek();
    if (this.#cursor.accept(text)) return;
    throw new SyntaxFault(`expected ${text}, found ${describeToken(token)}`, token, {
      expected: text,
      found: describeToken(token),
    });
  }
}
