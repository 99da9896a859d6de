import { type Dimension, dimensionless } from '../../core/units/index.js';
import {
  integerAt,
  member,
  numberAt,
  numbersAt,
  refuse,
  textAt,
  type VectorValue,
} from './vector-shape.js';

/** An array as a vector file writes it. */
export interface EncodedArray {
  readonly values: readonly number[];
  /** Written as `{scale, int}`: a coarser tolerance applies. */
  readonly scaled: boolean;
}

/** Reads a list, `{const, n}` or `{scale, int}`; values in SI, booleans as 0 and 1. */
export function arrayAt(of: VectorValue): EncodedArray {
  const { value } = of;
  if (Array.isArray(value)) return { values: numbersAt(of), scaled: false };
  if (typeof value === 'object' && value !== null && 'const' in value) {
    const constant = numberAt(member(of, 'const'));
    const count = integerAt(member(of, 'n'));
    if (count < 0) refuse(of.path, 'n is negative');
    return { values: new Array<number>(count).fill(constant), scaled: false };
  }
  if (typeof value === 'object' && value !== null && 'int' in value) {
    const scale = numberAt(member(of, 'scale'));
    return { values: numbersAt(member(of, 'int')).map((code) => scale * code), scaled: true };
  }
  return refuse(of.path, 'an array was expected: a list, {const, n} or {scale, int}');
}

const baseUnits = ['m', 'kg', 's', 'A', 'K', 'mol', 'cd'];

/** Reads a dimension in SI base units: `m^2 kg s^-3 A^-1`, or `1`. */
export function dimensionAt(of: VectorValue): Dimension {
  const text = textAt(of);
  const exponents = [...dimensionless.twelfths];
  for (const part of text.split(' ')) {
    if (part === '1') continue;
    const [base = '', exponent = '1'] = part.split('^');
    const index = baseUnits.indexOf(base);
    const twelfths = Number(exponent) * 12;
    if (index < 0 || !Number.isInteger(twelfths)) refuse(of.path, `${text} is no dimension`);
    exponents[index] = twelfths;
  }
  const [m = 0, kg = 0, s = 0, ampere = 0, kelvin = 0, mole = 0, candela = 0] = exponents;
  return { twelfths: [m, kg, s, ampere, kelvin, mole, candela] };
}
