import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { RouteDescriptor } from '../image/index.js';
import type { CorePlan } from './core-plan.js';
import { mostRoutes } from './limits.js';

/**
 * Reports CHIP_CAPACITY for cores whose spikes go to more places than the table of routes holds:
 * once, with the core that needs most, since many cores of one network are much alike.
 */
export function checkRoutes(
  routes: readonly (readonly (readonly RouteDescriptor[])[])[],
  plans: readonly CorePlan[],
  diagnostics: Diagnostics,
): boolean {
  const needs = routes.map((own) => own.flat().length);
  const need = Math.max(0, ...needs);
  if (need <= mostRoutes) return true;
  const core = needs.indexOf(need);
  const others = needs.filter((count) => count > mostRoutes).length - 1;
  const more = others === 0 ? '' : `, and ${others} more need too many`;
  const names = plans[core]?.slices.map(
    ({ code }, place) => `${code.name} ${routes[core]?.[place]?.length}`,
  );
  diagnostics.error(
    'CHIP_CAPACITY',
    `core ${core} needs ${need} routes for the spikes of its neurons, a core has ${mostRoutes}${more}`,
    {
      context: `core ${core}`,
      expected: `at most ${mostRoutes} routes`,
      found: names?.join(', ') ?? '',
      help: 'larger cores, so that fewer of them hear each population',
    },
  );
  return false;
}
