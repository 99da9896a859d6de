/** States of a core's sequencer, as the data sheet names them. */
export const sequencerStates = [
  'REG',
  'POP',
  'LOAD',
  'EXEC',
  'STORE',
  'SEND',
  'DRAIN',
  'WAIT',
  'PSET',
  'CNT',
  'SCAN',
  'HIT',
  'ONE',
  'FILL',
  'DIR',
  'PRO',
  'ROW',
  'RSET',
  'RSCAN',
  'RHIT',
  'RPRO',
  'IDX',
  'COL',
  'XSET',
  'XSCAN',
  'XHIT',
  'XRUN',
  'END',
  'WAIT2',
] as const;
export type SequencerState = (typeof sequencerStates)[number];

/** Counts of one core since its start or the last clearing; the names of the data sheet. */
export interface CoreCounters {
  /** Cycles per state, in the order of `sequencerStates`. */
  readonly stateCycles: Float64Array;
  spikes: number;
  /** Events found by scanning: HIT and RHIT. */
  events: number;
  packetsReceived: number;
  inletDuplicates: number;
  lanesExecuted: number;
  lanesPassed: number;
  /** Cycles of EXE for lanes: body, one for the lane, the read of the other side's traces. */
  bodyCycles: number;
  wordsFetched: number;
  wordsWritten: number;
  prologues: number;
  traceReads: number;
  traceWrites: number;
  accumulatorAdds: number;
  accumulatorSaturations: number;
  /** Blocks that the generator made: highest draw + 1 per run of a section, predicates or not. */
  rngBlocks: number;
  lutReads: number;
  stateWordsRead: number;
  stateWordsWritten: number;
  /** Cycles of soma, reset and regular sections. */
  somaCycles: number;
  /** Cycles in which SEND found the FIFO full. */
  sendStalls: number;
  portStalls: number;
  /** Highest fill of the FIFO towards the mesh at the end of a cycle. */
  outPeak: number;
  packetsSent: number;
  deadUpdates: number;
  scrubbed: number;
  /** Values that left their format, per entry of the format table. */
  readonly saturations: Float64Array;
}

/** Counts of mesh and host link. */
export interface MeshCounters {
  readonly hops: { north: number; east: number; south: number; west: number };
  blocked: number;
  /** Highest fill of any link FIFO. */
  linkPeak: number;
  hostWords: number;
  inputPeak: number;
  outputPeak: number;
  outputDropped: number;
  outputStalls: number;
  barriers: number;
}

export function createCoreCounters(formats: number): CoreCounters {
  return {
    stateCycles: new Float64Array(sequencerStates.length),
    spikes: 0,
    events: 0,
    packetsReceived: 0,
    inletDuplicates: 0,
    lanesExecuted: 0,
    lanesPassed: 0,
    bodyCycles: 0,
    wordsFetched: 0,
    wordsWritten: 0,
    prologues: 0,
    traceReads: 0,
    traceWrites: 0,
    accumulatorAdds: 0,
    accumulatorSaturations: 0,
    rngBlocks: 0,
    lutReads: 0,
    stateWordsRead: 0,
    stateWordsWritten: 0,
    somaCycles: 0,
    sendStalls: 0,
    portStalls: 0,
    outPeak: 0,
    packetsSent: 0,
    deadUpdates: 0,
    scrubbed: 0,
    saturations: new Float64Array(formats),
  };
}

export function createMeshCounters(): MeshCounters {
  return {
    hops: { north: 0, east: 0, south: 0, west: 0 },
    blocked: 0,
    linkPeak: 0,
    hostWords: 0,
    inputPeak: 0,
    outputPeak: 0,
    outputDropped: 0,
    outputStalls: 0,
    barriers: 0,
  };
}

/** Counters of a chip as plain data. */
export interface CounterState {
  readonly cores: readonly CoreCounters[];
  readonly mesh: MeshCounters;
}

/** A copy that no later step changes. */
export function saveCounters(cores: readonly CoreCounters[], mesh: MeshCounters): CounterState {
  return {
    cores: cores.map((core) => ({
      ...core,
      stateCycles: core.stateCycles.slice(),
      saturations: core.saturations.slice(),
    })),
    mesh: { ...mesh, hops: { ...mesh.hops } },
  };
}

/** Sets counters to saved ones. @throws Error if they are of a chip with other cores. */
export function loadCounters(
  cores: readonly CoreCounters[],
  mesh: MeshCounters,
  saved: CounterState,
): void {
  for (const [number, core] of cores.entries()) {
    const from = saved.cores[number];
    if (from === undefined) throw new Error(`saved counters without core ${number}`);
    const { stateCycles, saturations, ...counts } = from;
    core.stateCycles.set(stateCycles);
    core.saturations.set(saturations);
    Object.assign(core, counts);
  }
  const { hops, ...counts } = saved.mesh;
  Object.assign(mesh.hops, hops);
  Object.assign(mesh, counts);
}
