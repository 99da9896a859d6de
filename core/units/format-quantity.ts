import type { Dimension } from './dimension.js';
import { equalDimensions, isDimensionless } from './dimension-algebra.js';
import { formatDimension } from './format-dimension.js';
import { lookupUnit } from './unit-table.js';

/** Units a person would choose, per dimension, the preferred one first. */
const readable: readonly (readonly string[])[] = [
  ['mV', 'volt', 'uvolt', 'nvolt', 'kvolt'],
  ['nA', 'pA', 'uA', 'mA', 'amp', 'famp'],
  ['nS', 'uS', 'mS', 'siemens', 'psiemens', 'fsiemens'],
  ['ms', 'second', 'us', 'nsecond', 'psecond'],
  ['Hz', 'kHz', 'MHz', 'Ghertz', 'mhertz'],
  ['um', 'mm', 'cm', 'metre', 'nmetre', 'kmetre'],
  ['ohm', 'kohm', 'Mohm', 'Gohm', 'mohm'],
  ['pF', 'nF', 'uF', 'mfarad', 'farad', 'ffarad'],
  ['pcoulomb', 'ncoulomb', 'ucoulomb', 'mcoulomb', 'coulomb', 'fcoulomb'],
  ['um2', 'mm2', 'cm2', 'metre2'],
];

interface Scale {
  readonly name: string;
  readonly factor: number;
}

function scalesFor(dimension: Dimension): readonly Scale[] {
  for (const names of readable) {
    const first = lookupUnit(names[0] ?? '', 'equation');
    if (first === undefined || !equalDimensions(first.dimension, dimension)) continue;
    return names.flatMap((name) => {
      const unit = lookupUnit(name, 'equation');
      return unit === undefined ? [] : [{ name, factor: unit.value }];
    });
  }
  return [];
}

/** The shortest number n with `n * factor` equal to `value` in float64, if any has 15 digits. */
function exactMantissa(value: number, factor: number): number | undefined {
  const near = value / factor;
  for (let digits = 1; digits <= 15; digits += 1) {
    const mantissa = Number(near.toPrecision(digits));
    if (mantissa * factor === value) return mantissa;
  }
  return undefined;
}

/** A number of at most `digits` significant digits, without trailing zeros. */
function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function inRange(mantissa: number): boolean {
  return Math.abs(mantissa) >= 1 && Math.abs(mantissa) < 1000;
}

/**
 * A readable number with its unit: `-65 mV`, `20 ms`, `0.8`, `14 volt/second`.
 *
 * Without `digits`, `parseQuantity` of the text gives exactly `value` again (for finite values), if
 * need be in base-scale units (`-0.052 volt`, since `-52 mV` is another float64).
 *
 * @param value - In SI base units.
 * @param digits - For messages: round to so many significant digits, 1 to 17.
 */
export function formatQuantity(value: number, dimension: Dimension, digits?: number): string {
  const show = (number: number): string =>
    String(digits === undefined || !Number.isFinite(number) ? number : rounded(number, digits));
  if (isDimensionless(dimension)) return Object.is(value, -0) ? '-0' : show(value);
  const plain = `${Object.is(value, -0) ? '-0' : show(value)}${behindNumber(dimension)}`;
  if (value === 0 || !Number.isFinite(value)) return plain;
  let best: string | undefined;
  for (const { name, factor } of scalesFor(dimension)) {
    const mantissa = digits === undefined ? exactMantissa(value, factor) : value / factor;
    if (mantissa === undefined || !inRange(Number(show(mantissa)))) continue;
    const text = `${show(mantissa)} ${name}`;
    if (best === undefined || text.length < best.length) best = text;
  }
  // A prefix that costs many digits (-51.9999999999999 mV) is no gain over -0.052 volt.
  return best !== undefined && best.length <= plain.length + 2 ? best : plain;
}

/** The unit behind a number: ` volt/second`, but `/second**0.5` for a pure divisor. */
function behindNumber(dimension: Dimension): string {
  const unit = formatDimension(dimension);
  return unit.startsWith('1/') ? unit.slice(1) : ` ${unit}`;
}
