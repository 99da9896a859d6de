import type { Diagnostics } from '../../../core/diagnostics/index.js';
import { mostHostIds } from './limits.js';
import type { PlacementRequest } from './placement-request.js';

/** Host id of neuron 0 of every population that the host hears. Reports CHIP_CAPACITY. */
export function hostIdsOf(
  { code, hostPopulations }: PlacementRequest,
  diagnostics: Diagnostics,
): ReadonlyMap<string, number> | undefined {
  const ids = new Map<string, number>();
  let next = 0;
  for (const { name, size } of code.populations) {
    if (!hostPopulations.has(name)) continue;
    ids.set(name, next);
    next += size;
  }
  if (next <= mostHostIds) return ids;
  diagnostics.error(
    'CHIP_CAPACITY',
    `the host would hear ${next} neurons, a packet can name ${mostHostIds}`,
    {
      context: [...ids.keys()].join(', '),
      expected: `at most ${mostHostIds} neurons whose spikes are recorded`,
      found: `${next}`,
      help: 'record the spikes of fewer populations',
    },
  );
  return undefined;
}
