import { type Expression, printExpression } from '../equations/index.js';
import {
  type Dimension,
  divideDimensions,
  equalDimensions,
  formatDimension,
  isDimensionless,
  multiplyDimensions,
  powerDimension,
} from '../units/index.js';
import type { ExpressionCheck } from './expression-check.js';
import {
  booleanType,
  conditionHelp,
  type ExpressionType,
  integerType,
  realOf,
  realType,
  typePhrase,
  unitPhrase,
} from './expression-type.js';
import { functionSignatures } from './function-signatures.js';
import { inferCall } from './infer-call.js';
import { isLiteral, mendUnit } from './unit-repair.js';
import { reportUnresolved } from './unresolved-name.js';

type Arithmetic = Extract<Expression, { kind: 'arithmetic' }>;
type Comparison = Extract<Expression, { kind: 'comparison' }>;

/**
 * Unit and kind of an expression; every fault inside it is reported.
 *
 * @returns undefined if a part of it is faulty, so that the fault is not reported again as another.
 */
export function inferType(
  expression: Expression,
  check: ExpressionCheck,
): ExpressionType | undefined {
  switch (expression.kind) {
    case 'number':
      return /^\d+$/.test(expression.text) ? integerType : realType;
    case 'boolean':
      return booleanType;
    case 'name':
      return inferName(expression.name, expression, check);
    case 'negate': {
      const type = inferType(expression.operand, check);
      return type?.type === 'boolean' ? integerType : type;
    }
    case 'not':
      return requireBoolean(expression.operand, check, 'not') ? booleanType : undefined;
    case 'logical': {
      const left = requireBoolean(expression.left, check, expression.operator);
      const right = requireBoolean(expression.right, check, expression.operator);
      return left && right ? booleanType : undefined;
    }
    case 'comparison':
      return inferPair(expression, check) === undefined ? undefined : booleanType;
    case 'arithmetic':
      return inferArithmetic(expression, check);
    case 'call':
      return inferCall(expression, check, inferType);
  }
}

function requireBoolean(operand: Expression, check: ExpressionCheck, operator: string): boolean {
  const type = inferType(operand, check);
  if (type === undefined) return false;
  if (type.type === 'boolean') return true;
  const text = printExpression(operand);
  check.error(
    'CONDITION_TYPE',
    operand.span,
    `${operator} needs conditions: ${text} ${typePhrase(type)}, it is not boolean`,
    {
      expected: 'boolean',
      found: formatDimension(type.dimension),
      help: conditionHelp(text, type),
    },
  );
  return false;
}

function inferArithmetic(
  expression: Arithmetic,
  check: ExpressionCheck,
): ExpressionType | undefined {
  const { operator } = expression;
  if (operator === '**') return inferPower(expression, check);
  if (operator === '+' || operator === '-' || operator === '%') return inferPair(expression, check);
  const left = inferType(expression.left, check);
  const right = inferType(expression.right, check);
  if (left === undefined || right === undefined) return undefined;
  const whole = left.type !== 'real' && right.type !== 'real';
  if (operator === '*') {
    return whole ? integerType : realOf(multiplyDimensions(left.dimension, right.dimension));
  }
  if (operator === '/') return realOf(divideDimensions(left.dimension, right.dimension));
  const wrong = !isDimensionless(left.dimension)
    ? { side: expression.left, type: left }
    : !isDimensionless(right.dimension)
      ? { side: expression.right, type: right }
      : undefined;
  if (wrong === undefined) return whole ? integerType : realType;
  const text = printExpression(wrong.side);
  return check.error(
    'UNIT_MISMATCH',
    wrong.side.span,
    `// needs plain numbers: ${text} ${unitPhrase(wrong.type.dimension)}`,
    { expected: '1', found: formatDimension(wrong.type.dimension), help: 'use floor() of a ratio' },
  );
}

