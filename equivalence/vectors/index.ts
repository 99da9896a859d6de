/** Readers of golden vectors: one per format, each refusing what is damaged or unknown. */
export { checkArithmeticVector } from './arithmetic.js';
export { readBrian2Vector } from './brian2.js';
export { compareWithExpected } from './brian2-comparison.js';
export { runBrian2Vector } from './run-brian2.js';
