import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { RouteDescriptor } from '../image/index.js';
import type { CorePlan } from './core-plan.js';
import { mostRoutes } from './limits.js';

/** Reports CHIP_CAPACITY for cores whose spikes go to more places than the table of routes holds. */
export function checkRoutes(
  routes: readonly (readonly (readonly RouteDescriptor[])[])[],
  plans: readonly CorePlan[],
  diagnostics: Diagnostics,
): boolean {
  let fit = true;
  for (const [core, own] of routes.entries()) {
    const need = own.flat().length;
    if (need <= mostRoutes) continue;
    fit = false;
    const names = plans[core]?.slices.map(
      ({ code }, place) => `${code.name} ${own[place]?.length}`,
    );
    diagnostics.error(
      'CHIP_CAPACITY',
      `core ${core} needs ${need} routes for the spikes of its neurons, a core has ${mostRoutes}`,
      {
        context: `core ${core}`,
        expected: `at most ${mostRoutes} routes`,
        found: names?.join(', ') ?? '',
        help: 'larger cores, so that fewer of them hear each population',
      },
    );
  }
  return fit;
}
