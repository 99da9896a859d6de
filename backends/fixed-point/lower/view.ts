import type { ValueId } from '../../../core/ir/index.js';
import type { Rational } from './rational.js';

/**
 * Where a constant came from: the length of a step (h, and h/2, h/6 made of it), or the model. Step
 * constants fold with each other exactly, also where the hardware rounds every product.
 */
export type Origin = 'step' | 'model';

/**
 * What a float64 value has become. Constants stay exact rationals until they meet a code; factors
 * (units, steps, time constants) are gathered in `factor` and paid for once, when two scales meet.
 */
export type View =
  | { readonly kind: 'number'; readonly value: Rational; readonly origin: Origin }
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
  /** The scale without the constants gathered since: factor / base is still to be multiplied. */
  readonly base: Rational;
  /** Origin of what was gathered. */
  readonly origin: Origin;
}

/** The view of another node in the scale of a view, with the same constants still to be paid for. */
export function codeLike(view: CodeView, node: ValueId, fraction: number): CodeView {
  return { ...view, node, fraction };
}
