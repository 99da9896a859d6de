import { type Expression, printExpression } from '../equations/index.js';
import { formatDimension } from '../units/index.js';
import type { ExpressionCheck } from './expression-check.js';
import { conditionHelp, typePhrase } from './expression-type.js';
import { inferType } from './infer-type.js';

/**
 * Checks an expression that must be a condition (deviation D11: a number is none).
 *
 * @param what - Where it stands, for the message: `a threshold`.
 * @returns true if it is boolean; otherwise the fault has been reported.
 */
export function checkCondition(
  expression: Expression,
  what: string,
  check: ExpressionCheck,
): boolean {
  const type = inferType(expression, check);
  if (type === undefined) return false;
  if (type.type === 'boolean') return true;
  const text = printExpression(expression);
  check.error(
    'CONDITION_TYPE',
    expression.span,
    `${what} must be a condition: ${text} ${typePhrase(type)}, it is not boolean`,
    {
      expected: 'boolean',
      found: formatDimension(type.dimension),
      help: conditionHelp(text, type),
    },
  );
  return false;
}
