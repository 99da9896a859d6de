/** Checks on networks: names, units, writes; and what lowering needs to know of expressions. */
export { type Analysis, analyseNetwork } from './analyse-network.js';
export { frozenParts, type LinearParts, linearParts } from './classify-linearity.js';
export { evaluateConstant } from './evaluate-constant.js';
export {
  type FunctionSignature,
  functionSignatures,
  type UnitRule,
} from './function-signatures.js';
export { inlineSubexpressions } from './subexpressions.js';
export { type ValueRange, valueRange } from './value-range.js';
