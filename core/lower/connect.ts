import { namesIn } from '../equations/index.js';
import { KernelBuilder, type ScalarKernel, type SynapseEnds } from '../ir/index.js';
import type { ConnectModel, ProjectionModel } from '../network/index.js';
import { createKeyedStream, geometricGap, objectId } from '../random/index.js';
import { evaluateKernel, storageOf } from './evaluate-elements.js';
import { ExpressionLowering } from './lower-expression.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/** First gap of a row of random connections, gap after a hit (semantics section 13). */
const rowSite = 8;
const hitSite = 10;

/** Calls `visit` with i and j, counted inside the slices, for every synapse in order of creation. */
export type PairVisitor = (visit: (i: number, j: number) => void) => void;

/**
 * The pairs of a projection in the order of semantics section 9, to be gone through twice: once to
 * count them before anything is allocated, once to store them. Reports pairs outside the groups
 * (CONNECT_INDEX) and what is not available.
 *
 * @returns undefined after an error.
 */
export function pairsOf(
  projection: ProjectionModel,
  draft: ProgramDraft,
  data: LoweringData,
): PairVisitor | undefined {
  const { connect } = projection;
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  const once = singlePairs(projection, sources, targets, draft, data);
  if (once === undefined || connect.repeats === 1) return once;
  return (visit) =>
    once((i, j) => {
      for (let repeat = 0; repeat < connect.repeats; repeat++) visit(i, j);
    });
}

function singlePairs(
  projection: ProjectionModel,
  sources: number,
  targets: number,
  draft: ProgramDraft,
  data: LoweringData,
): PairVisitor | undefined {
  const { connect } = projection;
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
      };
    }
    case 'condition':
      return conditional(projection, connect, sources, targets, draft);
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
  };
}

/** A condition over i and j, thinned by gaps along each row if there is a probability. */
function conditional(
  projection: ProjectionModel,
  connect: Extract<ConnectModel, { kind: 'condition' }>,
  sources: number,
  targets: number,
  draft: ProgramDraft,
): PairVisitor | undefined {
  const test = connect.condition === undefined ? undefined : rowTest(projection, targets, draft);
  if (connect.condition !== undefined && test === undefined) return undefined;
  const { probability, seed } = connect;
  // A seed of its own replaces the key, so that equal seeds and sizes draw equal pairs.
  const stream = createKeyedStream(seed ?? draft.model.seed);
  const object = seed === undefined ? objectId(projection.name) : 0;
  return (visit) => {
    for (let i = 0; i < sources; i++) {
      const row = test?.(i);
      const hit = (j: number): void => {
        if (row === undefined || row[j] !== 0) visit(i, j);
      };
      if (probability >= 1) {
        for (let j = 0; j < targets; j++) hit(j);
        continue;
      }
      let j = geometricGap(stream.openUniform(object, rowSite, i, 0), probability) - 1;
      while (j < targets) {
        hit(j);
        j += geometricGap(stream.openUniform(object, hitSite, i, j), probability);
      }
    }
  };
}

/** Evaluates the condition for one row at a time; the result is reused for the next row. */
function rowTest(
  projection: ProjectionModel,
  targets: number,
  draft: ProgramDraft,
): ((i: number) => Float64Array) | undefined {
  const { name, connect, scope } = projection;
  if (connect.kind !== 'condition' || connect.condition === undefined) return undefined;
  const { condition } = connect;
  for (const used of namesIn(condition)) {
    const kind = scope.resolve(used)?.kind;
    if (kind !== 'variable' && kind !== 'subexpression') continue;
    draft.unsupported(`a connection that depends on the variable ${used}`, condition.span, name);
    return undefined;
  }
  const mask = arrayId(name, '#connected');
  const b = new KernelBuilder(`${name}.connect`, { kind: 'synapses', object: name });
  const lowering = new ExpressionLowering(draft, b);
  const frame = { scope, object: name, at: 'lane' } as const;
  b.store(mask, 'lane', b.toReal(lowering.truth(condition, frame)));
  const kernel: ScalarKernel = b.finish();
  if (kernel.body.some((node) => node.op === 'draw')) {
    draft.unsupported('a random number in a condition', condition.span, name);
    return undefined;
  }
  const row = new Float64Array(targets);
  const storage = new Map([[mask, storageOf(targets, row)]]);
  const pre = new Int32Array(targets);
  const ends: SynapseEnds = {
    pre,
    post: Int32Array.from({ length: targets }, (_, j) => j),
    sourceFirst: 0,
    targetFirst: 0,
    targetCount: targets,
  };
  return (i) => {
    pre.fill(i);
    evaluateKernel(kernel, targets, storage, draft, ends);
    return row;
  };
}

function listed(
  projection: ProjectionModel,
  pairs: Iterable<readonly [number, number]>,
  draft: ProgramDraft,
): PairVisitor | undefined {
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  for (const [i, j] of pairs) {
    if (inside(i, sources) && inside(j, targets)) continue;
    reportPair(projection, i, j, draft);
    return undefined;
  }
  return (visit) => {
    for (const [i, j] of pairs) visit(i, j);
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
  const { source, target, connect, name } = projection;
  const sizes = `${source.end - source.first} sources and ${target.end - target.first} targets`;
  draft.diagnostics.error('CONNECT_INDEX', `the pair (${i}, ${j}) lies outside ${sizes}`, {
    context: `projection ${name}`,
    ...(connect.span === undefined ? {} : { span: connect.span }),
  });
}
