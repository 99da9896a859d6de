import {
  type ArrayId,
  type ArrayStorage,
  type DropCounter,
  eventLists,
  refractoryArrays,
  type StepPlan,
} from '../ir/index.js';
import type { SpikeList, Storage } from './engine.js';

/** What every engine holds, whatever its arithmetic; all zero and empty at first. */
export interface EngineStorage {
  readonly arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  /** The same numbers without their layout. */
  readonly storage: Storage;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  /** Writes that refractoriness suppressed, per guarded variable. */
  readonly dropped: ReadonlyMap<ArrayId, DropCounter>;
}

/** Allocates an engine's storage for a plan and the kernels it will run. */
export function allocateStorage(
  plan: StepPlan,
  kernels: Parameters<typeof refractoryArrays>[1],
): EngineStorage {
  const arrays = new Map(
    plan.arrays.map(({ id, count, slots }): [ArrayId, ArrayStorage] => [
      id,
      { count, slots, data: new Float64Array(count * slots) },
    ]),
  );
  const guarded = [...refractoryArrays(plan, kernels)];
  return {
    arrays,
    storage: new Map([...arrays].map(([id, { data }]) => [id, data])),
    spikeLists: new Map(
      eventLists(plan).map(({ name, size }) => [name, { indices: new Int32Array(size), count: 0 }]),
    ),
    dropped: new Map(guarded.map((id) => [id, { count: 0 }])),
  };
}
