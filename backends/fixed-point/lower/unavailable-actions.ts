import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Program } from '../../../core/ir/index.js';

/**
 * Refuses by name what happens in a step but has no integer form here: sums over synapses outside
 * slot synapses, where there is no accumulator to fold, clocks besides the network's, and matrix
 * exponentials.
 */
export function refuseUnavailableActions(program: Program, diagnostics: Diagnostics): void {
  if ((program.clocks ?? []).length > 0) {
    const own = <Owner extends { readonly clock?: number }>(list: readonly Owner[]): Owner[] =>
      list.filter(({ clock }) => clock !== undefined);
    const places = [...own(program.objects), ...own(program.probes)];
    const owners = [...places, ...own(program.actions)].map(({ name }) => name);
    // Code at regular times has no place of its own: that of its object, or of the first that has one.
    const span = places.find((place) => place.span !== undefined)?.span ?? codeOwner(program)?.span;
    diagnostics.error('UNSUPPORTED_FEATURE', 'fixed point does not offer several clocks', {
      ...(span === undefined ? {} : { span }),
      found: [...new Set(owners)].join(', '),
      help: 'give all objects the time step of the network',
    });
  }
  const exponentials = program.matrixExponentials ?? [];
  if (exponentials.length > 0) {
    const message =
      'fixed point does not offer method exact with coefficients that differ between elements, in a system of several variables';
    diagnostics.error('UNSUPPORTED_FEATURE', message, {
      found: exponentials.join(', '),
      help: 'make the coefficients constants, or name another method, say method: euler',
    });
  }
  for (const object of program.objects) {
    if (object.kind !== 'input' || object.source !== 'counts') continue;
    diagnostics.error(
      'UNSUPPORTED_FEATURE',
      'fixed point does not offer inputs of kind poisson_input',
      {
        context: `input ${object.name}`,
        ...(object.span === undefined ? {} : { span: object.span }),
        help: 'use a Poisson group and a projection',
      },
    );
  }
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

/** The object whose code at regular times has a clock of its own. */
function codeOwner({ actions, kernels, objects }: Program): Program['objects'][number] | undefined {
  const action = actions.find(({ clock }) => clock !== undefined);
  if (action?.kind !== 'kernel') return undefined;
  const domain = kernels.find(({ id }) => id === action.kernel)?.domain;
  return objects.find(({ name }) => name === domain?.object);
}
