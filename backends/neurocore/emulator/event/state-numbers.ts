import { type SequencerState, sequencerStates } from '../counters.js';

/** Place of a state in the counts of cycles. */
export function stateNumber(state: SequencerState): number {
  return sequencerStates.indexOf(state);
}
