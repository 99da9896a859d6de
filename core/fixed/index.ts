/** Fixed-point arithmetic: formats, rounding, overflow. The only place where it is defined. */
export {
  type ExactOperations,
  exactBigints,
  exactNumbers,
  type Width,
  widthFitsDouble,
  widthOfDifference,
  widthOfEither,
  widthOfFormat,
  widthOfNegation,
  widthOfProduct,
  widthOfRange,
  widthOfShift,
  widthOfSum,
} from './exact-operations.js';
export { compileScaleToTotal, scaleToTotal } from './host-operations.js';
export {
  arithmeticProfiles,
  overflowKinds,
  parseOverflow,
  parseRounding,
  printOverflow,
  roundingModes,
  stochasticRules,
} from './mode-names.js';
export { compileOverflow, type Fitter, overflowProblem } from './overflow.js';
export { fitWide } from './overflow-wide.js';
export { profileProblem } from './profiles.js';
export {
  type ArithmeticProfile,
  equalFormats,
  fitsDouble,
  lsbOf,
  maxWord,
  maxWordWide,
  minWord,
  minWordWide,
  type OverflowMode,
  type ParsedFormat,
  parseFormat,
  printFormat,
  type QFormat,
  type Requantisation,
  type RoundingMode,
  type StochasticRule,
} from './q-format.js';
export {
  codeToValue,
  compileQuantiser,
  type Quantiser,
  quantizeValue,
  quantizeValueWide,
} from './quantise-value.js';
export {
  compileRequantise,
  compileRequantiseWide,
  drawsWord,
  fitsNumberLane,
  type RequantisationContext,
  requantise,
  standardContext,
  type WideRounder,
} from './requantise.js';
export {
  compileRounding,
  fullWord,
  type Rounder,
  roundShift,
  type StochasticChoice,
} from './rounding.js';
export { roundShiftWide } from './rounding-wide.js';
