import type { ArithmeticOperator, ComparisonOperator, Expression } from '../equations/index.js';

/** Largest integer not above a/b, as the language's `//`. */
function floorDivide(a: number, b: number): number {
  return Math.floor(a / b);
}

/** Remainder with the sign of the divisor, as the language's `%`. */
function modulo(a: number, b: number): number {
  const remainder = a % b;
  return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
}

function arithmetic(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return floorDivide(a, b);
    case '%':
      return modulo(a, b);
    case '**':
      return a ** b;
  }
}

function comparison(operator: ComparisonOperator, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** (e^x - 1)/x with its limits (semantics, names, point 4). */
function exprel(x: number): number {
  if (Math.abs(x) < 1e-16) return 1;
  return x > 717 ? Number.POSITIVE_INFINITY : Math.expm1(x) / x;
}

const functions: ReadonlyMap<string, (...args: number[]) => number> = new Map<
  string,
  (...args: number[]) => number
>([
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['arcsin', Math.asin],
  ['arccos', Math.acos],
  ['arctan', Math.atan],
  ['sinh', Math.sinh],
  ['cosh', Math.cosh],
  ['tanh', Math.tanh],
  ['exp', Math.exp],
  ['log', Math.log],
  ['log10', Math.log10],
  ['log1p', Math.log1p],
  ['expm1', Math.expm1],
  ['exprel', exprel],
  ['sqrt', Math.sqrt],
  ['abs', Math.abs],
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['sign', Math.sign],
  ['int', Math.trunc],
  ['clip', (x, lo, hi) => Math.min(Math.max(x ?? 0, lo ?? 0), hi ?? 0)],
  ['min', Math.min],
  ['max', Math.max],
  ['where', (condition, a, b) => (condition !== 0 ? (a ?? 0) : (b ?? 0))],
  ['timestep', (t, dt) => Math.trunc(((t ?? 0) + 0.001 * (dt ?? 0)) / (dt ?? 0))],
]);

/**
 * Value of an expression of constants, in float64, operation by operation as written.
 *
 * Numbers are SI; booleans are 0 and 1. Units are not looked at: that is the unit check's work.
 *
 * @param resolve - SI value of a name; undefined for names that are not constants.
 * @returns undefined if the expression contains such a name, a draw or an unknown function.
 */
export function evaluateConstant(
  expression: Expression,
  resolve: (name: string) => number | undefined,
): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'boolean':
      return expression.value ? 1 : 0;
    case 'name':
      return resolve(expression.name);
    case 'negate': {
      const value = evaluateConstant(expression.operand, resolve);
      return value === undefined ? undefined : -value;
    }
    case 'not': {
      const value = evaluateConstant(expression.operand, resolve);
      return value === undefined ? undefined : value === 0 ? 1 : 0;
    }
    case 'arithmetic':
    case 'comparison':
    case 'logical': {
      const a = evaluateConstant(expression.left, resolve);
      const b = evaluateConstant(expression.right, resolve);
      if (a === undefined || b === undefined) return undefined;
      if (expression.kind === 'arithmetic') return arithmetic(expression.operator, a, b);
      if (expression.kind === 'comparison') return comparison(expression.operator, a, b) ? 1 : 0;
      return (expression.operator === 'and' ? a !== 0 && b !== 0 : a !== 0 || b !== 0) ? 1 : 0;
    }
    case 'call': {
      const implementation = functions.get(expression.callee);
      if (implementation === undefined) return undefined;
      const args: number[] = [];
      for (const argument of expression.args) {
        const value = evaluateConstant(argument, resolve);
        if (value === undefined) return undefined;
        args.push(value);
      }
      return implementation(...args);
    }
  }
}
