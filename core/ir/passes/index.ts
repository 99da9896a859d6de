/** Passes over kernels, one per file. Each keeps the meaning bit for bit, but for the flush of tiny values. */
export { eliminateCommonSubexpressions } from './common-subexpression.js';
export { eliminateDeadCode } from './dead-code.js';
export { flushTiny, tiny } from './flush-tiny.js';
export { foldConstants } from './fold-constants.js';
export { simplifyKernel } from './simplify-kernel.js';
