/** The reference engine: programs in float64, in generated code or in the interpreter. */
export { openProgram, referenceBackend } from './reference-backend.js';
export { ReferenceEngine } from './reference-engine.js';
