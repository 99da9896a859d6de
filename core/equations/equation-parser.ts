import { type Diagnostics, locate, type SourceSpan } from '../diagnostics/index.js';
import type { Equation, Expression } from './ast.js';
import { checkFlags, type WrittenFlag } from './equation-flags.js';
import { checkLength, ExpressionParser } from './expression-parser.js';
import { type EquationPlace, refusedVariableName } from './language-words.js';
import { describeToken, endsOperand, refusedToken, unexpectedBehind } from './refused-syntax.js';
import { reportFault, SyntaxFault } from './syntax-fault.js';
import type { TextOrigin } from './text-origin.js';
import type { Token } from './token.js';
import { TokenCursor } from './token-cursor.js';

/** `dNAME / dt` at this token. */
function beginsDerivative(cursor: TokenCursor, index: number): boolean {
  const [left, slash, right] = [index, index + 1, index + 2].map((k) => cursor.token(k));
  return (
    left?.kind === 'name' &&
    /^d[A-Za-z0-9_]/.test(left.text) &&
    slash?.text === '/' &&
    right?.kind === 'name' &&
    right.text === 'dt'
  );
}

/** True where a new equation begins, even if the one before it was left unfinished. */
function beginsEquation(cursor: TokenCursor, index: number): boolean {
  if (cursor.token(index).kind !== 'name') return false;
  const sign = cursor.token(index + 1);
  if (sign.kind === 'operator' && sign.text === '=') return true;
  if (beginsDerivative(cursor, index)) return cursor.token(index + 3).text === '=';
  // `b : volt` may end an expression that goes on over lines: `a +`, line end, `b : volt`.
  const before = cursor.token(index - 2);
  return sign.kind === 'operator' && sign.text === ':' && endsOperand(before);
}

function isLineEnd(token: Token): boolean {
  return token.kind === 'end' || token.kind === 'newline';
}

interface Head {
  readonly kind: Equation['kind'];
  readonly first: Token;
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
}

interface DeclaredText {
  readonly unitText: string;
  readonly unitStart: number;
  readonly unitEnd: number;
  readonly flags: readonly WrittenFlag[];
  readonly end: number;
}

/**
 * Reads an equation block: differential equations, subexpressions and parameters, one per line.
 * A faulty equation is reported as `EQUATION_SYNTAX` and left out; reading goes on with the next.
 * An equation whose name is refused (`FILE_NAME`) or whose flags are (`EQUATION_FLAG`) is kept.
 * A name that is defined twice is a `FILE_NAME` too. Units stay raw text.
 */
export function parseEquations(
  origin: TextOrigin,
  where: EquationPlace,
  diagnostics: Diagnostics,
): readonly Equation[] {
  if (!checkLength(origin, diagnostics)) return [];
  const cursor = new TokenCursor(origin.text, true, beginsEquation);
  const reader = new EquationReader(cursor, origin, where, diagnostics);
  const equations: Equation[] = [];
  for (;;) {
    cursor.skipNewline();
    if (cursor.peek().kind === 'end') return equations;
    try {
      equations.push(reader.read());
    } catch (error) {
      reportFault(error, origin, diagnostics);
      reader.skip();
    }
  }
}

class EquationReader {
  readonly #cursor: TokenCursor;
  readonly #origin: TextOrigin;
  readonly #where: EquationPlace;
  readonly #diagnostics: Diagnostics;
  readonly #expressions: ExpressionParser;
  /** Where each name was defined first. */
  readonly #defined: Map<string, SourceSpan> = new Map();
  /** The colon and its line are taken, so nothing of the equation is left. */
  #lineTaken = false;

  constructor(
    cursor: TokenCursor,
    origin: TextOrigin,
    where: EquationPlace,
    diagnostics: Diagnostics,
  ) {
    this.#cursor = cursor;
    this.#origin = origin;
    this.#where = where;
    this.#diagnostics = diagnostics;
    this.#expressions = new ExpressionParser(cursor, origin);
  }

