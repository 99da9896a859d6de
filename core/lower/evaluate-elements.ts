import {
  type ArrayId,
  type ArrayStorage,
  interpretKernel,
  type KernelBuilder,
  type KernelFunction,
  type ScalarKernel,
  type SynapseEnds,
} from '../ir/index.js';
import { createKeyedStream, objectId } from '../random/index.js';
import type { ProgramDraft } from './program-draft.js';

/**
 * Runs a kernel at compile time, in tick 0, for lanes 0 .. count-1: for what must be known before the
 * program exists, such as delays and conditions of connections.
 *
 * @param storage - Every array that the kernel touches.
 */
export function evaluateKernel(
  kernel: ScalarKernel,
  count: number,
  storage: ReadonlyMap<ArrayId, ArrayStorage>,
  draft: ProgramDraft,
  projection?: SynapseEnds,
): void {
  const key = { seed: draft.model.seed, object: objectId(kernel.domain.object) };
  bindKernel(kernel, storage, draft, key, projection)(0, undefined, 0, count);
}

/** The same for a kernel that is run often; `key` decides its draws. */
export function bindKernel(
  kernel: ScalarKernel,
  storage: ReadonlyMap<ArrayId, ArrayStorage>,
  draft: ProgramDraft,
  { seed, object }: { readonly seed: bigint; readonly object: number },
  projection?: SynapseEnds,
): KernelFunction {
  const stream = createKeyedStream(seed);
  return interpretKernel(kernel, {
    arrays: storage,
    tables: draft.tables,
    dtSeconds: draft.model.dtSeconds,
    ...(projection === undefined ? {} : { projection }),
    draw: (site, distribution, tick, element) =>
      distribution === 'uniform'
        ? stream.uniform(object, site, tick, element)
        : stream.normal(object, site, tick, element),
  });
}

export function storageOf(
  count: number,
  data: Float64Array = new Float64Array(count),
): ArrayStorage {
  return { count, slots: 1, data };
}

/** Arrays that a kernel under construction loads from. */
export function arraysLoaded(builder: KernelBuilder): ReadonlySet<ArrayId> {
  const loaded = new Set<ArrayId>();
  for (const node of builder.finish().body) {
    if (node.op === 'load' || node.op === 'load_aged') loaded.add(node.array);
  }
  return loaded;
}
