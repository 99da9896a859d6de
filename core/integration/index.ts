/** Integration methods: which accepts a system of equations, and the arithmetic of its step. */
export { advanceSystem } from './advance-system.js';
export { chooseScheme, type Scheme } from './choose-scheme.js';
export { advanceClosedForm } from './closed-form.js';
export { isTwoLevel } from './component.js';
export type {
  Advanced,
  DifferentialEquation,
  DifferentialSystem,
  SystemLowering,
} from './differential-system.js';
export { constantValue, type LinearSystem, linearSystem } from './linear-system.js';
export { type Matrix, matrixPropagator, type Propagator } from './matrix-propagator.js';
