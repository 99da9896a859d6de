import { type Expression, type Generator, parseGenerator } from '../equations/index.js';
import { equalDimensions, formatDimension } from '../units/index.js';
import { checkCondition } from './check-condition.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck, type ExpressionCheckOptions, type Refusal } from './expression-check.js';
import { integerType, realType, typePhrase } from './expression-type.js';
import { inferType } from './infer-type.js';
import type { Meaning, NameScope } from './name-scope.js';

export interface ConnectTextOptions {
  /** `projection Syn`. */
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
}

/** A condition on a pair: i, j, sizes, constants, and the start values of the neurons. */
export function readPairCondition(
  text: string,
  path: Path,
  options: ConnectTextOptions,
  reader: DocumentReader,
): Expression | undefined {
  const check = pairCheck(options, reader, 'both');
  const condition = reader.expression(path, text, check.options.context);
  return condition !== undefined && checkCondition(condition, 'connect', check)
    ? condition
    : undefined;
}

/** A plain number for each pair; folded where constants alone decide it. */
export function readPairNumber(
  text: string,
  path: Path,
  what: string,
  options: ConnectTextOptions,
  reader: DocumentReader,
): number | Expression | undefined {
  const check = pairCheck(options, reader, 'both');
  const expression = reader.expression(path, text, check.options.context);
  if (expression === undefined || !requireNumber(expression, what, check)) return undefined;
  if (!check.isFinite(expression, what)) return undefined;
  return check.constant(expression) ?? expression;
}

/** A generator of the targets of each source (`j`), or of the sources of each target (`i`). */
export function readGenerator(
  text: string,
  path: Path,
  makes: 'i' | 'j',
  options: ConnectTextOptions,
  reader: DocumentReader,
): Generator | undefined {
  const context = `${options.title}, connect`;
  const generator = parseGenerator(reader.origin(path, text, context), reader.diagnostics);
  if (generator === undefined) return undefined;
  const { element, range, condition } = generator;
  const known = makes === 'j' ? 'pre' : 'post';
  const noRandom = 'cannot stand in a generator: use sample(.., p=..)';
  const outer = pairCheck(options, reader, known, { noRandom });
  const locals = new Map(range === undefined ? [] : [[range.variable, integerType] as const]);
  const inner = pairCheck(options, reader, known, { noRandom, locals });
  const numbers = [
    [range?.start, 'the begin of a range'],
    [range?.stop, 'the end of a range'],
    [range?.step, 'the step of a range'],
    [range?.probability, 'a probability'],
    [range?.size, 'a size'],
  ] as const;
  let sound = requireNumber(element, `the index ${makes}`, inner);
  for (const [expression, what] of numbers) {
    if (expression !== undefined && !requireNumber(expression, what, outer)) sound = false;
  }
  if (condition !== undefined) {
    const both = pairCheck(options, reader, 'both', { locals });
    if (!checkCondition(condition, 'connect', both)) sound = false;
  }
  return sound ? generator : undefined;
}

function pairCheck(
  { title, scope, reported }: ConnectTextOptions,
  { diagnostics }: DocumentReader,
  known: 'pre' | 'post' | 'both',
  more: Pick<ExpressionCheckOptions, 'noRandom' | 'locals'> = {},
): ExpressionCheck {
  const context = `${title}, connect`;
  const judge = (name: string, meaning: Meaning): Refusal | undefined =>
    judgeName(name, meaning, known);
  return new ExpressionCheck({ scope, diagnostics, context, reported, judge, ...more });
}

function requireNumber(expression: Expression, what: string, check: ExpressionCheck): boolean {
  const type = inferType(expression, check);
  if (type === undefined) return false;
  if (type.type !== 'boolean' && equalDimensions(type.dimension, realType.dimension)) return true;
  const code = type.type === 'boolean' ? 'CONDITION_TYPE' : 'UNIT_MISMATCH';
  check.error(code, expression.span, `${what} is a plain number, this ${typePhrase(type)}`, {
    expected: '1',
    found: type.type === 'boolean' ? 'boolean' : formatDimension(type.dimension),
  });
  return false;
}

/**
 * While synapses are made, i, j, sizes, constants and the start values of the neurons are known; in
 * a generator only those of the side that it goes through.
 */
function judgeName(
  name: string,
  { resolution }: Meaning,
  known: 'pre' | 'post' | 'both',
): Refusal | undefined {
  if (resolution === undefined || resolution.kind === 'constant' || resolution.kind === 'unit') {
    return undefined;
  }
  if (['function', 'array', 'noise'].includes(resolution.kind) || !('side' in resolution)) {
    return undefined;
  }
  if (name === 'N_pre' || name === 'N_post') return undefined;
  const side = name === 'i' ? 'pre' : name === 'j' ? 'post' : resolution.side;
  if (side === 'own') {
    return {
      code: 'ILLEGAL_READ',
      message: `${name} is not known while synapses are made: connect may use i, j, constants and variables of source and target`,
    };
  }
  if (known === 'both' || side === known) return undefined;
  return {
    code: 'ILLEGAL_READ',
    message: `${name} is not known here: the generator makes the ${known === 'pre' ? 'targets of each source' : 'sources of each target'}`,
    help: 'it may be used behind if',
  };
}
