/** Runs step plans: order of a tick, queues, inputs, timeline, probes, checkpoints. The same for every engine. */
export { announceRecording, checkMemory } from './announce-recording.js';
export type { Device, Engine, SpikeList, Storage } from './engine.js';
export { allocateStorage } from './engine-storage.js';
export { frameworkVersion } from './framework-version.js';
export { normalizeReal } from './normalize-real.js';
export { hashModel, hashPlainData, hashProgram } from './program-hash.js';
export type { NetworkMeaning } from './run-watch.js';
export { createSession } from './session.js';

export { measureTimeline } from './timeline-length.js';
