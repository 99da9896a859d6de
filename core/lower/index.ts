/** Analysed networks to programs: connections, kernels, the order of a step, the timeline. */
export type { LoweringOptions } from './lower-model.js';
export { prepareProgram } from './prepare-program.js';
