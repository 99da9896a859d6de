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
export { type SpikeLag, spikeLag } from './spike-lag.js';
export { vanRossumDistance } from './van-rossum-distance.js';
