import type { SlotName } from '../network/index.js';

/** Slots of a time step in their order (semantics section 7). */
export const slotNames: readonly SlotName[] = (
  ['start', 'groups', 'thresholds', 'synapses', 'resets', 'end'] as const
).flatMap((slot) => [`before_${slot}`, slot, `after_${slot}`] as const);
