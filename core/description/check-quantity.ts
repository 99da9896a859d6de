import {
  type Dimension,
  equalDimensions,
  formatDimension,
  formatQuantity,
  parseQuantity,
  parseUnits,
} from '../units/index.js';
import type { QuantityShape, QuantityUnit } from './shape.js';

/** A fault in words, its place left to the caller. */
export interface QuantityFault {
  readonly message: string;
  readonly help?: string;
  readonly expected?: string;
  readonly found?: string;
}

/** What is wrong with a number or text where a quantity stands; undefined if nothing is. */
export function quantityFault(value: unknown, shape: QuantityShape): QuantityFault | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') {
    return { message: 'expected a quantity' };
  }
  const read = parseQuantity(value);
  if (!read.ok) {
    if (shape.expression === true && typeof value === 'string') {
      return value.trim() === '' ? { message: 'expected a value, found an empty text' } : undefined;
    }
    const { message, help } = read;
    return help === undefined ? { message } : { message, help };
  }
  const { value: number, dimension } = read.quantity;
  if (!Number.isFinite(number)) {
    return {
      message: 'a quantity must be finite',
      help: 'where an expression may stand, write the text inf',
    };
  }
  if (shape.unit !== undefined && !read.bareZero) {
    const wanted = dimensions[shape.unit];
    if (!equalDimensions(dimension, wanted)) return wrongUnit(value, dimension, wanted, shape.unit);
  }
  if (inRange(number, shape)) return undefined;
  const wanted = describeRange(shape);
  return {
    message: `expected a quantity ${wanted}, found ${formatQuantity(number, dimension)}`,
    expected: wanted,
  };
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: boolean;
}

/** Whether a number lies in the range of a shape. */
export function inRange(number: number, { min, max, above = false }: Range): boolean {
  if (min !== undefined && (number < min || (above && number === min))) return false;
  return max === undefined || number <= max;
}

/** The range of a shape in words. */
export function describeRange({ min, max, above = false }: Range): string {
  const low = min === undefined ? '' : above ? `above ${min}` : `of at least ${min}`;
  if (max === undefined) return low;
  return min === undefined || above ? `${low} of at most ${max}`.trim() : `from ${min} to ${max}`;
}

const examples: Readonly<Record<QuantityUnit, string>> = {
  second: 'ms',
  hertz: 'Hz',
  joule: 'pJ',
  watt: 'mW',
  1: '',
};

function wrongUnit(
  value: number | string,
  found: Dimension,
  wanted: Dimension,
  unit: QuantityUnit,
): QuantityFault {
  const [expected, given] = [formatDimension(wanted), formatDimension(found)];
  const isNumber = typeof value === 'number';
  return {
    message: isNumber
      ? `expected a quantity in ${expected}, found the number ${value} without a unit`
      : `expected a quantity in ${expected}, found one in ${given}`,
    expected,
    found: given,
    ...(isNumber && examples[unit] !== ''
      ? { help: `write ${value} ${examples[unit]}, for example` }
      : {}),
  };
}

const dimensions: Readonly<Record<QuantityUnit, Dimension>> = {
  second: dimensionOf('second'),
  hertz: dimensionOf('hertz'),
  joule: dimensionOf('joule'),
  watt: dimensionOf('watt'),
  1: dimensionOf('1'),
};

function dimensionOf(unit: QuantityUnit): Dimension {
  const read = parseUnits(unit);
  if (!read.ok) throw new Error(`${unit} is no unit`);
  return read.units.dimension;
}
