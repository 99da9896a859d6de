/** Checks on networks: names, units, writes; and what lowering needs to know of expressions. */
export { type Analysis, analyseNetwork } from './analyse-network.js';
export { frozenParts, linearParts } from './classify-linearity.js';
export { evaluateConstant } from './evaluate-constant.js';

export { inlineSubexpressions } from './subexpressions.js';
export { valueRange } from './value-range.js';
