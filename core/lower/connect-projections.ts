import type { ProjectionModel } from '../network/index.js';
import { type PairVisitor, pairsOf } from './connect.js';
import { isStored } from './declare-variables.js';
import type { SynapseLists } from './lower-projection.js';
import type { LoweringData } from './lowering-data.js';
import type { ProgramDraft } from './program-draft.js';

/**
 * Makes the synapses of all projections. They are counted first, and the network is refused with
 * MEMORY_LIMIT before anything of their size is allocated.
 *
 * @returns By projection; projections with a fault are left out. Undefined beyond the limit.
 */
export function connectProjections(
  draft: ProgramDraft,
  data: LoweringData,
  limitBytes: number,
): ReadonlyMap<string, SynapseLists> | undefined {
  const visitors = new Map<string, PairVisitor>();
  let bytes = 0;
  for (const population of draft.model.populations) {
    bytes += population.size * 8 * (population.variables.length + 2);
  }
  let synapses = 0;
  for (const projection of draft.model.projections) {
    const pairs = pairsOf(projection, draft, data);
    if (pairs === undefined) continue;
    visitors.set(projection.name, pairs);
    const count = countPairs(projection, pairs);
    draft.sizes.set(projection.name, count);
    synapses += count;
    bytes += count * bytesPerSynapse(projection);
    if (count === 0) warnOfNothing(projection, draft);
  }
  if (bytes > limitBytes) {
    const found = `${bytes} bytes`;
    draft.diagnostics.error(
      'MEMORY_LIMIT',
      `network ${draft.model.name} with ${synapses} synapses needs at least ${found}, the limit is ${limitBytes} bytes`,
      {
        expected: `at most ${limitBytes} bytes`,
        found,
        help: 'connect less, or raise the memory limit',
      },
    );
    return undefined;
  }
  const lists = new Map<string, SynapseLists>();
  for (const projection of draft.model.projections) {
    const pairs = visitors.get(projection.name);
    if (pairs === undefined) continue;
    lists.set(projection.name, storePairs(projection, pairs, draft.sizeOf(projection.name)));
  }
  return lists;
}

/** Ends, the runtime's table per pathway, variables, and delays where they differ. */
function bytesPerSynapse(projection: ProjectionModel): number {
  const variables = projection.variables.filter(
    (variable) => isStored(variable) && !variable.shared,
  );
  const delays = projection.pathways.filter(({ delay }) => delay.kind !== 'number');
  const frozen = projection.freezable ? 8 : 0;
  return 8 + 4 * projection.pathways.length + 8 * variables.length + 16 * delays.length + frozen;
}

/** Patterns whose number is plain are not gone through. */
function countPairs({ connect, source, target }: ProjectionModel, pairs: PairVisitor): number {
  const sources = source.end - source.first;
  const targets = target.end - target.first;
  switch (connect.kind) {
    case 'all':
      return sources * targets * connect.repeats;
    case 'others':
      return (sources * targets - Math.min(sources, targets)) * connect.repeats;
    case 'one_to_one':
      return sources * connect.repeats;
    case 'pairs':
      return connect.pairs.length * connect.repeats;
    default: {
      let count = 0;
      pairs(() => {
        count++;
      });
      return count;
    }
  }
}

function storePairs(
  { source, target }: ProjectionModel,
  pairs: PairVisitor,
  count: number,
): SynapseLists {
  const pre = new Int32Array(count);
  const post = new Int32Array(count);
  let synapse = 0;
  pairs((i, j) => {
    pre[synapse] = source.first + i;
    post[synapse] = target.first + j;
    synapse++;
  });
  if (synapse !== count) throw new Error(`counted ${count} synapses, made ${synapse}`);
  return { pre, post };
}

function warnOfNothing({ name, connect }: ProjectionModel, draft: ProgramDraft): void {
  draft.diagnostics.warn('NO_SYNAPSES', `projection ${name} has no synapses`, {
    context: `projection ${name}, connect`,
    ...(connect.span === undefined ? {} : { span: connect.span }),
  });
}
