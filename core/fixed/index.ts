/** Fixed-point arithmetic: formats, rounding, overflow. The only place where it is defined. */
export {
  exactBigints,
  exactNumbers,
  widthFitsDouble,
  widthOfDifference,
  widthOfFormat,
  widthOfProduct,
  widthOfShift,
  widthOfSum,
} from './exact-operations.js';
export { compileScaleToTotal } from './host-operations.js';
export {
  arithmeticProfiles,
  parseOverflow,
  parseRounding,
  printOverflow,
  roundingModes,
  stochasticRules,
} from './mode-names.js';
export { overflowProblem } from './overflow.js';

export { profileProblem } from './profiles.js';
export {
  type ArithmeticProfile,
  fitsDouble,
  maxWord,
  maxWordWide,
  minWord,
  minWordWide,
  type OverflowMode,
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
} from './requantise.js';
export {
  compileRounding,
  roundShift,
  type StochasticChoice,
} from './rounding.js';
export { roundShiftWide } from './rounding-wide.js';
