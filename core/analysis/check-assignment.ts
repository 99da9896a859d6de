import type { SourceSpan } from '../diagnostics/index.js';
import { type AssignmentOperator, type Expression, printExpression } from '../equations/index.js';
import { equalDimensions, formatDimension, isDimensionless } from '../units/index.js';
import type { ExpressionCheck } from './expression-check.js';
import { type ExpressionType, typePhrase, unitPhrase } from './expression-type.js';
import { mendUnit } from './unit-repair.js';

export interface AssignmentCheck {
  readonly target: string;
  readonly targetType: ExpressionType;
  readonly operator: AssignmentOperator;
  readonly value: Expression;
  readonly valueType: ExpressionType;
  /** Where the fault is marked; the value if absent. */
  readonly span?: SourceSpan;
}

/**
 * Judges whether a value fits what it is assigned to: `x += e` is `x = x + e`, `x *= e` needs a
 * plain number. A condition may be assigned to a plain number as 0 or 1, not the other way round.
 *
 * @returns true if it fits; otherwise the fault has been reported.
 */
export function checkAssignment(assignment: AssignmentCheck, check: ExpressionCheck): boolean {
  const { target, targetType, operator, value, valueType } = assignment;
  const span = assignment.span ?? value.span;
  const text = printExpression(value);
  if (targetType.type === 'boolean') {
    if (operator !== '=') {
      check.error('CONDITION_TYPE', span, `${target} is boolean, ${operator} needs a number`, {
        expected: 'number',
        found: 'boolean',
        help: `write ${target} = .. with a condition`,
      });
      return false;
    }
    if (valueType.type === 'boolean') return true;
    check.error(
      'CONDITION_TYPE',
      span,
      `${target} is boolean, ${text} is not: it ${unitPhrase(valueType.dimension)}`,
      {
        expected: 'boolean',
        found: formatDimension(valueType.dimension),
        help: booleanHelp(target, value),
      },
    );
    return false;
  }
  const scaling = operator === '*=' || operator === '/=';
  if (scaling) {
    if (isDimensionless(valueType.dimension)) return true;
    check.error(
      'UNIT_MISMATCH',
      span,
      `${target} ${operator} ${text} would change the unit of ${target}: ` +
        `${target} ${unitPhrase(targetType.dimension)}, ${text} ${unitPhrase(valueType.dimension)}`,
      { expected: '1', found: formatDimension(valueType.dimension) },
    );
    return false;
  }
  if (equalDimensions(targetType.dimension, valueType.dimension)) return true;
  const mended = mendUnit(value, valueType.dimension, targetType.dimension);
  check.error(
    'UNIT_MISMATCH',
    span,
    `${target} ${operator} ${text} needs one unit: ` +
      `${target} ${unitPhrase(targetType.dimension)}, ${text} ${typePhrase(valueType)}`,
    {
      expected: formatDimension(targetType.dimension),
      found: formatDimension(valueType.dimension),
      ...check.valueLabel(value, operator === '=' ? target : 'the step'),
      ...(mended === undefined ? {} : { help: `write ${target} ${operator} ${mended}` }),
    },
  );
  return false;
}

function booleanHelp(target: string, value: Expression): string {
  if (value.kind === 'number' && (value.value === 0 || value.value === 1)) {
    return `write ${target} = ${value.value === 1 ? 'True' : 'False'}`;
  }
  return `write ${target} = ${printExpression(value)} != 0`;
}
