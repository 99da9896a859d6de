import type { Dimension } from './dimension.js';
import { equalDimensions, isDimensionless } from './dimension-algebra.js';
import { formatDimension } from './format-dimension.js';
import { lookupUnit } from './unit-table.js';

/** Units a person would choose, per dimension, the preferred one first. */
const readable: readonly (readonly string[])[] = [
  ['mV', 'volt'],
  ['nA', 'pA', 'uA', 'mA', 'amp'],
  ['nS', 'uS', 'mS', 'siemens'],
  ['ms', 'second', 'us'],
  ['Hz', 'kHz', 'MHz'],
  ['um', 'mm', 'cm', 'metre'],
  ['ohm', 'kohm', 'Mohm', 'Gohm'],
  ['pF', 'nF', 'uF', 'farad'],
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

/** 0 for numbers from 1 to 1000, 1 for those from 0.01, which read well enough, 2 for others. */
function clumsiness(mantissa: number): 0 | 1 | 2 {
  const size = Math.abs(mantissa);
  if (size >= 1 && size < 1000) return 0;
  return size >= 0.01 && size < 1 ? 1 : 2;
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
  const texts: [string[], string[]] = [[], []];
  for (const { name, factor } of scalesFor(dimension)) {
    const mantissa = digits === undefined ? exactMantissa(value, factor) : value / factor;
    if (mantissa === undefined) continue;
    const shown = show(mantissa);
    const rank = clumsiness(Number(shown));
    // A prefix that costs many digits (-51.9999999999999 mV) is no gain over -0.052 volt.
    if (rank !== 2 && shown.length <= show(value).length + 2) texts[rank].push(`${shown} ${name}`);
  }
  return shortest(texts[0]) ?? shortest(texts[1]) ?? plain;
}

/** The first of the shortest texts. */
function shortest(texts: readonly string[]): string | undefined {
  const length = Math.min(...texts.map((text) => text.length));
  return texts.find((text) => text.length === length);
}

/** The unit behind a number: ` volt/second`, but `/second**0.5` for a pure divisor. */
function behindNumber(dimension: Dimension): string {
  const unit = formatDimension(dimension);
  return unit.startsWith('1/') ? unit.slice(1) : ` ${unit}`;
}
