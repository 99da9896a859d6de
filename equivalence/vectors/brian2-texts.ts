import { Diagnostics } from '../../core/diagnostics/index.js';
import { type Equation, parseEquations, plainOrigin } from '../../core/equations/index.js';
import type { ConstantSpec, QuantityText, ValueSpec } from '../../core/network/index.js';
import { type Dimension, formatQuantity, lookupUnit, parseUnits } from '../../core/units/index.js';
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

/**
 * Unit of a timed array, which a vector does not state: that of an equation `x = array(t, i) : unit`.
 */
export function timedArrayUnit(array: string, equations: readonly Equation[]): string | undefined {
  const user = equations.find(
    (equation) =>
      equation.kind === 'subexpression' &&
      equation.right.kind === 'call' &&
      equation.right.callee === array,
  );
  return user?.unitText.trim();
}

/** Values of one variable for a document; one value where it is shared. */
export function valuesFor(
  values: readonly number[],
  unitText: string | undefined,
  shared: boolean,
): ValueSpec {
  const unit = unitText ?? '1';
  if (isPlain(unit)) return shared ? (values[0] ?? 0) : values;
  const [first] = values;
  if (shared && first !== undefined) return formatQuantity(first, dimensionNamed(unit));
  return { values, unit };
}

/** Constants of one object. Unit names that carry their own value are dropped. */
export function constantsOf(parameters: VectorValue): Readonly<Record<string, ConstantSpec>> {
  const constants: Record<string, ConstantSpec> = {};
  for (const [name, parameter] of entriesAt(parameters)) {
    const value = numberAt(member(parameter, 'value'));
    if (lookupUnit(name, 'equation')?.value === value) continue;
    constants[name] = formatQuantity(value, dimensionAt(member(parameter, 'unit')));
  }
  return constants;
}

/** Plain numbers, integers and booleans need no unit. */
function isPlain(unit: string): boolean {
  return unit === '1' || unit === 'integer' || unit === 'boolean';
}

function dimensionNamed(unit: string): Dimension {
  const read = parseUnits(unit);
  if (!read.ok) throw new RangeError(`${unit} is no unit: ${read.message}`);
  return read.units.dimension;
}
