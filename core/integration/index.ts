/** Integration methods: which accepts a system of equations, and the arithmetic of its step. */
export { advanceSystem } from './advance-system.js';
export { chooseScheme, matrixExponentials } from './choose-scheme.js';
export { advanceClosedForm } from './closed-form.js';

export type {
  DifferentialEquation,
  DifferentialSystem,
} from './differential-system.js';
export { constantValue, type LinearSystem } from './linear-system.js';
