import type { ProjectionModel } from '../network/index.js';
import { type ConnectParts, pairsOf } from './connect.js';
import { isStored } from './declare-variables.js';
import type { SynapseLists } from './lower-projection.js';
import { neuronBytes, refuseMemory } from './memory-limit.js';
import type { PairVisitor } from './pair-expressions.js';
import type { ProgramDraft } from './program-draft.js';

/**
 * Makes the synapses of all projections. They are counted first, and the network is refused with
 * MEMORY_LIMIT before anything of their size is allocated.
 *
 * @returns By projection; projections with a fault are left out. Undefined beyond the limit.
 */
export function connectProjections(
  parts: ConnectParts,
  limitBytes: number,
): ReadonlyMap<string, SynapseLists> | undefined {
  const { draft } = parts;
  let bytes = neuronBytes(draft);
  const visitors = new Map<string, PairVisitor>();
  for (const projection of draft.model.projections) {
    const { name, connect } = projection;
    const pairs = pairsOf(projection, parts);
    if (pairs === undefined) continue;
    const each = bytesPerSynapse(projection);
    const most = Math.floor((limitBytes - bytes) / each);
    const count = countPairs(projection, pairs, most);
    if (count === undefined) continue;
    bytes += count * each;
    if (count > most) {
      const what = `with ${count} synapses of ${name} or more the network needs`;
      refuseMemory(draft, what, bytes, limitBytes, connect.span ?? projection.span);
      return undefined;
    }
    visitors.set(name, pairs);
    draft.sizes.set(name, count);
    if (count === 0) warnOfNothing(projection, draft);
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

/**
 * Patterns whose number is plain are not gone through, nor are random ones that are expected far
 * beyond `most`; the others are given up at `most` + 1.
 *
 * @returns undefined after a fault, which has been reported.
 */
function countPairs(
  { connect, source, target }: ProjectionModel,
  pairs: PairVisitor,
  most: number,
): number | undefined {
  const sources = source.end - source.first;
  const targets = target.end - target.first;
  if (typeof connect.repeats === 'number') {
    switch (connect.kind) {
      case 'all':
        return sources * targets * connect.repeats;
      case 'others':
        return (sources * targets - Math.min(sources, targets)) * connect.repeats;
      case 'one_to_one':
        return sources * connect.repeats;
      case 'fan_in':
        return targets * connect.count * connect.repeats;
      case 'condition': {
        if (connect.condition !== undefined || typeof connect.probability !== 'number') break;
        const expected = sources * targets * connect.probability * connect.repeats;
        // Sums of millions of draws stay close to their mean.
        if (expected > 2 * most + 1e6) return Math.round(expected);
        break;
      }
      default:
    }
  }
  let count = 0;
  try {
    const sound = pairs(() => {
      count++;
      if (count > most) throw enough;
    });
    return sound ? count : undefined;
  } catch (reason) {
    if (reason !== enough) throw reason;
    return count;
  }
}

/** Thrown to leave a visit early. */
const enough: unique symbol = Symbol('enough synapses counted');

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
