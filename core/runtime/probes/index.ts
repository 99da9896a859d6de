/** Recorders of a run: what each probe of a plan keeps, and when it looks. */
export type { Probe, ProbeState } from './probe.js';
export { ProbeSet } from './probe-set.js';
export { feedBytes } from './record-feed.js';
