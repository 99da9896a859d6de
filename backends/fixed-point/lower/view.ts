import type { ValueId } from '../../../core/ir/index.js';
import type { Rational } from './rational.js';

/**
 * What a float64 value has become. Constants stay exact rationals until they meet a code; factors
 * (units, steps, time constants) are gathered in `factor` and paid for once, when two scales meet.
 */
export type View =
  | { readonly kind: 'number'; readonly value: Rational }
  | CodeView
  | { readonly kind: 'truth'; readonly node: ValueId }
  /** exp(-rate * delta) of an integer number of steps: an entry of a decay table. */
  | { readonly kind: 'decay'; readonly delta: ValueId; readonly ratePerStep: Rational };

/** Real value = code of `node` * 2^-fraction * factor, in SI. `factor` is positive. */
export interface CodeView {
  readonly kind: 'code';
  readonly node: ValueId;
  readonly fraction: number;
  readonly factor: Rational;
}
