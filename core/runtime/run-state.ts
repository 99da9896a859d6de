import type { Checkpoint } from '../backend.js';
import { FrameworkError } from '../diagnostics/index.js';
import type { StepPlan } from '../ir/index.js';
import type { ProbeState } from './probes/index.js';
import type { MachineState } from './step-machine.js';
import type { TimelineState } from './timeline.js';

/** What a checkpoint of the timeline keeps: all but the place in the timeline. */
export interface MomentState {
  readonly machine: MachineState;
  readonly probes: readonly ProbeState[];
  readonly nominalSeconds: number;
  /** Elements written by `set`, per object of the plan. */
  readonly writes: readonly number[];
}
/** What a checkpoint of a session keeps. */
export interface RunState extends MomentState {
  readonly timeline: TimelineState;
  readonly named: Readonly<Record<string, MomentState>>;
}

function isRunState(state: unknown): state is RunState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'machine' in state &&
    'probes' in state &&
    'timeline' in state &&
    'named' in state
  );
}

/**
 * The state in a checkpoint of the same program.
 * @throws FrameworkError CHECKPOINT_MISMATCH, listing the arrays that differ
 */
export function stateOf(checkpoint: Checkpoint, programHash: string, plan: StepPlan): RunState {
  const { state, format } = checkpoint;
  const sound = format === 'isospike-checkpoint/1' && isRunState(state);
  if (sound && checkpoint.programHash === programHash) return state;
  const differences = sound ? compareArrays(state, plan) : ['it is no checkpoint of this version'];
  throw new FrameworkError([
    {
      code: 'CHECKPOINT_MISMATCH',
      severity: 'error',
      message: `the checkpoint is of another program: ${differences.slice(0, 5).join('; ')}${
        differences.length > 5 ? `; and ${differences.length - 5} more` : ''
      }`,
      expected: `program ${programHash}`,
      found: `program ${checkpoint.programHash}`,
      help: 'restore it into a session of the network, data and seed it was stored from',
    },
  ]);
}

function compareArrays(state: RunState, plan: StepPlan): readonly string[] {
  const stored = new Map(Object.entries(state.machine.storage));
  const differences: string[] = [];
  for (const { id, count, slots } of plan.arrays) {
    const length = stored.get(id)?.length;
    stored.delete(id);
    if (length === undefined) differences.push(`${id} is not in the checkpoint`);
    else if (length !== count * slots)
      differences.push(`${id} has ${length} values there and ${count * slots} here`);
  }
  for (const id of stored.keys()) differences.push(`${id} is not in this program`);
  return differences.length > 0
    ? differences
    : ['the same arrays, but other kernels, timeline, connections, data or seed'];
}