  /** Passes over what is left of a faulty equation. */
  skip(): void {
    if (this.#lineTaken) return;
    for (let token = this.#cursor.peek(); !isLineEnd(token); token = this.#cursor.peek()) {
      this.#cursor.take();
      if (token.text !== ':') continue;
      // Behind a colon a unit follows, and with the line the equation ends.
      this.#cursor.takeRestOfLine();
      return;
    }
  }

  read(): Equation {
    this.#lineTaken = false;
    const head = this.#head();
    const right = head.kind === 'parameter' ? undefined : this.#right(head);
    const declared = this.#declared();
    const summed = declared.flags.some(({ text }) => text === 'summed');
    this.#checkName(head, summed && this.#where === 'projection');
    const common = {
      name: head.name,
      nameSpan: this.#origin.span(head.nameStart, head.nameEnd),
      unitText: declared.unitText,
      unitSpan: this.#origin.span(declared.unitStart, declared.unitEnd),
      flags: checkFlags(
        declared.flags,
        head.kind,
        this.#where,
        head.name,
        this.#origin,
        this.#diagnostics,
      ),
      span: this.#origin.span(head.first.start, declared.end),
    };
    if (head.kind === 'parameter' || right === undefined) return { kind: 'parameter', ...common };
    return { kind: head.kind, right, ...common };
  }

  #head(): Head {
    const first = this.#cursor.peek();
    if (beginsDerivative(this.#cursor, this.#cursor.index)) return this.#derivativeHead();
    const refused = refusedToken(first);
    // A reserved word in front of = or : is a bad name, and said to be one.
    if (refused !== undefined && first.kind !== 'name') throw refused;
    if (first.kind !== 'name') {
      const found = describeToken(first);
      throw new SyntaxFault(`expected an equation, found ${found}`, first, {
        expected: 'dNAME/dt = EXPRESSION : UNIT, NAME = EXPRESSION : UNIT or NAME : UNIT',
        found,
      });
    }
    this.#cursor.take();
    const name = { first, name: first.text, nameStart: first.start, nameEnd: first.end };
    const sign = this.#cursor.peek();
    if (sign.text === ':') return { kind: 'parameter', ...name };
    if (this.#cursor.accept('=')) return { kind: 'subexpression', ...name };
    throw this.#badHead(first, sign);
  }

  #derivativeHead(): Head {
    const first = this.#cursor.take();
    this.#cursor.take();
    const dt = this.#cursor.take();
    if (!this.#cursor.accept('=')) {
      const sign = this.#cursor.peek();
      const found = describeToken(sign);
      throw new SyntaxFault(`expected = behind ${first.text}/dt, found ${found}`, dt, {
        expected: '=',
        found,
      });
    }
    return {
      kind: 'differential',
      first,
      name: first.text.slice(1),
      nameStart: first.start + 1,
      nameEnd: first.end,
    };
  }

  #badHead(first: Token, sign: Token): SyntaxFault {
    const refused = refusedToken(first);
    if (refused !== undefined) return refused;
    const found = describeToken(sign);
    const expected = `= or : behind ${first.text}`;
    if (sign.text === "'") {
      return new SyntaxFault('a derivative is not written with a prime', sign, {
        help: `write d${first.text}/dt`,
      });
    }
    if (/^.=$/.test(sign.text)) {
      return new SyntaxFault(`${sign.text} is for statements, not for equations`, sign, {
        expected,
        found,
      });
    }
    if (isLineEnd(sign)) {
      return new SyntaxFault(`expected ${expected}, found ${found}`, first, {
        expected,
        found,
        help: `write ${first.text} : UNIT for a parameter`,
      });
    }
    return refusedToken(sign) ?? unexpectedBehind(sign, first, expected);
  }

  #right(head: Head): Expression {
    const right = this.#expressions.parse();
    const colon = this.#cursor.peek();
    if (colon.text === ':') return right;
    const previous = this.#cursor.previous() ?? head.first;
    if (isLineEnd(colon) || colon.text === ';') {
      throw new SyntaxFault(
        `the equation of ${head.name} has no unit`,
        { start: head.first.start, end: previous.end },
        {
          expected: ': UNIT',
          found: describeToken(colon),
          help: 'write : and the unit behind the expression, for example : volt, or : 1 for none',
        },
      );
    }
    throw unexpectedBehind(colon, this.#cursor.previous(), 'a colon and the unit');
  }

  /** `: UNIT (FLAG, FLAG)` up to the end of the line. */
  #declared(): DeclaredText {
    const colon = this.#cursor.take();
    const tokens = this.#cursor.takeRestOfLine();
    this.#lineTaken = true;
    const open = flagsBegin(tokens);
    const unit = tokens.slice(0, open);
    const [first, last] = [unit[0], unit.at(-1)];
    const bad = unit.find(
      (token) => token.kind === 'unknown' || [':', ';', '=', ','].includes(token.text),
    );
    if (bad !== undefined) throw badInUnit(bad);
    if (first === undefined || last === undefined) {
      throw new SyntaxFault('a unit is missing behind the colon', colon, {
        expected: 'a unit',
        help: 'write : 1 for a number without a unit',
      });
    }
    return {
      unitText: this.#cursor.text.slice(first.start, last.end),
      unitStart: first.start,
      unitEnd: last.end,
      flags: this.#flags(tokens.slice(open)),
      end: tokens.at(-1)?.end ?? last.end,
    };
  }

