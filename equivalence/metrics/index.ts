/** Distances and statistics of spike trains, each as its authors define it. */
export {
  type Coincidence,
  type CoincidenceOptions,
  coincidenceError,
  coincidenceFactor,
  type Matching,
} from './coincidence-factor.js';
export { victorPurpuraDistance } from './edit-distance.js';
export {
  localVariation,
  neighbourVariation,
  refractoryVariation,
} from './interval-statistics.js';
export { isiDistance, isiProfile } from './isi-distance.js';
export { type Edges, meanOverPairs } from './observed-train.js';
export { spikeDistance, spikeProfile } from './spike-distance.js';
export { type SpikeLag, spikeLag } from './spike-lag.js';
export {
  countSynchronous,
  spikeSynchronisation,
} from './spike-synchronisation.js';
export { vanRossumDistance } from './van-rossum-distance.js';
