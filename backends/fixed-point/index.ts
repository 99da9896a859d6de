/** Number formats for a network, and its exact integer meaning. */
export { assignFormats } from './formats/assign-formats.js';
export type {
  ArrayFormat,
  Bound,
  FixedKernel,
  FixedNode,
  FixedProgram,
  Provenance,
  StoredConstant,
} from './lower/fixed-ir.js';
export { lowerProgram } from './lower/lower-program.js';
export { printFixedProgram } from './lower/print.js';
export { verifyFixedProgram } from './lower/verify.js';
export { deriveRanges } from './ranges/derive-ranges.js';
