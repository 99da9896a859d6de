import { equalDimensions, formatQuantity, parseUnits, scaleByUnits } from '../core/units/index.js';

/** A unit for people, and how many base units it stands for. */
export interface DisplayUnit {
  /** Empty for plain numbers. */
  readonly text: string;
  readonly factor: number;
}

/**
 * The unit in which values of some size are written: that of the format where it fits the
 * variable, else one that gives readable numbers.
 *
 * @param unit - Unit of the values, base scale: `volt`.
 * @param size - A typical value in that unit; 0 if there is none.
 */
export function displayUnit(unit: string, size: number, preferred?: string): DisplayUnit {
  if (unit === '1' || unit === '') return { text: '', factor: 1 };
  const plain: DisplayUnit = { text: unit, factor: 1 };
  const base = parseUnits(unit);
  if (!base.ok) return plain;
  const { dimension } = base.units;
  const chosen = preferred ?? nameOf(formatQuantity(Math.abs(size), dimension, 3));
  const read = chosen === undefined ? undefined : parseUnits(chosen);
  if (chosen === undefined || read?.ok !== true) return plain;
  if (!equalDimensions(read.units.dimension, dimension)) return plain;
  return { text: chosen, factor: scaleByUnits(1, read.units) };
}

/** `0.041 mV` is in `mV`. */
function nameOf(quantity: string): string | undefined {
  const at = quantity.indexOf(' ');
  return at < 0 ? undefined : quantity.slice(at + 1);
}
