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
  /** Cycles of bodies. */
  bodyCycles: number;
  wordsFetched: number;
  wordsWritten: number;
  prologues: number;
  traceReads: number;
  traceWrites: number;
  accumulatorAdds: number;
  accumulatorSaturations: number;
  rngBlocks: number;
  lutReads: number;
  stateWordsRead: number;
  stateWordsWritten: number;
  somaCycles: number;
  /** Cycles in which SEND found the FIFO full. */
  sendStalls: number;
  portStalls: number;
  /** Highest fill of the FIFO towards the mesh. */
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
