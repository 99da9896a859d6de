/**
 * A fixed-point format: a stored code k means k * 2^-F in the unit of its scale.
 * F < 0 and F > W are legal (numerics section 1).
 */
export interface QFormat {
  readonly signed: boolean;
  /** Stored bits including the sign, 1..64. */
  readonly wordBits: number;
  /** Fraction bits, any integer. */
  readonly fracBits: number;
}

/** Rounding modes by the only names that files, flags and reports use (numerics section 2). */
export type RoundingMode =
  | 'floor'
  | 'ceil'
  | 'toward_zero'
  | 'away'
  | 'magnitude'
  | 'nearest_up'
  | 'nearest_down'
  | 'nearest_to_zero'
  | 'nearest_away'
  | 'nearest_even'
  | 'nearest_odd'
  | 'jam'
  | 'jam_unbiased'
  | 'stochastic';

/** `bits` is the n of `wrap(n)` and `wrap_sm(n)`; 0 without parentheses. */
export type OverflowMode =
  | { readonly kind: 'saturate' | 'saturate_zero' | 'saturate_symmetric' }
  | { readonly kind: 'wrap' | 'wrap_sm'; readonly bits: number };

/** How a random word decides a stochastic rounding (numerics section 5). */
export type StochasticRule = 'lt_high' | 'lt_low' | 'add_low' | 'equal';

/** Whose deviations from the standard definitions apply (numerics section 3.2). */
export type ArithmeticProfile = 'standard' | 'ap' | 'ac' | 'sc' | 'spinn';

/** One requantisation: the only place where fixed-point arithmetic loses anything. */
export interface Requantisation {
  readonly to: QFormat;
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
}
