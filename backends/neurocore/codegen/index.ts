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
