import type { CoreCounters, MeshCounters } from '../emulator/index.js';

/** What counters count, in the words of the data sheet. */
export const counterMeanings: {
  readonly core: Readonly<Record<keyof CoreCounters, string>>;
  readonly mesh: Readonly<Record<keyof MeshCounters, string>>;
} = {
  core: {
    stateCycles: 'cycles in each state: one counter per state, in the order of the states',
    spikes: 'spikes of its neurons',
    events: 'visits of HIT and RHIT',
    packetsReceived: 'packets that RX took, host words and duplicates included',
    inletDuplicates: 'packets for a bit that was set already',
    lanesExecuted: 'lanes whose body ran',
    lanesPassed: 'lanes that were not due, or no synapses',
    bodyCycles: 'cycles of EXE for executed lanes: body, lane and trace read',
    wordsFetched: 'reads of the synapse memory by a stream',
    wordsWritten: 'synapse words written back',
    prologues: 'prologues run',
    traceReads: 'trace entries read',
    traceWrites: 'trace entries written by prologues',
    accumulatorAdds: 'additions into accumulators: ACC, ONE, FILL',
    accumulatorSaturations: 'additions that were clamped',
    rngBlocks: 'blocks of random words: highest draw + 1 per run of a section',
    lutReads: 'table entries read',
    stateWordsRead: 'state words read for sections of neurons, and by LDP',
    stateWordsWritten: 'state words written after sections of neurons',
    somaCycles: 'cycles of soma, reset and regular sections',
    sendStalls: 'cycles of SEND with a full OUT FIFO',
    portStalls: 'reads of a stream that waited for a write',
    outPeak: 'highest fill of the OUT FIFO at the end of a cycle',
    packetsSent: 'packets pushed by SEND',
    deadUpdates: 'weight updates whose exact value moved and whose code did not',
    scrubbed: 'trace entries that END set to 0',
    saturations: 'results that left their format: one counter per entry of the format table',
  },
  mesh: {
    hops: 'words between routers: one counter each for north, east, south, west',
    blocked: 'grants whose next FIFO was full, per cycle',
    linkPeak: 'highest fill of any link FIFO at the end of a cycle',
    hostWords: 'words that entered the host input or the host output',
    inputPeak: 'highest fill of the host input',
    outputPeak: 'highest fill of the host output',
    outputDropped: 'words that a full host output dropped',
    outputStalls: 'cycles in which a word waited for the host output',
    barriers: 'barriers passed',
  },
};
