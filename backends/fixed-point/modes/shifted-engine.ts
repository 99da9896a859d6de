import type { ArrayId } from '../../../core/ir/index.js';
import type { Engine } from '../../../core/runtime/index.js';
import { DelegateEngine } from './delegate-engine.js';

/** A constant added to the equation of one variable. */
export interface Shift {
  /** State update of the population. */
  readonly kernel: string;
  readonly array: ArrayId;
  /** Added in one time step, in SI. */
  readonly perStep: number;
  /** Flag that is 0 while the equation rests; absent: it never does. */
  readonly active?: ArrayId;
}

/**
 * A float64 engine whose population gets a constant input besides: half of it before each state
 * update and half after it, which equals a term in the equation to second order in the time step,
 * whatever the integration method.
 */
export function shiftedEngine(engine: Engine, shift: Shift): Engine {
  const { kernel, array, perStep, active } = shift;
  const values = engine.storage.get(array) as Float64Array;
  const flags = active === undefined ? undefined : engine.storage.get(active);
  return new DelegateEngine(engine, 'shifted', (id, run) => {
    if (id !== kernel) return run;
    return (tick, indices, from, to) => {
      for (let at = from; at < to; at += 1) {
        const lane = indices === undefined ? at : (indices[at] as number);
        values[lane] = (values[lane] as number) + perStep / 2;
      }
      run(tick, indices, from, to);
      for (let at = from; at < to; at += 1) {
        const lane = indices === undefined ? at : (indices[at] as number);
        const rests = flags !== undefined && flags[lane] === 0;
        values[lane] = (values[lane] as number) + (rests ? -perStep / 2 : perStep / 2);
      }
    };
  });
}
