import type { Expression, Generator } from '../equations/index.js';
import type { ConnectMap, ConnectModel, FileReference } from '../network/index.js';
import { dimensionless, parseQuantity } from '../units/index.js';
import {
  type ConnectTextOptions,
  readGenerator,
  readPairCondition,
  readPairNumber,
} from './connect-texts.js';
import type { DocumentReader, Path } from './document-reader.js';

export interface ConnectOptions extends ConnectTextOptions {
  readonly path: Path;
  /** Sizes of the slices; undefined if only a file tells. */
  readonly sourceCount: number | undefined;
  readonly targetCount: number | undefined;
}

type Keyword = 'all' | 'one_to_one' | 'others';

/** The keyword of a text, which `i != j` is written out: its pairs need no evaluation. */
function keywordOf(text: string | undefined): Keyword | undefined {
  const word = text?.trim().replace(/^i\s*!=\s*j$/, 'others');
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
    return read === undefined ? undefined : { ...place, repeats: 1, skipInvalid: false, ...read };
  }
  const repeats = readRepeats(connect, options, reader);
  const pattern = readPattern(connect, options, reader);
  if (repeats === undefined || pattern === undefined) return undefined;
  const { seed, skipInvalid = false } = connect;
  const common = { ...place, repeats, skipInvalid };
  return { ...common, ...(seed === undefined ? {} : { seed: BigInt(seed) }), ...pattern };
}

/** A connection pattern without what all of them may have. */
type Pattern =
  | { readonly kind: Keyword }
  | {
      readonly kind: 'condition';
      readonly condition?: Expression;
      readonly probability: number | Expression;
    }
  | { readonly kind: 'generator'; readonly makes: 'i' | 'j'; readonly generator: Generator }
  | { readonly kind: 'fan_in'; readonly count: number }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] }
  | { readonly kind: 'pairs-file' | 'nonzero-file'; readonly file: FileReference };

function readRepeats(
  { n }: ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): number | Expression | undefined {
  if (n === undefined) return 1;
  const at = [...options.path, 'n'];
  if (typeof n === 'number') return reader.integer(at, n, 'n', 0);
  return readPairNumber(n, at, 'n', options, reader);
}

function readPattern(
  connect: ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const { path } = options;
  const { condition, probability, pairs, nonzero, fanIn, i, j } = connect;
  const forms = [condition ?? probability, pairs, nonzero, fanIn, i, j];
  if (forms.filter((form) => form !== undefined).length > 1) {
    return reader.error(
      'FILE_CONFLICT',
      path,
      'connect takes a condition with probability, or one of j, i, fan_in, pairs and nonzero',
    );
  }
  if (pairs !== undefined) return readPairs(pairs, connect, options, reader);
  if (nonzero !== undefined) return { kind: 'nonzero-file', file: fileOf(nonzero) };
  if (fanIn !== undefined) return readFanIn(fanIn, options, reader);
  for (const [makes, text] of Object.entries({ i, j }) as ['i' | 'j', string | undefined][]) {
    if (text === undefined) continue;
    const generator = readGenerator(text, [...path, makes], makes, options, reader);
    return generator && { kind: 'generator', makes, generator };
  }
  const chance = probability === undefined ? 1 : readProbability(probability, options, reader);
  if (chance === undefined) return undefined;
  const details = {
    ...(probability === undefined ? {} : { probability: chance }),
    skipInvalid: connect.skipInvalid === true,
  };
  if (condition !== undefined) {
    return readCondition(condition, [...path, 'condition'], details, options, reader);
  }
  if (probability === undefined) {
    return reader.error('FILE_MISSING', path, 'connect says no pattern', {
      expected: 'condition, probability, fan_in, j, i, pairs or nonzero',
      help: 'write connect: all, or connect: {probability: 0.1}',
    });
  }
  return withProbability(undefined, chance);
}

interface ConditionDetails {
  readonly probability?: number | Expression;
  readonly skipInvalid?: boolean;
}

function withProbability(
  condition: Expression | undefined,
  probability: number | Expression,
): Pattern {
  return { kind: 'condition', ...(condition === undefined ? {} : { condition }), probability };
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
    const condition = readPairCondition(text, path, options, reader);
    return condition === undefined ? undefined : withProbability(condition, probability ?? 1);
  }
  const skips = keyword === 'one_to_one' && details.skipInvalid === true;
  if (keyword === 'one_to_one' && !skips && refuseUnequal(path, options, reader)) return undefined;
  if (probability === undefined && !skips) return { kind: keyword };
  if (keyword === 'all') return withProbability(undefined, probability ?? 1);
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
  return withProbability(condition, probability ?? 1);
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

/** A number, or an expression of what is known of a pair; one of constants alone is a number. */
function readProbability(
  probability: number | string,
  options: ConnectOptions,
  reader: DocumentReader,
): number | Expression | undefined {
  const at = [...options.path, 'probability'];
  const read = parseQuantity(probability);
  const value = read.ok
    ? reader.inUnit(at, read.quantity, dimensionless, 'probability', 'FILE_VALUE')
    : readPairNumber(String(probability), at, 'probability', options, reader);
  if (value === undefined || typeof value !== 'number') return value;
  if (value >= 0 && value <= 1) return value;
  return reader.error('FILE_VALUE', at, 'a probability lies between 0 and 1', {
    expected: '0 .. 1',
    found: String(value),
  });
}

function readFanIn(
  fanIn: number,
  { path, sourceCount }: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const at = [...path, 'fanIn'];
  const count = reader.integer(at, fanIn, 'fan_in', 0);
  if (count === undefined) return undefined;
  if (sourceCount === undefined || count <= sourceCount) return { kind: 'fan_in', count };
  return reader.error('FILE_VALUE', at, `${count} distinct sources of only ${sourceCount}`, {
    expected: `at most ${sourceCount}`,
    found: String(count),
  });
}

function fileOf(file: string | FileReference): FileReference {
  return typeof file === 'string' ? { file } : file;
}

function readPairs(
  pairs: NonNullable<ConnectMap['pairs']>,
  connect: ConnectMap,
  options: ConnectOptions,
  reader: DocumentReader,
): Pattern | undefined {
  const { path } = options;
  if (typeof pairs === 'string' || 'file' in pairs) {
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
  if (typeof repeats !== 'number') return undefined;
  if (connect.kind === 'pairs') return connect.pairs.length * repeats;
  if (targetCount === undefined) return undefined;
  if (connect.kind === 'fan_in') return connect.count * targetCount * repeats;
  if (sourceCount === undefined) return undefined;
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
