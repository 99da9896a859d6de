/** Two runs in, a verdict out: what differs, where first, by how much, and whether a budget allows it. */

export { type Amplification, amplificationOf, amplificationSection } from './amplification.js';
export { attributionJson, attributionSections } from './attribution-text.js';
export type { Budget, CounterLimits, TrainLimits, VariableLimits, WeightLimits } from './budget.js';
export { checkBudget } from './check-budget.js';
export { compareBits, firstBitDifference } from './compare-bits.js';
export { type PrepareOptions, prepareComparison } from './compare-network.js';
export type {
  FirstDifference,
  GammaSummary,
  LagSummary,
  NeuronDifference,
  NeuronValue,
  SpikeComparison,
  SpikeDifference,
} from './compare-spikes.js';
export type { StateComparison } from './compare-states.js';
export type {
  BothSides,
  NeverMoved,
  PlasticVariable,
  WeightCheckpoint,
  WeightComparison,
} from './compare-weights.js';
export type {
  BitEquality,
  ComparedSide,
  Comparison,
  LimitResult,
  RunMode,
  TierName,
  TierResult,
  Verdict,
  VerdictWord,
} from './comparison.js';
export { comparisonJson } from './comparison-json.js';
export { type ComparisonTextOptions, comparisonText } from './comparison-text.js';
export type { DifferenceStatistics } from './difference-statistics.js';
export type { FormatInfo, FormatLookup } from './format-info.js';
export { type JudgeOptions, judgeComparison } from './judge-comparison.js';
export { type LoadedBudget, loadBudget } from './load-budget.js';
export { lockstepJson, lockstepSections } from './lockstep-text.js';
export {
  type Coincidence,
  type CoincidenceOptions,
  coincidenceError,
  coincidenceFactor,
  type Edges,
  isiDistance,
  localVariation,
  type Matching,
  meanOverPairs,
  neighbourVariation,
  refractoryVariation,
  type SpikeLag,
  spikeDistance,
  spikeLag,
  spikeSynchronisation,
  vanRossumDistance,
  victorPurpuraDistance,
} from './metrics/index.js';
export type { LagPrediction } from './predict-lag.js';
export {
  type AttributedUnit,
  type Attribution,
  type RunAttributionOptions,
  runAttribution,
  type SpikeGap,
  type UnitShare,
} from './run-attribution.js';
export {
  type ComparisonProgress,
  plasticVariables,
  type RunComparisonOptions,
  runComparison,
  type SideName,
} from './run-comparison.js';
export { type LockstepComparison, type RunLockstepOptions, runLockstep } from './run-lockstep.js';
export type { CounterSummary, WordClassTotals, WorstNode } from './summarise-counters.js';
