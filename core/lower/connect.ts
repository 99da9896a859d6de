import type { ConnectModel, ProjectionModel } from '../network/index.js';
import { geometricGap } from '../random/index.js';
import {
  type ConnectDraws,
  connectDraws,
  hitSite,
  pairSite,
  rowSite,
  withoutReplacement,
} from './connect-draws.js';
import { generatedPairs } from './generated-pairs.js';
import type { LoweringData } from './lowering-data.js';
import { PairExpressions, type PairVisitor } from './pair-expressions.js';
import type { ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';

/** What the making of synapses looks at besides the projection. */
export interface ConnectParts {
  readonly draft: ProgramDraft;
  readonly data: LoweringData;
  /** Start values of the populations, all of them set. */
  readonly start: StartState;
}

/**
 * The pairs of a projection in the order of semantics section 9, to be gone through twice: once to
 * count them before anything is allocated, once to store them. Pairs outside the groups are
 * reported (CONNECT_INDEX).
 *
 * @returns undefined after an error.
 */
export function pairsOf(projection: ProjectionModel, parts: ConnectParts): PairVisitor | undefined {
  const draws = connectDraws(projection, parts.draft);
  const once = singlePairs(projection, parts, draws);
  const { repeats } = projection.connect;
  if (once === undefined || repeats === 1) return once;
  if (typeof repeats === 'number') {
    return (visit) =>
      once((i, j) => {
        for (let repeat = 0; repeat < repeats; repeat++) visit(i, j);
      });
  }
  const pairs = expressions(projection, repeatChunk, parts, draws);
  const counts = pairs.compile(repeats);
  const waiting = { i: new Int32Array(repeatChunk), j: new Int32Array(repeatChunk) };
  return (visit) => {
    let count = 0;
    const pass = (): void => {
      const values = counts(count);
      for (let at = 0; at < count; at++) {
        const [i, j] = [waiting.i[at] as number, waiting.j[at] as number];
        const times = Math.trunc(values[at] as number);
        for (let repeat = 0; repeat < times; repeat++) visit(i, j);
      }
      count = 0;
    };
    const sound = once((i, j) => {
      pairs.setPair(count, i, j);
      waiting.i[count] = i;
      waiting.j[count] = j;
      count++;
      if (count === repeatChunk) pass();
    });
    pass();
    return sound;
  };
}

const repeatChunk = 4096;

function expressions(
  projection: ProjectionModel,
  capacity: number,
  { draft, start }: ConnectParts,
  draws: ConnectDraws,
): PairExpressions {
  return new PairExpressions(projection, capacity, draft, start, draws);
}

function singlePairs(
  projection: ProjectionModel,
  parts: ConnectParts,
  draws: ConnectDraws,
): PairVisitor | undefined {
  const { draft, data, start } = parts;
  const { connect } = projection;
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  switch (connect.kind) {
    case 'all':
      return rectangle(sources, targets, () => true);
    case 'others':
      return rectangle(sources, targets, (i, j) => i !== j);
    case 'one_to_one': {
      if (sources > targets) {
        reportPair(projection, targets, targets, draft);
        return undefined;
      }
      return (visit) => {
        for (let i = 0; i < sources; i++) visit(i, i);
        return true;
      };
    }
    case 'condition':
      return conditional(projection, connect, parts, draws);
    case 'generator':
      return generatedPairs(projection, connect, draft, start, draws, {
        outside: (i, j) => reportPair(projection, i, j, draft),
        range: (message) => reportFault(projection, message, draft),
      });
    case 'fan_in': {
      const { count } = connect;
      if (count > sources) {
        reportFault(projection, `${count} distinct sources of only ${sources}`, draft);
        return undefined;
      }
      return (visit) => {
        for (let j = 0; j < targets; j++) {
          for (const i of withoutReplacement(sources, count, j, draws)) visit(i, j);
        }
        return true;
      };
    }
    case 'pairs':
      return listed(projection, connect.pairs, draft);
    case 'pairs-file':
      return listed(projection, pairsIn(data.file(connect.file).values), draft);
    case 'nonzero-file': {
      const { values } = data.file(connect.file);
      return rectangle(sources, targets, (i, j) => values[i * targets + j] !== 0);
    }
  }
}

function rectangle(
  sources: number,
  targets: number,
  holds: (i: number, j: number) => boolean,
): PairVisitor {
  return (visit) => {
    for (let i = 0; i < sources; i++) {
      for (let j = 0; j < targets; j++) if (holds(i, j)) visit(i, j);
    }
    return true;
  };
}

/**
 * A condition for every pair of a row, thinned by gaps along the row if the probability is a number,
 * or by one word per pair if it is an expression.
 */
function conditional(
  projection: ProjectionModel,
  { condition, probability }: Extract<ConnectModel, { kind: 'condition' }>,
  parts: ConnectParts,
  draws: ConnectDraws,
): PairVisitor {
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  const pairs = expressions(projection, targets, parts, draws);
  const test = condition && pairs.compile(condition);
  const chances = typeof probability === 'number' ? undefined : pairs.compile(probability);
  const { stream, object } = draws;
  // The condition is only looked at where the draws hit; it does not change them.
  const hits = new Int32Array(targets);
  const drawRow = (i: number): number => {
    let count = 0;
    if (typeof probability !== 'number') {
      for (let j = 0; j < targets; j++) pairs.setPair(j, i, j);
      const chance = chances?.(targets);
      for (let j = 0; j < targets; j++) {
        const limit = Math.floor((chance?.[j] ?? 0) * 2 ** 32);
        if (stream.word(object, pairSite, i, j) < limit) hits[count++] = j;
      }
    } else if (probability >= 1) {
      for (let j = 0; j < targets; j++) hits[count++] = j;
    } else {
      let j = geometricGap(stream.openUniform(object, rowSite, i, 0), probability) - 1;
      while (j < targets) {
        hits[count++] = j;
        j += geometricGap(stream.openUniform(object, hitSite, i, j), probability);
      }
    }
    return count;
  };
  return (visit) => {
    for (let i = 0; i < sources; i++) {
      const count = drawRow(i);
      if (test !== undefined) {
        for (let at = 0; at < count; at++) pairs.setPair(at, i, hits[at] as number);
      }
      const holds = test?.(count);
      for (let at = 0; at < count; at++) {
        if (holds === undefined || holds[at] !== 0) visit(i, hits[at] as number);
      }
    }
    return true;
  };
}

function listed(
  projection: ProjectionModel,
  pairs: Iterable<readonly [number, number]>,
  draft: ProgramDraft,
): PairVisitor | undefined {
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  const { skipInvalid } = projection.connect;
  const isPair = (i: number, j: number): boolean => inside(i, sources) && inside(j, targets);
  for (const [i, j] of pairs) {
    if (skipInvalid || isPair(i, j)) continue;
    reportPair(projection, i, j, draft);
    return undefined;
  }
  return (visit) => {
    for (const [i, j] of pairs) if (isPair(i, j)) visit(i, j);
    return true;
  };
}

function inside(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}

function pairsIn(values: ArrayLike<number>): Iterable<readonly [number, number]> {
  return {
    *[Symbol.iterator]() {
      for (let at = 0; at + 1 < values.length; at += 2) {
        yield [values[at] as number, values[at + 1] as number] as const;
      }
    },
  };
}

function reportPair(projection: ProjectionModel, i: number, j: number, draft: ProgramDraft): void {
  const { source, target } = projection;
  const sizes = `${source.end - source.first} sources and ${target.end - target.first} targets`;
  reportFault(projection, `the pair (${i}, ${j}) lies outside ${sizes}`, draft);
}

function reportFault(
  { name, connect }: ProjectionModel,
  message: string,
  draft: ProgramDraft,
): void {
  draft.diagnostics.error('CONNECT_INDEX', message, {
    context: `projection ${name}`,
    ...(connect.span === undefined ? {} : { span: connect.span }),
  });
}
