import type { Expression } from '../equations/index.js';
import type { ConnectMap, ConnectModel, FileReference } from '../network/index.js';
import { dimensionless, parseQuantity } from '../units/index.js';
import { checkCondition } from './check-condition.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck, type Refusal } from './expression-check.js';
import type { Meaning, NameScope } from './name-scope.js';

export interface ConnectOptions {
  readonly path: Path;
  /** `projection Syn`. */
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  /** Sizes of the slices; undefined if only a file tells. */
  readonly sourceCount: number | undefined;
  readonly targetCount: number | undefined;
}

type Keyword = 'all' | 'one_to_one' | 'others';

function keywordOf(text: string | undefined): Keyword | undefined {
  const word = text?.trim();
  return word === 'all' || word === 'one_to_one' || word === 'others' ? word : undefined;
}

/** Reads the connection pattern of a projection (semantics, projections, connectivity). */
export function readConnect(
  connect: string | ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): ConnectModel | undefined {
  const { path } = options;
  const place = reader.place(path);
  if (typeof connect === 'string') {
    const read = readCondition(connect, path, {}, options, reader);
    return read === undefined ? undefined : { ...place, repeats: 1, ...read };
  }
  if (refuseUnavailable(connect, path, reader)) return undefined;
  const repeats = readRepeats(connect, path, reader);
  const pattern = readPattern(connect, options, reader);
  return repeats === undefined || pattern === undefined
    ? undefined
    : { ...place, repeats, ...pattern };
}

/** A connection pattern without its place and repeats. */
type Pattern =
  | { readonly kind: Keyword }
  | {
      readonly kind: 'condition';
      readonly condition?: Expression;
      readonly probability: number;
      readonly seed?: bigint;
    }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] }
  | { readonly kind: 'pairs-file' | 'nonzero-file'; readonly file: FileReference };

const unavailable: readonly (readonly [keyof ConnectMap, string])[] = [
  ['fanIn', 'connect: fan_in'],
  ['j', 'connect: a generator (j)'],
  ['i', 'connect: a generator (i)'],
];

function refuseUnavailable(connect: ConnectMap, path: Path, reader: DocumentReader): boolean {
  let refused = false;
  for (const [key, construct] of unavailable) {
    if (connect[key] === undefined) continue;
    reader.unsupported([...path, key], construct);
    refused = true;
  }
  return refused;
}

function readRepeats(connect: ConnectMap, path: Path, reader: DocumentReader): number | undefined {
  const { n } = connect;
  if (n === undefined) return 1;
  if (typeof n === 'string') {
    return reader.unsupported([...path, 'n'], 'connect: n as an expression');
  }
  return reader.integer([...path, 'n'], n, 'n', 0);
}

function readPattern(
  connect: ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const { path } = options;
  const { condition, probability, pairs, nonzero } = connect;
  const forms = [condition ?? probability, pairs, nonzero].filter((form) => form !== undefined);
  if (forms.length > 1) {
    return reader.error(
      'FILE_CONFLICT',
      path,
      'connect takes a condition with probability, or pairs, or nonzero: only one of them',
    );
  }
  if (pairs !== undefined) return readPairs(pairs, connect, options, reader);
  if (nonzero !== undefined) {
    if (refuseSkip(connect, path, reader)) return undefined;
    return { kind: 'nonzero-file', file: fileOf(nonzero) };
  }
  const chance = probability === undefined ? 1 : readProbability(probability, path, reader);
  if (chance === undefined) return undefined;
  const details = {
    ...(probability === undefined ? {} : { probability: chance }),
    ...(connect.seed === undefined ? {} : { seed: BigInt(connect.seed) }),
    skipInvalid: connect.skipInvalid === true,
  };
  if (condition !== undefined) {
    return readCondition(condition, [...path, 'condition'], details, options, reader);
  }
  if (probability === undefined) {
    return reader.error(
      'FILE_MISSING',
      path,
      'connect says neither condition, probability, pairs nor nonzero',
      {
        help: 'write connect: all, or connect: {probability: 0.1}',
      },
    );
  }
  return withProbability(undefined, details, chance);
}

interface ConditionDetails {
  readonly probability?: number;
  readonly seed?: bigint;
  readonly skipInvalid?: boolean;
}

function withProbability(
  condition: Expression | undefined,
  details: ConditionDetails,
  probability: number,
): Pattern {
  return {
    kind: 'condition',
    ...(condition === undefined ? {} : { condition }),
    probability,
    ...(details.seed === undefined ? {} : { seed: details.seed }),
  };
}

/** A keyword, or a condition on i and j. */
function readCondition(
  text: string,
  path: Path,
  details: ConditionDetails,
  options: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const keyword = keywordOf(text);
  const { probability } = details;
  if (keyword === undefined) {
    const condition = readExpression(text, path, options, reader);
    return condition === undefined
      ? undefined
      : withProbability(condition, details, probability ?? 1);
  }
  const skips = keyword === 'one_to_one' && details.skipInvalid === true;
  if (keyword === 'one_to_one' && !skips && refuseUnequal(path, options, reader)) return undefined;
  if (probability === undefined && !skips) return { kind: keyword };
  if (keyword === 'all') return withProbability(undefined, details, probability ?? 1);
  // With draws or dropped pairs the keyword is the condition it stands for.
  const origin = reader.origin(path, text, options.title);
  const span = origin.span(0, text.length);
  const condition: Expression = {
    kind: 'comparison',
    operator: keyword === 'others' ? '!=' : '==',
    left: { kind: 'name', name: 'i', span },
    right: { kind: 'name', name: 'j', span },
    span,
  };
  return withProbability(condition, details, probability ?? 1);
}

