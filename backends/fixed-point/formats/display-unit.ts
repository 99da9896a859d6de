import { type Dimension, formatDimension, lookupUnit } from '../../../core/units/index.js';
import { one, type Rational, rational } from '../lower/rational.js';

/** A scale that reports can name: `1 LSB of v = 2^-15 mV`. */
export interface DisplayUnit {
  /** SI value of the unit, exactly a power of ten. */
  readonly scale: Rational;
  readonly text: string;
}

const prefixes: ReadonlyMap<number, string> = new Map([
  [-15, 'f'],
  [-12, 'p'],
  [-9, 'n'],
  [-6, 'u'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
]);
const symbols: ReadonlyMap<string, string> = new Map([
  ['volt', 'V'],
  ['amp', 'A'],
  ['ampere', 'A'],
  ['siemens', 'S'],
  ['second', 's'],
  ['farad', 'F'],
  ['1/second', 'Hz'],
  ['metre', 'm'],
]);

/**
 * Picks the unit a variable is shown and scaled in: the power of 1000 that puts its largest
 * magnitude between 1 and 1000, as far as the language has a name for it. Plain numbers and units without a symbol keep scale 1; fraction
 * bits make up for it.
 *
 * @param twelfths - Exponents of the seven base units, in twelfths.
 * @param magnitude - Largest absolute SI value; 0 if unknown.
 */
export function chooseDisplayUnit(twelfths: readonly number[], magnitude: number): DisplayUnit {
  if (twelfths.every((exponent) => exponent === 0)) return { scale: one, text: '1' };
  const name = formatDimension({ twelfths: twelfths as Dimension['twelfths'] });
  const symbol = symbols.get(name);
  // A unit without a symbol takes no prefix, so that its text can be written into a lock.
  if (symbol === undefined) return { scale: one, text: name };
  const exponent = readableExponent(symbol, magnitude === 0 ? 0 : thousandsExponent(magnitude));
  const scale =
    exponent >= 0 ? rational(10n ** BigInt(exponent)) : rational(1n, 10n ** BigInt(-exponent));
  return { scale, text: `${prefixes.get(exponent) ?? ''}${symbol}` };
}

/**
 * An SI bound in units of a scale. Division may leave the last bit wrong, and a bound of 1 must be
 * found to be 1.
 */
export function inUnit(value: number, scale: number): number {
  return Number((value / scale).toPrecision(14));
}

/** The exponent itself, or the nearest towards 0 whose unit the language can read: not every prefix is. */
function readableExponent(symbol: string, wanted: number): number {
  let exponent = wanted;
  while (
    exponent !== 0 &&
    lookupUnit(`${prefixes.get(exponent)}${symbol}`, 'quantity') === undefined
  ) {
    exponent += exponent < 0 ? 3 : -3;
  }
  return exponent;
}

/** Largest multiple of 3 in -15..9 with 10^e not above the magnitude (as float64 sees it). */
function thousandsExponent(magnitude: number): number {
  let exponent = 9;
  while (exponent > -15 && 10 ** exponent > magnitude) exponent -= 3;
  return exponent;
}
