import type { ScalarKernel } from '../nodes.js';
import { eliminateCommonSubexpressions } from './common-subexpression.js';
import { eliminateDeadCode } from './dead-code.js';
import { foldConstants } from './fold-constants.js';

/** Folds, merges and clears, in the order in which each helps the next. Bits stay as they are. */
export function simplifyKernel(kernel: ScalarKernel): ScalarKernel {
  return eliminateDeadCode(eliminateCommonSubexpressions(foldConstants(kernel)));
}
