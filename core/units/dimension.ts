/**
 * A physical dimension: exponents of metre, kilogram, second, ampere, kelvin, mole, candela.
 *
 * Exponents are exact multiples of 1/12, stored as integers in twelfths, so that `sqrt` and small
 * rational powers stay exact.
 */
export interface Dimension {
  readonly twelfths: readonly [number, number, number, number, number, number, number];
}

/** A value in SI base units with its dimension. */
export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
}
