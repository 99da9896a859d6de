import type { Scheme } from './choose-scheme.js';
import type { Advanced, DifferentialSystem, SystemLowering } from './differential-system.js';
import { advanceExact } from './exact-linear.js';
import { advanceEuler, advanceRk2, advanceRk4 } from './explicit-schemes.js';
import { advanceExponentialEuler } from './exponential-euler.js';
import { StochasticStep } from './stochastic-schemes.js';

/**
 * Writes one step of a system into a kernel. The new values are computed from the old ones alone;
 * storing them, guarded where the variable is, is the caller's work.
 */
export function advanceSystem(
  scheme: Scheme,
  system: DifferentialSystem,
  lowering: SystemLowering,
): Advanced {
  switch (scheme.method) {
    case 'euler':
      return advanceEuler(system, lowering);
    case 'noisy-euler':
      return new StochasticStep(scheme.equations, lowering).euler();
    case 'heun':
      return new StochasticStep(scheme.equations, lowering).heun();
    case 'milstein':
      return new StochasticStep(scheme.equations, lowering).milstein();
    case 'rk2':
      return advanceRk2(system, lowering);
    case 'rk4':
      return advanceRk4(system, lowering);
    case 'exponential_euler':
      return advanceExponentialEuler(scheme.equations, lowering);
    case 'exact': {
      const { stepSeconds } = system;
      if (stepSeconds === undefined) throw new Error('exact over a step of unknown length');
      return advanceExact(scheme.system, system.scope, stepSeconds, lowering);
    }
  }
}
