import type { Checkpoint, CheckpointArray } from '../backend.js';
import { FrameworkError } from '../diagnostics/index.js';
import type { ArrayId, StepPlan } from '../ir/index.js';
import type { Engine } from './engine.js';
import type { ProbeState } from './probes/index.js';
import { statefulArrays } from './stateful-arrays.js';
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

export function isRunState(state: unknown): state is RunState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'machine' in state &&
    'probes' in state &&
    'timeline' in state &&
    'named' in state
  );
}

/** The arrays of a checkpoint, for people and for loading some of them elsewhere. */
export function describeArrays(
  plan: StepPlan,
  engine: Pick<Engine, 'toReal'>,
): readonly CheckpointArray[] {
  const ends = new Map(
    plan.objects.flatMap((object): readonly [string, readonly [number, number]][] =>
      object.kind === 'projection' ? [[object.name, [object.sourceCount, object.targetCount]]] : [],
    ),
  );
  return statefulArrays(plan).map(({ id, object, count, slots, unitText }) => {
    const pair = ends.get(object);
    return {
      name: id,
      shape: slots === 1 ? [count] : [slots, count],
      ...(pair === undefined ? {} : { ends: pair }),
      unitText,
      unitValue: engine.toReal(id, 1),
    };
  });
}

/** Where a checkpoint is to be restored, and which of its hashes must agree. */
export interface RestorePlace {
  readonly network: string;
  readonly plan: StepPlan;
  readonly key: 'programHash' | 'modelHash';
  readonly hash: string;
}

/**
 * The state in a checkpoint of the same program, or of the same model.
 * @throws FrameworkError CHECKPOINT_MISMATCH, listing the arrays that differ
 */
export function stateOf(checkpoint: Checkpoint, place: RestorePlace): RunState {
  const { state, format } = checkpoint;
  const { network, plan, key, hash } = place;
  const sound = format === 'isospike-checkpoint/1' && isRunState(state);
  if (sound && checkpoint[key] === hash) return state;
  const differences = sound
    ? compareArrays(checkpoint, plan, key)
    : ['it is no checkpoint of this version'];
  const what = key === 'programHash' ? 'program' : 'model';
  throw new FrameworkError([
    {
      code: 'CHECKPOINT_MISMATCH',
      severity: 'error',
      message: `the checkpoint of network ${checkpoint.network} is of another ${what} than network ${network}: ${differences
        .slice(0, 5)
        .join('; ')}${differences.length > 5 ? `; and ${differences.length - 5} more` : ''}`,
      expected: `${what} ${hash}`,
      found: `${what} ${checkpoint[key]}`,
      help:
        key === 'programHash'
          ? 'restore it into a session of the network, data and seed it was stored from'
          : 'load it into the network it was stored from, or load single variables by name',
    },
  ]);
}

function compareArrays(
  checkpoint: Checkpoint,
  plan: StepPlan,
  key: RestorePlace['key'],
): readonly string[] {
  const stored = new Map(checkpoint.arrays.map((array) => [array.name, array]));
  const differences: string[] = [];
  for (const { name, shape, ends } of describeShapes(plan)) {
    const there = stored.get(name);
    stored.delete(name);
    if (there === undefined) differences.push(`${name} is not in the checkpoint`);
    else if (showShape(there) !== showShape({ shape, ends }))
      differences.push(
        `${name} is ${showShape(there)} there and ${showShape({ shape, ends })} here`,
      );
  }
  for (const name of stored.keys()) differences.push(`${name} is not in this network`);
  if (differences.length > 0) return differences;
  return [
    key === 'programHash'
      ? 'the same arrays, but other kernels, timeline, connections, data or seed'
      : 'the same arrays, but other kernels, connections or number formats',
  ];
}

type Shape = Pick<CheckpointArray, 'shape'> & {
  readonly ends?: CheckpointArray['ends'] | undefined;
};

function describeShapes(plan: StepPlan): readonly (Shape & { readonly name: string })[] {
  const identity = { toReal: (_array: ArrayId, stored: number) => stored };
  return describeArrays(plan, identity);
}

/** `[1600], 40 x 40 neurons`. */
export function showShape({ shape, ends }: Shape): string {
  const list = `[${shape.join(', ')}]`;
  return ends === undefined ? list : `${list}, ${ends[0]} x ${ends[1]} neurons`;
}