  #flags(tokens: readonly Token[]): readonly WrittenFlag[] {
    const [open] = tokens;
    if (open === undefined) return [];
    const close = tokens.findIndex((token) => token.text === ')');
    if (close < 0) {
      throw new SyntaxFault('the bracket of the flags is not closed', open, { expected: ')' });
    }
    const behind = tokens[close + 1];
    if (behind !== undefined) {
      throw new SyntaxFault(
        `expected the end of the line behind the flags, found ${describeToken(behind)}`,
        behind,
        {
          expected: 'the end of the line',
          found: behind.text,
          help: 'write one equation per line',
        },
      );
    }
    const flags: WrittenFlag[] = [];
    let words: Token[] = [];
    for (const token of tokens.slice(1, close + 1)) {
      if (token.text !== ',' && token.text !== ')') {
        words.push(token);
        continue;
      }
      const start = words[0]?.start ?? token.start;
      const end = words.at(-1)?.end ?? token.end;
      const text = words.length === 0 ? '' : this.#cursor.text.slice(start, end);
      flags.push({ text: text.replace(/\s+/g, ' ').replace(/ ?- ?/g, '-'), start, end });
      words = [];
    }
    return flags;
  }

  /** A summed variable is one of the source or target, so its name has a side. */
  #checkName(head: Head, summed: boolean): void {
    const details = {
      span: this.#origin.span(head.nameStart, head.nameEnd),
      ...(this.#origin.context === undefined ? {} : { context: this.#origin.context }),
      found: head.name,
    };
    const sided = /^(.+)_(?:pre|post)$/.exec(head.name);
    const reason = refusedVariableName(summed ? (sided?.[1] ?? head.name) : head.name, this.#where);
    if (reason === undefined && summed && sided === null) {
      this.#diagnostics.error(
        'EQUATION_FLAG',
        `a summed variable is one of the target or source: ${head.name} has no side`,
        {
          ...details,
          expected: `${head.name}_post or ${head.name}_pre`,
          help: `write ${head.name}_post`,
        },
      );
    }
    if (reason !== undefined) {
      const message = `a variable cannot be called ${head.name}: it ${reason}`;
      this.#diagnostics.error('FILE_NAME', message, { ...details, help: 'choose another name' });
    }
    const first = this.#defined.get(head.name);
    if (first === undefined) {
      this.#defined.set(head.name, details.span);
      return;
    }
    this.#diagnostics.error('FILE_NAME', `${head.name} is defined twice`, {
      ...details,
      label: `first defined in line ${locate(first).start.line}`,
      help: 'leave one of the two out',
    });
  }
}

/** Where the bracket of the flags opens: the first ( that does not group a part of the unit. */
function flagsBegin(tokens: readonly Token[]): number {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]?.text ?? '';
    const groups = depth > 0 || ['*', '/', '**', '('].includes(before);
    // `: (volt/second)` groups as well; a unit cannot be missing.
    if (token.text === '(' && (groups || index === 0)) depth += 1;
    else if (token.text === '(') return index;
    else if (token.text === ')') depth -= 1;
  }
  return tokens.length;
}

function badInUnit(token: Token): SyntaxFault {
  if (token.text === ';' || token.text === '=') {
    return new SyntaxFault(
      `expected the end of the line behind the unit, found ${token.text}`,
      token,
      {
        expected: 'the end of the line',
        found: token.text,
        help: 'write one equation per line',
      },
    );
  }
  return (
    refusedToken(token) ??
    new SyntaxFault(`${token.text} cannot stand in a unit`, token, { found: token.text })
  );
}