/** j = i needs as many targets as sources. */
function refuseUnequal(path: Path, options: ConnectOptions, reader: DocumentReader): boolean {
  const { sourceCount, targetCount } = options;
  if (sourceCount === undefined || targetCount === undefined || sourceCount <= targetCount) {
    return false;
  }
  reader.error(
    'CONNECT_INDEX',
    path,
    `one_to_one needs a target for each source: the pair [${targetCount}, ${targetCount}] is outside ` +
      `${sourceCount} sources and ${targetCount} targets`,
    {
      expected: `at most ${targetCount} sources`,
      found: String(sourceCount),
      help: 'connect slices of equal size, or write {condition: one_to_one, skip_invalid: true}',
    },
  );
  return true;
}

function readExpression(
  text: string,
  path: Path,
  options: ConnectOptions,
  reader: DocumentReader,
): Expression | undefined {
  const context = `${options.title}, connect`;
  const condition = reader.expression(path, text, context);
  if (condition === undefined) return undefined;
  const check = new ExpressionCheck({
    scope: options.scope,
    diagnostics: reader.diagnostics,
    context,
    reported: options.reported,
    noRandom: 'cannot stand in a condition of connect: use probability',
    judge: judgeName,
  });
  return checkCondition(condition, 'connect', check) ? condition : undefined;
}

/** Conditions are evaluated while synapses are made: only i, j, sizes and constants are known. */
function judgeName(name: string, { resolution }: Meaning): Refusal | undefined {
  if (resolution === undefined || resolution.kind === 'constant' || resolution.kind === 'unit') {
    return undefined;
  }
  if (['i', 'j', 'N_pre', 'N_post'].includes(name)) return undefined;
  if ('side' in resolution && resolution.side !== 'own') {
    return {
      code: 'UNSUPPORTED_FEATURE',
      message: `connecting by variables of the neurons (${name}) is not available`,
    };
  }
  if (resolution.kind === 'function' || resolution.kind === 'array') return undefined;
  return {
    code: 'ILLEGAL_READ',
    message: `${name} is not known while synapses are made: a condition may use i, j and constants`,
  };
}

function readProbability(
  probability: number | string,
  path: Path,
  reader: DocumentReader,
): number | undefined {
  const at = [...path, 'probability'];
  const read = parseQuantity(probability);
  if (!read.ok) return reader.unsupported(at, 'connect: probability as an expression');
  const value = reader.inUnit(at, read.quantity, dimensionless, 'probability', 'FILE_VALUE');
  if (value === undefined) return undefined;
  if (value >= 0 && value <= 1) return value;
  return reader.error('FILE_VALUE', at, 'a probability lies between 0 and 1', {
    expected: '0 .. 1',
    found: String(value),
  });
}

function fileOf(file: string | FileReference): FileReference {
  return typeof file === 'string' ? { file } : file;
}

function refuseSkip(connect: ConnectMap, path: Path, reader: DocumentReader): boolean {
  if (connect.skipInvalid !== true) return false;
  reader.unsupported([...path, 'skipInvalid'], 'skip_invalid with a file');
  return true;
}

function readPairs(
  pairs: NonNullable<ConnectMap['pairs']>,
  connect: ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const { path } = options;
  if (typeof pairs === 'string' || 'file' in pairs) {
    if (refuseSkip(connect, path, reader)) return undefined;
    return { kind: 'pairs-file', file: fileOf(pairs) };
  }
  const sources = options.sourceCount ?? Number.POSITIVE_INFINITY;
  const targets = options.targetCount ?? Number.POSITIVE_INFINITY;
  const outside = (i: number, j: number): boolean =>
    !(Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0 && i < sources && j < targets);
  const valid = pairs.filter(([i, j]) => !outside(i, j));
  const index = pairs.findIndex(([i, j]) => outside(i, j));
  if (index < 0 || connect.skipInvalid === true) return { kind: 'pairs', pairs: valid };
  const more = pairs.length - valid.length - 1;
  return reader.error(
    'CONNECT_INDEX',
    [...path, 'pairs', index],
    `the pair [${pairs[index]?.join(', ')}] is outside ${sources} sources and ${targets} targets` +
      (more > 0 ? ` (and ${more} more)` : ''),
    {
      expected: `[0 .. ${sources - 1}, 0 .. ${targets - 1}]`,
      found: `[${pairs[index]?.join(', ')}]`,
      help: 'mend the pair, or write skip_invalid: true',
    },
  );
}

/** Number of synapses where it follows from the text and the sizes alone. */
export function knownSynapseCount(
  connect: ConnectModel,
  sourceCount: number | undefined,
  targetCount: number | undefined,
): number | undefined {
  const { repeats } = connect;
  if (connect.kind === 'pairs') return connect.pairs.length * repeats;
  if (sourceCount === undefined || targetCount === undefined) return undefined;
  switch (connect.kind) {
    case 'all':
      return sourceCount * targetCount * repeats;
    case 'one_to_one':
      return sourceCount * repeats;
    case 'others':
      return (sourceCount * targetCount - Math.min(sourceCount, targetCount)) * repeats;
    default:
      return undefined;
  }
}
