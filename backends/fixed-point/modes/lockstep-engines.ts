import type { Engine } from '../../../core/runtime/index.js';

/** The engines that a lockstep run is made of, each with storage of its own. */
export interface LockstepEngines {
  /** Runs undisturbed: what a session of this engine shows. */
  readonly reference: Engine;
  /** Float64 as well: one exact step from the values that the integers begin with. */
  readonly exact: Engine;
  /** Float64 with the populations' updates for half a time step. */
  readonly half: Engine;
  readonly fixed: Engine;
}
