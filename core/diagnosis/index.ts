/** What a run showed, and why: findings with chains of causes, from the plan and what was observed. */
export { diagnoseRun } from './diagnose-run.js';
export {
  readThreshold,
  refractoryTicks,
  updateKernels,
} from './read-kernels.js';
export type {
  IntervalCounts,
  Observations,
  RestSighting,
  SilentWindow,
  StepDifference,
} from './run-facts.js';
export { saturatedInterval, silentSeconds } from './thresholds.js';
