import type { CoreCounters, Emulator } from '../emulator/index.js';
import type { ActivityCounts } from './energy-classes.js';

/**
 * What a chip has done since its start, summed over its cores. Numbers are copies.
 *
 * @param hostWords - Words through the memory window, beside those of the host link.
 */
export function activityOf(emulator: Emulator, hostWords = 0): ActivityCounts {
  const sums: Record<string, number> = {};
  for (const core of emulator.counters)
    for (const [name, value] of Object.entries(core) as [keyof CoreCounters, unknown][])
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
  const neurons = emulator.image.cores.reduce(
    (sum, { populations }) =>
      sum + populations.reduce((all, { first, last }) => all + last - first + 1, 0),
    0,
  );
  return {
    core: sums as ActivityCounts['core'],
    mesh: { ...emulator.mesh, hops: { ...emulator.mesh.hops } },
    somaUpdates: neurons * emulator.tick,
    hostWords: emulator.mesh.hostWords + hostWords,
  };
}
