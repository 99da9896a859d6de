/** Readers of golden vectors: one per format, each refusing what is damaged or unknown. */
export {
  type ArithmeticCheck,
  type ArithmeticFailure,
  checkArithmeticVector,
} from './arithmetic.js';
