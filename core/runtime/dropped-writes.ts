import type { Diagnostic } from '../diagnostics/index.js';
import type { StepPlan } from '../ir/index.js';

/** WRITES_DROPPED per variable that lost input to refractory neurons so far. */
export function droppedWrites(
  plan: StepPlan,
  machine: { readonly dropped: ReadonlyMap<string, number> },
): readonly Diagnostic[] {
  return plan.arrays.flatMap(({ id, object, span }): readonly Diagnostic[] => {
    const count = machine.dropped.get(id) ?? 0;
    if (count === 0) return [];
    return [
      {
        code: 'WRITES_DROPPED',
        severity: 'info',
        message: `${count} ${count === 1 ? 'write' : 'writes'} to ${id} had no effect, because the neuron was refractory`,
        context: `population ${object}`,
        help: 'deliver into a variable without `unless refractory` if that input should count',
        ...(span === undefined ? {} : { span }),
      },
    ];
  });
}
