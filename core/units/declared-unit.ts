import type { Dimension } from './dimension.js';
import { dimensionless } from './dimension-algebra.js';
import { formatDimension } from './format-dimension.js';
import { dimensionOfFactors, parseUnitFactors, type UnitFault } from './unit-expression.js';
import { lookupUnit } from './unit-table.js';

/** The type of a variable; integers and booleans have no dimension. */
export type DeclaredType = 'real' | 'integer' | 'boolean';

/** What a declared unit means, or why it is refused. */
export type DeclaredUnit =
  | { readonly ok: true; readonly dimension: Dimension; readonly type: DeclaredType }
  | ({ readonly ok: false } & UnitFault);

const otherTypes: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['int', 'integer'],
  ['float', '1'],
  ['real', '1'],
]);

/**
 * Reads the unit behind a colon of an equation: `volt`, `volt/second`, `metre**2`, `1`, `1/second`,
 * `boolean`, `integer`. Only units of value 1 in SI may stand there (`volt`, never `mV`), since a
 * declaration gives a dimension and no scale.
 */
export function parseDeclaredUnit(text: string): DeclaredUnit {
  const trimmed = text.trim();
  if (trimmed === '1') return { ok: true, dimension: dimensionless, type: 'real' };
  if (trimmed === 'boolean' || trimmed === 'integer') {
    return { ok: true, dimension: dimensionless, type: trimmed };
  }
  const type = otherTypes.get(trimmed);
  if (type !== undefined) {
    return { ok: false, message: `${trimmed} is not a unit or type`, help: `write ${type}` };
  }
  const read = parseUnitFactors(trimmed, 'equation', false);
  if ('fault' in read) return { ok: false, ...read.fault };
  for (const name of read.factors.flatMap((factor) => factor.names)) {
    const unit = lookupUnit(name, 'equation');
    if (unit === undefined || unit.value === 1) continue;
    const base = formatDimension(unit.dimension);
    return {
      ok: false,
      message: `a declared unit has the value 1 in SI, and ${name} is ${unit.value} ${base}`,
      help: `write ${base} instead of ${name}`,
    };
  }
  return { ok: true, dimension: dimensionOfFactors(read.factors), type: 'real' };
}
