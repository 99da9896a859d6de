import type { ArrayId, KernelDomain, StepPlan } from '../../../core/ir/index.js';
import type { Engine } from '../../../core/runtime/index.js';
import { accumulatorArray } from '../lower/accumulators.js';
import { elementOf, type KernelTouches, type Touch } from './kernel-touches.js';

/** One array of a kernel's lane on three engines. */
interface CopiedArray {
  readonly element: (lane: number) => number;
  readonly count: number;
  readonly slots: number;
  /** Every slot of the ring is read, not only that of the tick. */
  readonly wholeRing: boolean;
  readonly reference: Float64Array;
  readonly exact: Float64Array;
  /** Absent for helpers that integers do without. */
  readonly fixed?: Float64Array;
  readonly array: ArrayId;
  /** Deliveries alone count, and they begin at 0. */
  readonly emptied: boolean;
}

export interface CopyEngines {
  readonly plan: StepPlan;
  readonly reference: Engine;
  readonly exact: Engine;
  readonly fixed: Engine;
}

/** The plan's projection behind a kernel, if it runs over synapses. */
export function endsOf(
  plan: StepPlan,
  domain: KernelDomain,
): { pre: Int32Array; post: Int32Array } | undefined {
  const object = plan.objects.find(({ name }) => name === domain.object);
  return object?.kind === 'projection' ? object : undefined;
}

/**
 * A function that brings what a kernel touches at a lane from the reference to both other engines:
 * as rounded codes to the integers, and as the values of these codes to exact arithmetic.
 */
export function roundedCopy(
  engines: CopyEngines,
  domain: KernelDomain,
  touches: readonly Touch[],
  { aged, accumulates, loads }: KernelTouches,
): (tick: number, lane: number) => void {
  const { plan, reference, exact, fixed } = engines;
  const ends = endsOf(plan, domain);
  const delivered = new Set(accumulates.map(({ array }) => array));
  const loaded = new Set(loads.map(({ array }) => array));
  const arrays = touches.map(({ array, index }): CopiedArray => {
    const { count, slots } = shapeOf(reference, exact, plan, array);
    const codes = fixed.storage.get(array);
    return {
      array,
      count,
      slots,
      element: elementOf(index, ends),
      wholeRing: aged.has(array),
      reference: reference.storage.get(array) as Float64Array,
      exact: exact.storage.get(array) as Float64Array,
      emptied:
        delivered.has(array) && !loaded.has(array) && fixed.storage.has(accumulatorArray(array)),
      ...(codes === undefined ? {} : { fixed: codes }),
    };
  });
  const pending = touches.flatMap(({ array, index }) => {
    const data = delivered.has(array) ? fixed.storage.get(accumulatorArray(array)) : undefined;
    return data === undefined ? [] : [{ data, element: elementOf(index, ends) }];
  });
  return (tick, lane) => {
    for (const { data, element } of pending) data[element(lane)] = 0;
    for (const entry of arrays) {
      const { count, slots, element, emptied } = entry;
      const at = element(lane);
      const current = tick % slots;
      const [first, last] = entry.wholeRing ? [0, slots - 1] : [current, current];
      for (let slot = first; slot <= last; slot += 1) {
        const place = slot * count + at;
        const value = entry.reference[place] as number;
        if (entry.fixed === undefined) {
          entry.exact[place] = value;
          continue;
        }
        const code = fixed.fromReal(entry.array, value);
        entry.fixed[place] = code;
        entry.exact[place] = emptied ? 0 : fixed.toReal(entry.array, code);
      }
    }
  };
}

function shapeOf(
  reference: Engine,
  exact: Engine,
  plan: StepPlan,
  array: ArrayId,
): { readonly count: number; readonly slots: number } {
  const data = reference.storage.get(array);
  if (data === undefined || !exact.storage.has(array)) throw new Error(`no float64 array ${array}`);
  const declared = plan.arrays.find(({ id }) => id === array);
  return declared ?? { count: data.length, slots: 1 };
}
