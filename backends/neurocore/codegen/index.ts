/** From integer kernels to programs of the neurocore. */
export type {
  ChipCode,
  HostValue,
  LaneField,
  PathwaySideCode,
  PopulationCode,
  ProjectionCode,
  StateField,
  SymbolicFormat,
  SymbolicInstruction,
  SymbolicOperand,
  SymbolicSection,
  TraceField,
} from './chip-code.js';
export { generateChipCode } from './generate-chip-code.js';
export { printChipCode, printInstruction } from './print-chip-code.js';
