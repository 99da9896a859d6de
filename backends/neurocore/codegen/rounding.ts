import type { RequantisationContext } from '../../../core/fixed/index.js';
import type { Hardware } from '../../../core/hardware.js';

/** How the chip rounds, for what is computed when the network is compiled. */
export function rounding({ arithmetic, rng }: Hardware): RequantisationContext {
  return { profile: arithmetic, stochastic: { rule: rng.compare, bits: rng.bits } };
}
