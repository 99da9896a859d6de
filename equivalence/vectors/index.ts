/** Readers of golden vectors: one per format, each refusing what is damaged or unknown. */
export {
  type ArithmeticCheck,
  type ArithmeticFailure,
  checkArithmeticVector,
} from './arithmetic.js';
export {
  type Brian2Vector,
  type ExpectedFinal,
  type ExpectedResults,
  type ExpectedSpikes,
  type ExpectedTrace,
  readBrian2Vector,
} from './brian2.js';
export {
  type Brian2Comparison,
  brian2Tolerances,
  compareWithExpected,
  type SpikeComparison,
  type WorstValue,
} from './brian2-comparison.js';
export { type Brian2Run, runBrian2Vector } from './run-brian2.js';
