/** Runs step plans: order of a tick, queues, inputs, timeline, probes, checkpoints. The same for every engine. */
export { announceRecording, checkMemory } from './announce-recording.js';
export type { Engine, SpikeList, Storage } from './engine.js';
export { frameworkVersion } from './framework-version.js';
export { normalizeReal } from './normalize-real.js';
export { hashModel, hashPlainData, hashProgram, type ProgramHashes } from './program-hash.js';
export type { NetworkMeaning } from './run-watch.js';
export { createSession, type SessionOptions } from './session.js';
export type { KernelShape } from './step-machine.js';
export { measureTimeline, type TimelineExtent } from './timeline-length.js';
