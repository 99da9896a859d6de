import type { Expression } from '../equations/index.js';
import { evaluateConstant } from './evaluate-constant.js';

/** Smallest and largest value, both included. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Range of a name; undefined if nothing is known of it. */
export type NameRange = (name: string) => ValueRange | undefined;

/**
 * Range of the values an expression can take, by interval arithmetic in float64; rand() counts as
 * [0, 1]. It may be wider than the truth where a name occurs twice, never narrower (up to rounding).
 *
 * @returns undefined if no range is known: unbounded draws, unknown names, division by a range
 *   with 0 in it.
 */
export function valueRange(expression: Expression, nameRange: NameRange): ValueRange | undefined {
  const value = evaluateConstant(expression, (name) => {
    const range = nameRange(name);
    return range !== undefined && range.low === range.high ? range.low : undefined;
  });
  if (value !== undefined) return single(value);
  switch (expression.kind) {
    case 'name':
      return nameRange(expression.name);
    case 'negate': {
      const range = valueRange(expression.operand, nameRange);
      return range === undefined ? undefined : hull([-range.low, -range.high]);
    }
    case 'not':
    case 'comparison':
    case 'logical':
      return { low: 0, high: 1 };
    case 'arithmetic':
      return arithmeticRange(expression, nameRange);
    case 'call':
      return callRange(expression, nameRange);
    default:
      return undefined;
  }
}

function single(value: number): ValueRange | undefined {
  return Number.isNaN(value) ? undefined : { low: value, high: value };
}

function hull(values: readonly number[]): ValueRange | undefined {
  if (values.some((value) => Number.isNaN(value))) return undefined;
  return { low: Math.min(...values), high: Math.max(...values) };
}

function arithmeticRange(
  expression: Extract<Expression, { kind: 'arithmetic' }>,
  nameRange: NameRange,
): ValueRange | undefined {
  const a = valueRange(expression.left, nameRange);
  const b = valueRange(expression.right, nameRange);
  if (a === undefined || b === undefined) return undefined;
  switch (expression.operator) {
    case '+':
      return hull([a.low + b.low, a.high + b.high]);
    case '-':
      return hull([a.low - b.high, a.high - b.low]);
    case '*':
      return hull([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]);
    case '/':
    case '//': {
      if (b.low <= 0 && b.high >= 0) return undefined;
      const corners = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high];
      return hull(expression.operator === '/' ? corners : corners.map(Math.floor));
    }
    case '%':
      // The remainder has the sign of the divisor and is smaller than it.
      return b.low === b.high && b.low !== 0 ? hull([0, b.low]) : undefined;
    case '**':
      return b.low === b.high && a.low >= 0 && b.low >= 0
        ? hull([a.low ** b.low, a.high ** b.low])
        : undefined;
  }
}

const rising: ReadonlyMap<string, (x: number) => number> = new Map([
  ['exp', Math.exp],
  ['log', Math.log],
  ['sqrt', Math.sqrt],
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['int', Math.trunc],
  ['sign', Math.sign],
  ['tanh', Math.tanh],
]);

function callRange(
  expression: Extract<Expression, { kind: 'call' }>,
  nameRange: NameRange,
): ValueRange | undefined {
  const { callee, args } = expression;
  if (callee === 'rand') return { low: 0, high: 1 };
  if (callee === 'sin' || callee === 'cos') return { low: -1, high: 1 };
  const ranges = args.map((argument) => valueRange(argument, nameRange));
  const [a, b, c] = ranges;
  if (callee === 'where') {
    return b === undefined || c === undefined ? undefined : hull([b.low, b.high, c.low, c.high]);
  }
  if (a === undefined) return undefined;
  const monotone = rising.get(callee);
  if (monotone !== undefined) return hull([monotone(a.low), monotone(a.high)]);
  if (callee === 'abs') {
    const sizes = [Math.abs(a.low), Math.abs(a.high)];
    return hull(a.low <= 0 && a.high >= 0 ? [0, ...sizes] : sizes);
  }
  if (b === undefined) return undefined;
  if (callee === 'min') return hull([Math.min(a.low, b.low), Math.min(a.high, b.high)]);
  if (callee === 'max') return hull([Math.max(a.low, b.low), Math.max(a.high, b.high)]);
  if (callee === 'clip' && c !== undefined) {
    return hull([
      Math.min(Math.max(a.low, b.low), c.low),
      Math.min(Math.max(a.high, b.high), c.high),
    ]);
  }
  return undefined;
}
