import type { SequencerState } from '../emulator/index.js';

/** Phases of a step, as reports name them, with their states. */
export const sequencerPhases: readonly {
  readonly name: string;
  readonly states: readonly SequencerState[];
}[] = [
  { name: 'regular', states: ['REG'] },
  { name: 'soma', states: ['POP', 'LOAD', 'EXEC', 'STORE', 'SEND', 'DRAIN'] },
  { name: 'exchange', states: ['WAIT'] },
  { name: 'on_pre', states: ['PSET', 'CNT', 'SCAN', 'HIT', 'ONE', 'FILL', 'DIR', 'PRO', 'ROW'] },
  { name: 'on_post', states: ['RSET', 'RSCAN', 'RHIT', 'RPRO', 'IDX', 'COL'] },
  { name: 'reset', states: ['XSET', 'XSCAN', 'XHIT', 'XRUN'] },
  { name: 'end', states: ['END', 'WAIT2'] },
];

const phases: ReadonlyMap<SequencerState, string> = new Map(
  sequencerPhases.flatMap(({ name, states }) => states.map((state) => [state, name])),
);

/** The phase that a state belongs to. */
export function phaseOf(state: SequencerState): string {
  const found = phases.get(state);
  if (found === undefined) throw new Error(`state ${state} belongs to no phase`);
  return found;
}
