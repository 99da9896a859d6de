/** Checks on networks: names, units, writes; and what lowering needs to know of expressions. */
export { type Analysis, analyseNetwork } from './analyse-network.js';
export { frozenParts, linearParts } from './classify-linearity.js';
export { delayName, pathwayOfDelay } from './delay-values.js';
export { evaluateConstant } from './evaluate-constant.js';

export { expandSubexpressions, inlineSubexpressions } from './subexpressions.js';
export { valueRange } from './value-range.js';
