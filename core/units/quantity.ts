import type { Dimension, Quantity } from './dimension.js';
import { dimensionless } from './dimension-algebra.js';
import {
  applyFactors,
  dimensionOfFactors,
  parseUnitFactors,
  type UnitFactor,
  type UnitFault,
} from './unit-expression.js';

/** A quantity as read, or why it cannot be read. */
export type ReadQuantity =
  | {
      readonly ok: true;
      readonly quantity: Quantity;
      /** The number 0 without a unit, which data may use for any dimension. */
      readonly bareZero: boolean;
    }
  | ({ readonly ok: false } & UnitFault);

/** Units without a number (`mV/ms`), to be applied to many numbers. */
export interface UnitProduct {
  readonly dimension: Dimension;
  readonly factors: readonly UnitFactor[];
}

const maxLength = 1000;
const gluedPattern = /^\s*([+-]?\d+(?:\.\d*)?)([A-Za-z]+)\s*$/;
const numberPattern = /^\s*([+-]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])/;

/**
 * Reads a quantity of a file or of the API: a number, or a number and units (`20 ms`, `20*ms`,
 * `0.2/ms`, `14 mV/ms`).
 *
 * The value is `NUMBER*UNITS` from left to right in float64, as the same text gives in an
 * equation: `-52 mV` is -0.052000000000000005 and not -0.052.
 */
export function parseQuantity(text: string | number): ReadQuantity {
  if (typeof text === 'number') {
    if (Number.isNaN(text)) return { ok: false, message: 'not a number (NaN) is no quantity' };
    return plainNumber(text);
  }
  if (text.length > maxLength) {
    return { ok: false, message: `a quantity is not longer than ${maxLength} characters` };
  }
  const match = numberPattern.exec(text);
  if (match === null) {
    const glued = gluedPattern.exec(text);
    if (glued !== null) {
      const [, number, unit] = glued;
      return {
        ok: false,
        message: `a space or * is missing between ${number} and ${unit}`,
        help: `write ${number} ${unit}`,
      };
    }
    const units = parseUnits(text);
    return units.ok && text.trim() !== ''
      ? {
          ok: false,
          message: `a quantity begins with a number, but there is only the unit ${text.trim()}`,
          help: `write 1 ${text.trim()}`,
        }
      : { ok: false, message: 'expected a number with its unit', help: 'for example 20 ms' };
  }
  const value = Number((match[1] ?? '').replace(/\s/g, ''));
  if (!Number.isFinite(value)) return { ok: false, message: 'the number is too large for float64' };
  const rest = text.slice(match[0].length);
  if (rest.trim() === '') return plainNumber(value);
  const read = parseUnitFactors(rest, 'quantity', true);
  if ('fault' in read) return { ok: false, ...read.fault };
  const quantity: Quantity = {
    value: applyFactors(value, read.factors),
    dimension: dimensionOfFactors(read.factors),
  };
  return Number.isFinite(quantity.value)
    ? { ok: true, quantity, bareZero: false }
    : { ok: false, message: 'the quantity is too large for float64' };
}

function plainNumber(value: number): ReadQuantity {
  return { ok: true, quantity: { value, dimension: dimensionless }, bareZero: value === 0 };
}

/** Reads units without a number, as `unit: mV/ms` beside a list has them. `1` stands for none. */
export function parseUnits(
  text: string,
): { readonly ok: true; readonly units: UnitProduct } | ({ readonly ok: false } & UnitFault) {
  if (text.trim() === '1') {
    return { ok: true, units: { dimension: dimensionless, factors: [] } };
  }
  const read = parseUnitFactors(text, 'quantity', false);
  if ('fault' in read) return { ok: false, ...read.fault };
  const { factors } = read;
  return { ok: true, units: { dimension: dimensionOfFactors(factors), factors } };
}

/** `NUMBER*UNITS` from left to right in float64, exactly as `parseQuantity` gives it. */
export function scaleByUnits(value: number, units: UnitProduct): number {
  return applyFactors(value, units.factors);
}
