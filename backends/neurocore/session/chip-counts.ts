import type { CoreCounters, Emulator } from '../emulator/index.js';
import type { HostTraffic } from './host-traffic.js';

/** Counters of a core that are single numbers, in the order of reports. */
const coreCounts = [
  'spikes',
  'events',
  'packetsReceived',
  'packetsSent',
  'inletDuplicates',
  'lanesExecuted',
  'lanesPassed',
  'wordsFetched',
  'wordsWritten',
  'prologues',
  'traceReads',
  'traceWrites',
  'accumulatorAdds',
  'accumulatorSaturations',
  'deadUpdates',
  'rngBlocks',
  'lutReads',
  'sendStalls',
  'portStalls',
  'scrubbed',
] as const satisfies readonly (keyof CoreCounters)[];

/** What happened on a chip, summed over its cores, by name: `chip.cycles`, `chip.lanesExecuted`, .. */
export function countsByName(
  emulator: Emulator,
  traffic: HostTraffic,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { 'chip.cycles': emulator.cycle };
  for (const name of coreCounts)
    counts[`chip.${name}`] = emulator.counters.reduce((sum, core) => sum + core[name], 0);
  const { hops, blocked, hostWords, outputDropped } = emulator.mesh;
  counts['chip.hops'] = hops.north + hops.east + hops.south + hops.west;
  counts['chip.linkBlocked'] = blocked;
  counts['chip.inputWords'] = hostWords;
  counts['chip.outputDropped'] = outputDropped;
  counts['chip.faults'] = emulator.faults.length;
  counts['host.wordsRead'] = traffic.read;
  counts['host.wordsWritten'] = traffic.written;
  counts['host.flushes'] = traffic.flushes;
  return counts;
}
