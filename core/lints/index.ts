/** Checks of faultless networks for what most likely is not meant: drive, weights, learning, order. */
export { lintFormats } from './lint-formats.js';
export { lintModel } from './lint-model.js';
export { lintProgram } from './lint-program.js';
export {
  type UpdateSize,
  updateSizes,
  type VariableFormat,
  type VariableFormats,
} from './update-sizes.js';
export { weightUpdates } from './weight-updates.js';
