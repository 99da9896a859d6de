/** Recorders of a run: what each probe of a plan keeps, and when it looks. */
export type { Probe, ProbeState } from './probe.js';
export { type ProbeRecords, ProbeSet, type SpikeHook, type TickHook } from './probe-set.js';
