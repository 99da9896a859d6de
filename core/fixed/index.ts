/** Fixed-point arithmetic: formats, rounding, overflow. The only place where it is defined. */
export type {
  ArithmeticProfile,
  OverflowMode,
  QFormat,
  Requantisation,
  RoundingMode,
  StochasticRule,
} from './q-format.js';
