import { functionNames, pythonKeywords } from './language-words.js';
import { SyntaxFault } from './syntax-fault.js';
import type { Token } from './token.js';

interface Refusal {
  readonly message: string;
  readonly help: string;
}

/** Signs and words that people bring from other languages, and what to write instead. */
const refusals: ReadonlyMap<string, Refusal> = new Map([
  ['^', { message: '^ is not an operator here', help: 'write ** for a power' }],
  ['&', { message: '& is not an operator here', help: 'write and' }],
  ['&&', { message: '&& is not an operator here', help: 'write and' }],
  ['|', { message: '| is not an operator here', help: 'write or' }],
  ['||', { message: '|| is not an operator here', help: 'write or' }],
  ['!', { message: '! is not an operator here', help: 'write not' }],
  ['~', { message: '~ is not an operator here', help: 'write not' }],
  ['=', { message: '= assigns and cannot stand in an expression', help: 'write == to compare' }],
  [
    'if',
    {
      message: 'a condition with if and else is not available',
      help: 'write where(CONDITION, A, B), or int(CONDITION)*A + int(not CONDITION)*B',
    },
  ],
  [
    'else',
    {
      message: 'a condition with if and else is not available',
      help: 'write where(CONDITION, A, B), or int(CONDITION)*A + int(not CONDITION)*B',
    },
  ],
  ['is', { message: 'is cannot compare', help: 'write ==' }],
  ['in', { message: 'in cannot test membership', help: 'write (x == A) or (x == B)' }],
  [
    'for',
    {
      message: 'loops are not available',
      help: 'a statement acts on every neuron or synapse by itself',
    },
  ],
  [
    'while',
    {
      message: 'loops are not available',
      help: 'a statement acts on every neuron or synapse by itself',
    },
  ],
  [
    'lambda',
    { message: 'functions cannot be defined here', help: 'write the expression in place' },
  ],
  ['None', { message: 'None is not a value here', help: 'use a number' }],
  [
    '[',
    {
      message: 'indices in brackets are not available',
      help: 'a name stands for the value of the neuron or synapse itself',
    },
  ],
  [']', { message: 'indices in brackets are not available', help: 'leave the index out' }],
  ['{', { message: '{ is not part of the language', help: 'use ( and ) for grouping' }],
  ['}', { message: '} is not part of the language', help: 'use ( and ) for grouping' }],
  [
    '.',
    {
      message: 'a dot cannot select a part of an object',
      help: 'write v_pre or v_post for variables of the two sides of a projection',
    },
  ],
  ["'", { message: 'texts in quotes are not available', help: 'leave the quotes out' }],
  ['"', { message: 'texts in quotes are not available', help: 'leave the quotes out' }],
  ['\\', { message: 'a \\ cannot continue a line', help: 'put the expression in brackets' }],
  ['\u2212', { message: 'this is a typographic minus sign', help: 'write -' }],
  ['\u2013', { message: 'this is a dash', help: 'write -' }],
  ['\u00d7', { message: 'this is a multiplication sign', help: 'write *' }],
  ['\u00b7', { message: 'this is a multiplication dot', help: 'write *' }],
  ['\u00f7', { message: 'this is a division sign', help: 'write /' }],
  ['\u00b2', { message: 'this is a raised 2', help: 'write **2' }],
  ['\u00b3', { message: 'this is a raised 3', help: 'write **3' }],
  ['\u2264', { message: 'this is a sign of comparison', help: 'write <=' }],
  ['\u2265', { message: 'this is a sign of comparison', help: 'write >=' }],
  ['\u2260', { message: 'this is a sign of comparison', help: 'write !=' }],
  ['\u00b5', { message: 'this is a micro sign', help: 'write u, as in uS' }],
  ['\u03bc', { message: 'this is a Greek letter', help: 'write u, as in uS, or mu for a name' }],
  ['\u00a0', { message: 'this is a no-break space', help: 'write a plain space' }],
]);

/** How a message calls a token. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end of the text';
  if (token.kind === 'newline') return 'the end of the line';
  return token.text;
}

/** The fault of a token that the language does not have at all, if it is such a token. */
export function refusedToken(token: Token): SyntaxFault | undefined {
  if (token.kind === 'newline' || token.kind === 'end' || token.kind === 'number') return undefined;
  const first = String.fromCodePoint(token.text.codePointAt(0) ?? 0);
  const refusal =
    refusals.get(token.text) ?? (token.kind === 'unknown' ? refusals.get(first) : undefined);
  if (refusal !== undefined) {
    return new SyntaxFault(refusal.message, token, { found: token.text, help: refusal.help });
  }
  if (token.kind === 'unknown') {
    return new SyntaxFault(`${token.text} is not part of the language`, token, {
      found: token.text,
      help: 'names are made of the letters A to Z and a to z, digits and _',
    });
  }
  if (token.kind === 'name' && pythonKeywords.has(token.text) && !operatorWords.has(token.text)) {
    return new SyntaxFault(`${token.text} is a reserved word of Python and cannot be used`, token, {
      found: token.text,
    });
  }
  return undefined;
}

const operatorWords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'True', 'False']);

/** True if an operand can begin with the token. */
export function beginsOperand(token: Token): boolean {
  if (token.kind === 'number') return true;
  if (token.kind === 'name') return token.text !== 'and' && token.text !== 'or';
  return token.text === '(';
}

/** True if an operand can end with the token. */
export function endsOperand(token: Token): boolean {
  if (token.kind === 'number') return true;
  if (token.kind === 'name') return !['and', 'or', 'not'].includes(token.text);
  return token.text === ')';
}

/**
 * The fault of a token behind a complete expression.
 *
 * @param wanted - What may stand there, for the message: `the end of the expression`.
 */
export function unexpectedBehind(
  token: Token,
  previous: Token | undefined,
  wanted: string,
): SyntaxFault {
  const refused = refusedToken(token);
  if (refused !== undefined) return refused;
  const found = describeToken(token);
  if (token.text === ')') {
    return new SyntaxFault('this ) closes no bracket', token, { expected: wanted, found });
  }
  if (previous !== undefined && beginsOperand(token)) {
    const product = `${previous.text}*${token.text}`;
    const known = previous.kind === 'name' && token.text === '(';
    const help = known
      ? `${previous.text} is not called; functions are ${[...functionNames].join(' ')}`
      : `write ${product} for a product`;
    return new SyntaxFault(`an operator is missing between ${previous.text} and ${found}`, token, {
      expected: 'an operator',
      found,
      help,
    });
  }
  return new SyntaxFault(`expected ${wanted}, found ${found}`, token, { expected: wanted, found });
}
