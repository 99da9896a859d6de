import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Program } from '../../../core/ir/index.js';

/**
 * Refuses by name what happens in a step but has no integer form here: sums over synapses outside
 * slot synapses, where there is no accumulator to fold.
 */
export function refuseUnavailableActions(program: Program, diagnostics: Diagnostics): void {
  const kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
  for (const action of program.actions) {
    if (action.kind !== 'kernel') continue;
    const sum = kernels.get(action.kernel)?.body.find((node) => node.op === 'accumulate');
    if (sum === undefined) continue;
    diagnostics.error('UNSUPPORTED_FEATURE', 'fixed point does not offer summed variables', {
      context: action.name,
      ...(sum.span === undefined ? {} : { span: sum.span }),
      help: 'add up in on_pre: every event adds its weight to a variable that decays',
    });
  }
}
