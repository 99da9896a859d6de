/** Run modes: engines under the same walk through the plan that set float64 beside integers step by step. */

export { hybridBackend, type RoundingUnit, roundingUnits, selectUnits } from './hybrid.js';
export {
  type LockstepOptions,
  type LockstepRun,
  type MakeReference,
  openLockstep,
} from './open-lockstep.js';
export { type InputShift, openShifted, type ShiftedRun } from './open-shifted.js';
export {
  type SpikeForcedOptions,
  type SpikeForcedPair,
  spikeForcedPair,
} from './spike-forced.js';
