import type { CoreCounters, MeshCounters } from '../emulator/index.js';

/** Everything that energy is counted by, summed over the chip. */
export interface ActivityCounts {
  readonly core: {
    readonly [Name in keyof CoreCounters]: CoreCounters[Name] extends number ? number : never;
  };
  readonly mesh: MeshCounters;
  /** Neurons that a soma section was run for. */
  readonly somaUpdates: number;
  readonly hostWords: number;
}

/** One kind of work: its name in hardware files, in the words of SANA-FE, and how often it was done. */
export interface EnergyClass {
  readonly name: string;
  /** What is counted, for reports. */
  readonly counts: string;
  readonly count: (activity: ActivityCounts) => number;
}

/**
 * What costs energy on the neurocore. Names and units follow SANA-FE (Boyle et al., IEEE TCAD 44(8),
 * 2025) where it has a word; the others are this chip's.
 */
export const energyClasses: readonly EnergyClass[] = [
  entry('axon_in.message_in', 'packets received', ({ core }) => core.packetsReceived),
  entry('synapse.read_word', 'synapse words read', ({ core }) => core.wordsFetched),
  entry('synapse.write_word', 'synapse words written', ({ core }) => core.wordsWritten),
  entry('synapse.process_spike', 'lanes executed', ({ core }) => core.lanesExecuted),
  entry('synapse.body_cycle', 'cycles of synapse programs', ({ core }) => core.bodyCycles),
  entry('dendrite.update', 'accumulator additions', ({ core }) => core.accumulatorAdds),
  entry('trace.read', 'trace entries read', ({ core }) => core.traceReads),
  entry('trace.write', 'trace entries written', ({ core }) => core.traceWrites),
  entry('soma.access_neuron', 'state words read', ({ core }) => core.stateWordsRead),
  entry('soma.update_neuron', 'neurons updated', ({ somaUpdates }) => somaUpdates),
  entry('soma.spike_out', 'spikes', ({ core }) => core.spikes),
  entry('axon_out.message_out', 'packets sent', ({ core }) => core.packetsSent),
  entry('tile.hop_north', 'hops north', ({ mesh }) => mesh.hops.north),
  entry('tile.hop_east', 'hops east', ({ mesh }) => mesh.hops.east),
  entry('tile.hop_south', 'hops south', ({ mesh }) => mesh.hops.south),
  entry('tile.hop_west', 'hops west', ({ mesh }) => mesh.hops.west),
  entry('rng.block', 'blocks of random words', ({ core }) => core.rngBlocks),
  entry('lut.read', 'table reads', ({ core }) => core.lutReads),
  entry('chip.barrier', 'barriers', ({ mesh }) => mesh.barriers),
  entry('host.word', 'words through the host port', ({ hostWords }) => hostWords),
];

function entry(name: string, counts: string, count: EnergyClass['count']): EnergyClass {
  return { name, counts, count };
}
