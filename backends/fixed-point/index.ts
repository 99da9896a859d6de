/** Number formats for a network, and its exact integer meaning. */
export { createFixedEngine, type FixedEngineOptions } from './fixed-engine.js';
export {
  createFixedPointBackend,
  type FixedPointOptions,
  fixedPointBackend,
  openFixedPlan,
} from './fixed-point-backend.js';
export type { ConstantReport } from './formats/constant-report.js';
export type { DecayReport } from './formats/decay-report.js';
export type { ExplainedRange, FormatExplanation } from './formats/explain-formats.js';
export type {
  ArrayFormat,
  Bound,
  CodeTable,
  FixedKernel,
  FixedNode,
  FixedProgram,
  Provenance,
  StoredConstant,
  TableFacts,
} from './lower/fixed-ir.js';
export {
  type TableRoom,
  type TabulatedFunction,
  tableErrorCurve,
} from './lower/function-table.js';
export { printFixedProgram } from './lower/print.js';
export { toNumber as rationalToNumber } from './lower/rational.js';
export {
  hybridBackend,
  type InputShift,
  type LockstepOptions,
  type LockstepRun,
  type MakeReference,
  openLockstep,
  openShifted,
  type RoundingUnit,
  roundingUnits,
  type ShiftedRun,
  type SpikeForcedOptions,
  type SpikeForcedPair,
  selectUnits,
  spikeForcedPair,
} from './modes/index.js';
export { type FixedPlan, type FormatReport, hardwareMissing, planFixed } from './plan-fixed.js';
export { uniformValues } from './uniform-values.js';