function inferPower(expression: Arithmetic, check: ExpressionCheck): ExpressionType | undefined {
  const base = inferType(expression.left, check);
  const exponent = inferType(expression.right, check);
  if (base === undefined || exponent === undefined) return undefined;
  const text = printExpression(expression.right);
  if (!isDimensionless(exponent.dimension)) {
    return check.error(
      'UNIT_MISMATCH',
      expression.right.span,
      `an exponent has no unit: ${text} ${unitPhrase(exponent.dimension)}`,
      { expected: '1', found: formatDimension(exponent.dimension) },
    );
  }
  if (isDimensionless(base.dimension)) {
    const whole = base.type !== 'real' && /^\d+$/.test(text);
    return whole ? integerType : realType;
  }
  const power = `${printExpression(expression.left)} ${unitPhrase(base.dimension)}`;
  const value = check.constant(expression.right);
  if (value === undefined) {
    return check.error(
      'UNIT_MISMATCH',
      expression.right.span,
      `the exponent of a value with a unit must be a constant: ${power}, and ${text} varies`,
    );
  }
  const dimension = powerDimension(base.dimension, value);
  if (dimension !== undefined) return realOf(dimension);
  return check.error(
    'UNIT_MISMATCH',
    expression.right.span,
    `no unit is the power ${text} of another one: ${power}`,
  );
}

/** Both sides of one unit: `+ - %` and comparisons. */
function inferPair(
  expression: Arithmetic | Comparison,
  check: ExpressionCheck,
): ExpressionType | undefined {
  const left = inferType(expression.left, check);
  const right = inferType(expression.right, check);
  if (left === undefined || right === undefined) return undefined;
  if (equalDimensions(left.dimension, right.dimension)) {
    if (left.type === 'real') return left;
    return right.type === 'real' ? right : integerType;
  }
  reportPair(expression, left.dimension, right.dimension, check);
  return undefined;
}

function reportPair(
  expression: Arithmetic | Comparison,
  left: Dimension,
  right: Dimension,
  check: ExpressionCheck,
): void {
  // The plain number beside a unit is the likely slip; else the side that came second.
  const leftIsWrong = isLiteral(expression.left) && !isLiteral(expression.right);
  const [wrong, found, wanted] = leftIsWrong
    ? [expression.left, left, right]
    : [expression.right, right, left];
  const [leftText, rightText] = [expression.left, expression.right].map(printExpression);
  const mended = mendUnit(wrong, found, wanted);
  const help =
    mended === undefined
      ? undefined
      : leftIsWrong
        ? `${mended} ${expression.operator} ${rightText}`
        : `${leftText} ${expression.operator} ${mended}`;
  check.error(
    'UNIT_MISMATCH',
    wrong.span,
    `${printExpression(expression)}: both sides of ${expression.operator} need one unit: ` +
      `${leftText} ${unitPhrase(left)}, ${rightText} ${unitPhrase(right)}`,
    {
      expected: formatDimension(wanted),
      found: formatDimension(found),
      ...check.valueLabel(wrong, 'its value'),
      ...(help === undefined ? {} : { help: `write ${help}` }),
    },
  );
}

function inferName(
  name: string,
  expression: Expression,
  check: ExpressionCheck,
): ExpressionType | undefined {
  const { locals, judge } = check.options;
  if (locals?.has(name)) return locals.get(name);
  const meaning = check.scope.meaning(name);
  if (meaning === undefined) return reportUnresolved(name, expression.span, check);
  const { resolution } = meaning;
  const refusal = judge?.(name, meaning);
  if (refusal !== undefined) {
    const { code, message, ...details } = refusal;
    return check.error(code, expression.span, message, details);
  }
  if (resolution?.kind === 'noise' && check.options.noise !== true) {
    return check.error('ILLEGAL_READ', expression.span, `${name} is noise, no value of a moment`, {
      help: 'noise stands in differential equations; randn() is a number',
    });
  }
  if (resolution?.kind === 'function') {
    const parameters = functionSignatures.get(name)?.parameters.join(', ') ?? '';
    return check.error('ILLEGAL_READ', expression.span, `${name} is a function, not a value`, {
      help: `write ${name}(${parameters})`,
    });
  }
  if (resolution?.kind === 'array') {
    return check.error('ILLEGAL_READ', expression.span, `${name} is a timed array, not a value`, {
      help: `write ${name}(t) or, with columns, ${name}(t, i)`,
    });
  }
  return meaning.type;
}
