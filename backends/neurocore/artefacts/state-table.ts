import { type SequencerState, sequencerStates } from '../emulator/index.js';

/** A state of a core's sequencer, in the words of the data sheet. */
export interface StateRow {
  readonly state: SequencerState;
  /** Phase of the step, 0 .. 5; B1 and B2 are the barriers. */
  readonly phase: string;
  /** Cycles of its visits: Ls, Lt, Li are read latencies of state, trace and index memory. */
  readonly cycles: string;
  readonly does: string;
  readonly next: string;
}

type Row = readonly [phase: string, cycles: string, does: string, next: string];

const rows: Readonly<Record<SequencerState, Row>> = {
  REG: [
    '0',
    'per population whose `regular` section is due: 1, then per neuron max(nW, nAcc) + Ls, cycles(regular), max(1, nW, nAcc)',
    'runs `regular` sections in steps that are a multiple of `everyTicks`; acc := -broadcast',
    'REG of the next population that is due, else POP',
  ],
  POP: [
    '1',
    '1 per population, 1 more after the last one',
    'takes the next population; the last visit clears all broadcasts',
    'LOAD of its first neuron; after the last one DRAIN',
  ],
  LOAD: ['1', 'max(nW, nAcc) + Ls', 'reads state words and accumulators of a neuron', 'EXEC'],
  EXEC: ['1', 'cycles(soma)', 'runs the soma section', 'STORE'],
  STORE: [
    '1',
    'max(1, nW, nAcc)',
    'cycle k writes state word k and accumulator k (:= 0); the last cycle writes the spike bit and stamps the spike',
    'SEND if it spiked and a route holds it, else LOAD of the next neuron, else POP',
  ],
  SEND: [
    '1',
    '1 per route that holds the neuron, plus 1 per cycle that begins with a full OUT FIFO',
    'pushes a packet per route, in the order of the table',
    'LOAD of the next neuron, else POP',
  ],
  DRAIN: [
    '1',
    'until a cycle begins with an empty OUT FIFO, that cycle included',
    'waits for its own packets to leave',
    'WAIT',
  ],
  WAIT: ['B1', 'until barrier B1 is over', 'nothing', 'PSET'],
  PSET: [
    '2',
    '1 per pathway, 1 more after the last one',
    'takes the next pathway; one with lanes but without on_pre is skipped',
    'CNT (count), SCAN (others), next PSET (skipped); after the last one RSET',
  ],
  CNT: [
    '2',
    '1 per delay value, largest first',
    'broadcast += constant * count of slot t - delay',
    'CNT of the next delay, else PSET',
  ],
  SCAN: [
    '2',
    '1 per 32-bit word that the inlets touch, per delay value, largest first',
    'reads a word of the inlet ring, slot t - delay, masked to the inlets of the pathway',
    'HIT if a bit is set, else SCAN of the next word or delay, else PSET',
  ],
  HIT: [
    '2',
    '1 per event',
    'takes the lowest bit that is left',
    'ONE, FILL, DIR (sparse), PRO or ROW (dense)',
  ],
  ONE: [
    '2',
    '1',
    'accumulator of target inlet + diagonal += constant, if there is such a target',
    'as after SCAN',
  ],
  FILL: [
    '2',
    'targets',
    'cycle k: accumulator of target k += constant, except target inlet + diagonal if there is a diagonal',
    'as after SCAN',
  ],
  DIR: [
    '2, 3',
    '1 + Li (sparse only)',
    'reads the row directory (phase 2) or the column directory (phase 3)',
    'PRO, RPRO; without prologue ROW, IDX',
  ],
  PRO: [
    '2',
    'cycles(prologue) + 1 + Lt; none without own traces',
    'advances the pre traces of (inlet, delay); the last cycle writes the entry',
    'ROW',
  ],
  ROW: ['2', 'the stream', 'runs the body for every due lane of the row', 'as after SCAN'],
  RSET: [
    '3',
    '1 per entry of the post order, 1 more after the last one',
    'takes the next pathway with on_post',
    'RSCAN; after the last one XSET',
  ],
  RSCAN: [
    '3',
    '1 per 32-bit word that the targets touch',
    'reads a word of the spike bitmap, masked to the targets of the pathway',
    'RHIT if a bit is set, else RSCAN of the next word, else RSET',
  ],
  RHIT: [
    '3',
    '1 per spike of a target',
    'takes the lowest bit that is left',
    'DIR (sparse), RPRO or COL',
  ],
  RPRO: [
    '3',
    'cycles(prologue) + 1 + Lt; none without own traces',
    'advances the post traces of the target; the last cycle writes the entry',
    'IDX (sparse), COL',
  ],
  IDX: ['3', 'Li (sparse only)', 'fills the pipeline of transposed entries', 'COL'],
  COL: [
    '3',
    'the stream',
    'runs the body for one lane of every word of the column',
    'as after RSCAN',
  ],
  XSET: [
    '4',
    '1 per population with a reset section, 1 more after the last one',
    'takes the next population that has a reset section',
    'XSCAN; after the last one END',
  ],
  XSCAN: [
    '4',
    '1 per 32-bit word that the neurons touch',
    'reads a word of the spike bitmap',
    'XHIT if a bit is set, else XSCAN of the next word, else XSET',
  ],
  XHIT: ['4', '1 per spike', 'takes the lowest bit that is left', 'XRUN'],
  XRUN: [
    '4',
    'max(nW, nAcc) + Ls + cycles(reset) + max(1, nW, nAcc)',
    'load, reset section, store; acc := -broadcast',
    'as after XSCAN',
  ],
  END: [
    '5',
    'max(1, U + sum over trace arrays of ceil(entries / 2048)), U = ceil(inlets in use / 32)',
    'cycle k < U clears ring word k of slot t + 1, cycle 0 also its counts; then one trace entry per cycle is scrubbed',
    'WAIT2',
  ],
  WAIT2: ['B2', 'until barrier B2 is over', 'nothing', 'REG or POP of the next step'],
};

/** All states, by number. */
export const stateTable: readonly StateRow[] = sequencerStates.map((state) => {
  const [phase, cycles, does, next] = rows[state];
  return { state, phase, cycles, does, next };
});
