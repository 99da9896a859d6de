/** Inputs of a network: what spikes by itself, tick by tick. */
export { ImageSource } from './image-source.js';
export type { InputSource, InputState } from './input-source.js';
export { PoissonSource } from './poisson-source.js';
export { RateSource } from './rate-source.js';
export { SpikeListSource } from './spike-list-source.js';
