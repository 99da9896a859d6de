import { Diagnostics } from '../../core/diagnostics/index.js';
import {
  builtInConstants,
  type Equation,
  parseEquations,
  plainOrigin,
} from '../../core/equations/index.js';
import type { ConstantSpec, QuantityText, ValueSpec } from '../../core/network/index.js';
import {
  type Dimension,
  dimensionless,
  formatQuantity,
  lookupUnit,
  parseUnits,
} from '../../core/units/index.js';
import { dimensionAt } from './brian2-arrays.js';
import { entriesAt, member, numberAt, type VectorValue } from './vector-shape.js';

const second = dimensionNamed('second');

/** A time for a document: the text gives exactly this float64 again. */
export function seconds(value: number): QuantityText {
  return formatQuantity(value, second);
}

/** The equations of an object; empty where they cannot be read, which compiling then reports. */
export function equationsOf(
  lines: readonly string[],
  place: 'population' | 'projection',
): readonly Equation[] {
  return parseEquations(plainOrigin(lines.join('\n')), place, new Diagnostics());
}

/** Unit text by variable, as declared: `volt`. */
export function unitsOf(equations: readonly Equation[]): ReadonlyMap<string, string> {
  return new Map(equations.map(({ name, unitText }) => [name, unitText.trim()]));
}

/** Values of one variable for a document; one value where it is shared. */
export function valuesFor(
  values: readonly number[],
  unitText: string | undefined,
  shared: boolean,
): ValueSpec {
  const unit = unitText ?? '1';
  const [first] = values;
  if (shared && first !== undefined) return quantityOf(first, unit);
  return isPlain(unit) ? values : { values, unit };
}

/** One value in SI, written with the unit of its variable. */
export function quantityOf(value: number, unitText: string | undefined): QuantityText {
  const unit = unitText ?? '1';
  return isPlain(unit) ? value : formatQuantity(value, dimensionNamed(unit));
}

/** Constants of one object. Units and built-in constants that carry their own value are dropped. */
export function constantsOf(parameters: VectorValue): Readonly<Record<string, ConstantSpec>> {
  const constants: Record<string, ConstantSpec> = {};
  for (const [name, parameter] of entriesAt(parameters)) {
    const value = numberAt(member(parameter, 'value'));
    if ((builtInConstants.get(name) ?? lookupUnit(name, 'equation')?.value) === value) continue;
    constants[name] = formatQuantity(value, dimensionAt(member(parameter, 'unit')));
  }
  return constants;
}

/** Plain numbers, integers and booleans need no unit. */
function isPlain(unit: string): boolean {
  return unit === '1' || unit === 'integer' || unit === 'boolean';
}

/** A text that is no unit is reported with its equation; until then it counts as none. */
function dimensionNamed(unit: string): Dimension {
  const read = parseUnits(unit);
  return read.ok ? read.units.dimension : dimensionless;
}
