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
  const { min, above = false } = shape;
  if (min !== undefined && (number < min || (above && number === min))) {
    const wanted = `${above ? 'above' : 'of at least'} ${min}`;
    return {
      message: `expected a quantity ${wanted}, found ${formatQuantity(number, dimension)}`,
      expected: wanted,
    };
  }
  return undefined;
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
