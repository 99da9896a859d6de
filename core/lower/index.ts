/** Analysed networks to programs: connections, kernels, the order of a step, the timeline. */
export { type Lowered, type LoweringOptions, lowerModel } from './lower-model.js';
export { type PreparedProgram, prepareProgram } from './prepare-program.js';
