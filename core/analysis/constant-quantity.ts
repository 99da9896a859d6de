import type { QuantityText } from '../network/index.js';
import type { Dimension } from '../units/index.js';
import { checkAssignment } from './check-assignment.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck } from './expression-check.js';
import { realOf } from './expression-type.js';
import { inferType } from './infer-type.js';
import type { NameScope } from './name-scope.js';

export interface ConstantQuantityOptions {
  readonly dimension: Dimension;
  /** What it is, for messages: `lower bound of w`. */
  readonly what: string;
  /** Constants that the text may use. */
  readonly scope: NameScope;
}

/**
 * Reads a quantity or an expression of constants: `0.8`, `-65 mV`, `wmax`. A bare 0 has any unit.
 *
 * @returns SI value; undefined if it is faulty, which has been reported.
 */
export function readConstantQuantity(
  path: Path,
  text: QuantityText,
  { dimension, what, scope }: ConstantQuantityOptions,
  reader: DocumentReader,
): number | undefined {
  if (typeof text === 'number') return reader.quantity(path, text, dimension, what);
  const context = `${scope.title}, ${what}`;
  const read = reader.quantityOrExpression(path, text, context);
  if (read === undefined) return undefined;
  if (read.kind === 'quantity') return reader.quantity(path, text, dimension, what);
  const { expression } = read;
  const check = new ExpressionCheck({
    scope,
    diagnostics: reader.diagnostics,
    context,
    reported: new Set(),
    noRandom: `cannot stand in the ${what}`,
    judge: (name, { resolution }) =>
      resolution === undefined || scope.constantValue(name) !== undefined
        ? undefined
        : { code: 'ILLEGAL_READ', message: `${name} is no constant, the ${what} is one value` },
  });
  const valueType = inferType(expression, check);
  const targetType = realOf(dimension);
  if (valueType === undefined) return undefined;
  const assignment = {
    target: what,
    targetType,
    operator: '=',
    value: expression,
    valueType,
  } as const;
  if (!checkAssignment(assignment, check) || !check.isFinite(expression, what)) return undefined;
  return check.constant(expression);
}
