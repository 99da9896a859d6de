import type { Dimension } from './dimension.js';
import {
  dimensionless,
  divideDimensions,
  isDimensionless,
  powerDimension,
} from './dimension-algebra.js';
import { lookupUnit } from './unit-table.js';

/** Preferred names, the likelier ones in models of neurons first; their order breaks ties. */
const preferred: readonly string[] = [
  'volt',
  'amp',
  'siemens',
  'second',
  'metre',
  'ohm',
  'farad',
  'coulomb',
  'mole',
  'kilogram',
  'kelvin',
  'candle',
  'joule',
  'watt',
  'newton',
  'pascal',
  'weber',
  'tesla',
  'henry',
];

interface Part {
  readonly name: string;
  readonly dimension: Dimension;
  /** Exponent in twelfths. */
  readonly twelfths: number;
}

const named: readonly { readonly name: string; readonly dimension: Dimension }[] = preferred.map(
  (name) => ({ name, dimension: lookupUnit(name, 'equation')?.dimension ?? dimensionless }),
);

/** The exponent e (in twelfths) with `unit ** e` = `dimension`, if there is one. */
function exponentOf(dimension: Dimension, unit: Dimension): number | undefined {
  const base = unit.twelfths.findIndex((exponent) => exponent !== 0);
  const wanted = (12 * (dimension.twelfths[base] ?? 0)) / (unit.twelfths[base] ?? 1);
  if (wanted === 0 || !Number.isInteger(wanted)) return undefined;
  const power = powerDimension(unit, wanted, 12);
  const same = power?.twelfths.every((exponent, i) => exponent === dimension.twelfths[i]);
  return same ? wanted : undefined;
}

function costOf(parts: readonly Part[]): number {
  let cost = 0;
  for (const part of parts) {
    const size = Math.abs(part.twelfths);
    cost += 1 + (size === 12 ? 0 : size % 12 === 0 ? 1 : 2) + (part.twelfths < 0 ? 0.5 : 0);
    cost += 0.001 * preferred.indexOf(part.name);
  }
  return cost;
}

/** One or two preferred names with exponents that make up the dimension; the simplest wins. */
function shortForm(dimension: Dimension): readonly Part[] | undefined {
  const found: (readonly Part[])[] = [];
  for (const unit of named) {
    const exponent = exponentOf(dimension, unit.dimension);
    if (exponent !== undefined) found.push([{ ...unit, twelfths: exponent }]);
    for (const twelfths of [12, -12, 24, -24, 6, -6]) {
      const power = powerDimension(unit.dimension, twelfths, 12);
      if (power === undefined) continue;
      const rest = divideDimensions(dimension, power);
      for (const other of named) {
        const otherExponent = other === unit ? undefined : exponentOf(rest, other.dimension);
        if (otherExponent === undefined) continue;
        found.push([
          { ...unit, twelfths },
          { ...other, twelfths: otherExponent },
        ]);
      }
    }
  }
  let best: readonly Part[] | undefined;
  for (const parts of found) {
    if (best === undefined || costOf(parts) < costOf(best)) best = parts;
  }
  return best;
}

const baseNames = ['metre', 'kilogram', 'second', 'amp', 'kelvin', 'mole', 'candle'] as const;

function baseForm(dimension: Dimension): readonly Part[] {
  return baseNames.flatMap((name, base) => {
    const twelfths = dimension.twelfths[base] ?? 0;
    return twelfths === 0 ? [] : [{ name, dimension: dimensionless, twelfths }];
  });
}

function power(name: string, twelfths: number): string {
  if (twelfths === 12) return name;
  if (twelfths % 3 === 0) return `${name}**${twelfths / 12}`;
  const divisor = twelfths % 4 === 0 ? 4 : twelfths % 2 === 0 ? 2 : 1;
  return `${name}**(${twelfths / divisor}/${12 / divisor})`;
}

/**
 * The dimension as base-scale units, as they can be declared: `volt`, `volt/second`,
 * `1/second**0.5`, `1` for a pure number.
 */
export function formatDimension(dimension: Dimension): string {
  if (isDimensionless(dimension)) return '1';
  const parts = shortForm(dimension) ?? baseForm(dimension);
  const above = parts.filter((part) => part.twelfths > 0);
  const below = parts.filter((part) => part.twelfths < 0);
  const product = above.map((part) => power(part.name, part.twelfths)).join('*');
  const quotient = below.map((part) => `/${power(part.name, -part.twelfths)}`).join('');
  return `${product === '' ? '1' : product}${quotient}`;
}
