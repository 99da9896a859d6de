import type { ArrayId, Program, ScalarKernel, ValueId } from '../../../core/ir/index.js';
import { everything, type Interval, interval } from '../ranges/interval.js';

/**
 * Ranges of variables at the start of a step, per kernel: a variable that is reset where it crosses
 * a constant threshold is on this side of it when the step begins (numerics section 10.3). Synapses
 * that add to it, and refractory neurons, may bring it beyond for a step: such inputs of a table
 * saturate, and are counted.
 */
export function thresholdGuards(
  program: Program,
): ReadonlyMap<string, ReadonlyMap<ArrayId, Interval>> {
  const kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
  const guards = new Map<string, Map<ArrayId, Interval>>();
  for (const action of program.actions) {
    if (action.kind !== 'threshold' || action.event !== undefined) continue;
    const threshold = kernels.get(action.kernel);
    const reset = program.actions.find(
      (entry) =>
        entry.kind === 'reset' &&
        entry.population === action.population &&
        entry.event === undefined,
    );
    const after = reset?.kind === 'reset' ? kernels.get(reset.kernel) : undefined;
    const crossed = threshold === undefined ? undefined : crossing(threshold);
    if (crossed === undefined || after === undefined) continue;
    if (!resets(after, crossed.array, crossed.within)) continue;
    for (const update of program.actions) {
      if (update.kind !== 'kernel' || update.slot !== 'groups') continue;
      const kernel = kernels.get(update.kernel);
      if (kernel?.domain.object !== action.population) continue;
      const known = guards.get(kernel.id) ?? new Map<ArrayId, Interval>();
      guards.set(kernel.id, known.set(crossed.array, crossed.within));
    }
  }
  return guards;
}

/** The variable and the side of the threshold on which no spike is made. */
function crossing({ body }: ScalarKernel): { array: ArrayId; within: Interval } | undefined {
  const spike = body.find((node) => node.op === 'spike');
  const search = (id: ValueId): { array: ArrayId; within: Interval } | undefined => {
    const node = body[id];
    switch (node?.op) {
      case 'and':
        return search(node.left) ?? search(node.right);
      case 'gt':
      case 'ge':
        return bounded(node.left, node.right, (limit) => interval(everything.low, limit));
      case 'lt':
      case 'le':
        return bounded(node.left, node.right, (limit) => interval(limit, everything.high));
      default:
        return undefined;
    }
  };
  const bounded = (
    left: ValueId,
    right: ValueId,
    within: (limit: number) => Interval,
  ): { array: ArrayId; within: Interval } | undefined => {
    const [variable, limit] = [body[left], body[right]];
    return variable?.op === 'load' && variable.index === 'lane' && limit?.op === 'const'
      ? { array: variable.array, within: within(limit.value) }
      : undefined;
  };
  return spike?.op === 'spike' ? search(spike.when) : undefined;
}

/** True if the variable is set to a constant within a range, whatever it was. */
function resets({ body }: ScalarKernel, array: ArrayId, within: Interval): boolean {
  return body.some((node) => {
    if (node.op !== 'store' || node.array !== array || node.guard !== undefined) return false;
    const value = body[node.value];
    return value?.op === 'const' && value.value >= within.low && value.value <= within.high;
  });
}
