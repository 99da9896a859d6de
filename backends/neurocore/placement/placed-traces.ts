import type { ArrayId } from '../../../core/ir/index.js';
import type { CorePlan } from './core-plan.js';
import type { PlacedNetwork } from './placement.js';

type TracePlace = NonNullable<ReturnType<PlacedNetwork['traces']['get']>>[number];

/** Which pathway keeps which trace array. */
export function placedTraces(plans: readonly CorePlan[]): PlacedNetwork['traces'] {
  const traces = new Map<ArrayId, TracePlace[]>();
  for (const [core, { pathways }] of plans.entries()) {
    for (const [pathway, { form }] of pathways.entries()) {
      for (const side of ['pre', 'post'] as const) {
        const fields = side === 'pre' ? form.preTraces : form.postTraces;
        for (const [value, { array }] of fields.entries()) {
          const places = traces.get(array) ?? [];
          traces.set(array, places);
          places.push({ core, pathway, side, value });
        }
      }
    }
  }
  return traces;
}
