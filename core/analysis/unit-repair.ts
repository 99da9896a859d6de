import { type Expression, printExpression } from '../equations/index.js';
import {
  type Dimension,
  divideDimensions,
  equalDimensions,
  formatDimension,
  isDimensionless,
  lookupUnit,
} from '../units/index.js';

/** Units that people write in neuron models, tried before base units. */
const handyNames = ['mV', 'ms', 'nA', 'nS', 'pF', 'Hz', 'mM'] as const;

/** A unit to multiply by, as a name or as a product: `mV`, `volt/second`. */
function handyUnit(dimension: Dimension): string {
  for (const name of handyNames) {
    const unit = lookupUnit(name, 'equation');
    if (unit !== undefined && equalDimensions(unit.dimension, dimension)) return name;
  }
  return formatDimension(dimension);
}

function unitOf(expression: Expression): Dimension | undefined {
  return expression.kind === 'name'
    ? lookupUnit(expression.name, 'equation')?.dimension
    : undefined;
}

/**
 * The expression without one unit factor of the given dimension, `wmax*mV` to `wmax`: the likely
 * slip where a plain number is wanted. Undefined if there is no such factor.
 */
function withoutUnit(expression: Expression, excess: Dimension): Expression | undefined {
  if (expression.kind === 'negate') {
    const operand = withoutUnit(expression.operand, excess);
    return operand === undefined ? undefined : { ...expression, operand };
  }
  if (expression.kind !== 'arithmetic') return undefined;
  const { left, right, operator } = expression;
  if (operator !== '*' && operator !== '/') return undefined;
  const wanted = operator === '*' ? unitOf(right) : undefined;
  if (wanted !== undefined && equalDimensions(wanted, excess)) return left;
  const inner = withoutUnit(left, excess);
  if (inner !== undefined) return { ...expression, left: inner };
  const first = unitOf(left);
  return operator === '*' && first !== undefined && equalDimensions(first, excess)
    ? right
    : undefined;
}

/** `EXPR*mV`, with parentheses where they are needed; `EXPR/ms` for what only divides. */
function withUnit(expression: Expression, missing: Dimension): string {
  const unit = handyUnit(missing);
  const { kind } = expression;
  const simple =
    kind === 'name' ||
    kind === 'call' ||
    isLiteral(expression) ||
    (kind === 'arithmetic' && (expression.operator === '*' || expression.operator === '/'));
  const text = printExpression(expression);
  const factor = unit.startsWith('1/') ? unit.slice(1) : `*${unit}`;
  return `${simple ? text : `(${text})`}${factor}`;
}

/** True for a plain number, written out: what lacks its unit rather than has a wrong one. */
export function isLiteral(expression: Expression): boolean {
  return (
    expression.kind === 'number' ||
    (expression.kind === 'negate' && expression.operand.kind === 'number')
  );
}

/**
 * The expression with its unit mended to `wanted`, as text: a unit factor too many is dropped, a
 * number gets its unit. Undefined if neither is the likely slip.
 */
export function mendUnit(
  expression: Expression,
  found: Dimension,
  wanted: Dimension,
): string | undefined {
  if (isDimensionless(found)) return withUnit(expression, wanted);
  const stripped = withoutUnit(expression, divideDimensions(found, wanted));
  return stripped === undefined ? undefined : printExpression(stripped);
}
