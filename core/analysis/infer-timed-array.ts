import { type Expression, printExpression } from '../equations/index.js';
import { equalDimensions, formatDimension, isDimensionless } from '../units/index.js';
import { second } from './built-in-names.js';
import type { ExpressionCheck } from './expression-check.js';
import { type ExpressionType, unitPhrase } from './expression-type.js';

type Call = Extract<Expression, { kind: 'call' }>;

/** Unit of `A(t)` or `A(t, i)`. Whether the array has columns is checked with its width. */
export function inferTimedArray(
  call: Call,
  type: ExpressionType | undefined,
  args: readonly (ExpressionType | undefined)[],
  check: ExpressionCheck,
): ExpressionType | undefined {
  const name = call.callee;
  if (args.length !== 1 && args.length !== 2) {
    return check.error(
      'EQUATION_SYNTAX',
      call.span,
      `${name} takes a time, or a time and a column`,
      {
        help: `write ${name}(t) or ${name}(t, i)`,
      },
    );
  }
  const [time, column] = args;
  const [timeArgument, columnArgument] = call.args;
  if (
    timeArgument !== undefined &&
    time !== undefined &&
    !equalDimensions(time.dimension, second)
  ) {
    return check.error(
      'UNIT_ARGS',
      timeArgument.span,
      `${name}(t) needs a time: t = ${printExpression(timeArgument)} ${unitPhrase(time.dimension)}`,
      { expected: 'second', found: formatDimension(time.dimension) },
    );
  }
  if (columnArgument !== undefined && column !== undefined && !isDimensionless(column.dimension)) {
    return check.error(
      'UNIT_ARGS',
      columnArgument.span,
      `${name}(t, i) needs a column number: i = ${printExpression(columnArgument)} ` +
        unitPhrase(column.dimension),
      { expected: '1', found: formatDimension(column.dimension) },
    );
  }
  return args.some((argument) => argument === undefined) ? undefined : type;
}
