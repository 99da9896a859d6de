import type { Checkpoint, CheckpointArray } from '../backend.js';
import { FrameworkError, nearNames } from '../diagnostics/index.js';
import { isRunState, showShape } from './run-state.js';

/**
 * SI values of one variable of a checkpoint, for whatever network has a variable of that name and
 * shape: weights that another network learned, on whatever backend.
 *
 * @param own - The variable in the network they are for.
 * @throws FrameworkError NO_SUCH_VARIABLE if the checkpoint has none of that name, LOAD_SHAPE if it
 *   has another shape there, CHECKPOINT_MISMATCH if it is no checkpoint.
 */
export function storedValues(checkpoint: Checkpoint, own: CheckpointArray): Float64Array {
  const stored = findArray(checkpoint, own.name);
  if (showShape(own) !== showShape(stored)) throw wrongShape(checkpoint, stored, own);
  return valuesOf(checkpoint, stored);
}

function findArray({ arrays, network }: Checkpoint, name: string): CheckpointArray {
  const found = arrays.find((array) => array.name === name);
  if (found !== undefined) return found;
  const names = arrays.map((array) => array.name).filter((known) => !known.includes('#'));
  const near = nearNames(name, names);
  throw new FrameworkError([
    {
      code: 'NO_SUCH_VARIABLE',
      severity: 'error',
      message: `the checkpoint of network ${network} has no ${name}`,
      found: name,
      help: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.join(', ')}`,
    },
  ]);
}

function wrongShape(
  { network }: Checkpoint,
  stored: CheckpointArray,
  own: CheckpointArray,
): FrameworkError {
  const [found, expected] = [showShape(stored), showShape(own)];
  return new FrameworkError([
    {
      code: 'LOAD_SHAPE',
      severity: 'error',
      message: `${stored.name} of network ${network} has shape ${found}, expected ${expected}`,
      expected,
      found,
      help: 'train this network anew, or load a checkpoint of one with the same sizes',
    },
  ]);
}

/** SI values of the newest ring slot. */
function valuesOf(
  { state, step }: Checkpoint,
  { name, shape, unitValue }: CheckpointArray,
): Float64Array {
  const data = isRunState(state) ? state.machine.storage[name] : undefined;
  const count = shape.at(-1) ?? 0;
  const slots = shape.length === 2 ? (shape[0] ?? 1) : 1;
  if (data?.length !== count * slots)
    throw new FrameworkError([
      {
        code: 'CHECKPOINT_MISMATCH',
        severity: 'error',
        message: `the checkpoint says that ${name} is ${showShape({ shape })}, but holds something else`,
      },
    ]);
  const first = (step % slots) * count;
  return data.slice(first, first + count).map((value) => value * unitValue);
}
