import type { RouteDescriptor } from '../image/index.js';
import type { CorePlan, PlannedSlice } from './core-plan.js';
import type { InletBlock } from './inlets.js';
import type { InputRoute } from './placement.js';

/** Column and row of a core. */
export function coordinates(
  core: number,
  [columns]: readonly [number, number],
): { readonly x: number; readonly y: number } {
  return { x: core % columns, y: Math.floor(core / columns) };
}

/** Neurons of an object that a core hears, and where. */
interface Hearing {
  readonly low: number;
  readonly end: number;
  readonly core: number;
  readonly kind: 'bit' | 'count';
  /** Inlet of neuron `low`. */
  readonly inlet: number;
}

/** Who hears neurons low .. end - 1 of an object: cores ascending, inlets before counts. */
function hearingsOf(
  source: string,
  low: number,
  end: number,
  plans: readonly CorePlan[],
): readonly Hearing[] {
  const part = (block: InletBlock, core: number, kind: 'bit' | 'count'): readonly Hearing[] => {
    const from = Math.max(low, block.low);
    const to = Math.min(end, block.end);
    if (block.source !== source || from >= to) return [];
    const inlet = kind === 'bit' ? block.first + from - block.low : block.first;
    return [{ low: from, end: to, core, kind, inlet }];
  };
  return plans.flatMap(({ inlets }, core) => [
    ...inlets.blocks.flatMap((block) => part(block, core, 'bit')),
    ...inlets.counts.flatMap((count) => part(count, core, 'count')),
  ]);
}

/**
 * Routes of a slice.
 *
 * @param hostId - Id of the slice's first neuron; undefined if the host does not hear it.
 */
export function routesOf(
  { code, low, end, first }: PlannedSlice,
  hostId: number | undefined,
  plans: readonly CorePlan[],
  mesh: readonly [number, number],
): readonly RouteDescriptor[] {
  const heard = hearingsOf(code.name, low, end, plans).map(
    (hearing): RouteDescriptor => ({
      low: first + hearing.low - low,
      high: first + hearing.end - 1 - low,
      ...coordinates(hearing.core, mesh),
      inlet: hearing.inlet,
      kind: hearing.kind,
    }),
  );
  if (hostId === undefined) return heard;
  // The host is behind the west port of core (0, 0).
  const host = { low: first, high: first + end - 1 - low, x: 0, y: 0, inlet: hostId, kind: 'host' };
  return [...heard, host as RouteDescriptor];
}

/** Who hears an input of `size` neurons. */
export function inputRoutesOf(
  input: string,
  size: number,
  plans: readonly CorePlan[],
  mesh: readonly [number, number],
): readonly InputRoute[] {
  return hearingsOf(input, 0, size, plans).map(({ low, end, core, kind, inlet }) => ({
    low,
    high: end - 1,
    ...coordinates(core, mesh),
    kind,
    inlet,
  }));
}
