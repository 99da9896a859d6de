import type { Expression } from '../equations/index.js';
import { evaluateConstant } from './evaluate-constant.js';

/** An expression as sum of COEFFICIENT*VARIABLE and a rest; neither contains a variable. */
export interface LinearParts {
  /** By variable; a variable that does not occur has no entry. */
  readonly coefficients: ReadonlyMap<string, Expression>;
  /** What is left; the number 0 if nothing is. */
  readonly rest: Expression;
}

/**
 * Splits an expression into parts linear in the given variables, exactly and without looking at
 * values: products are multiplied out, `x*y` and `clip(x, 0, 1)` are not linear in x.
 *
 * Subexpressions must have been substituted before.
 *
 * @param variables - Names that count as variables; all other names are coefficients.
 * @returns The parts, or the first part of the expression that is not linear.
 */
export function linearParts(
  expression: Expression,
  variables: ReadonlySet<string>,
): LinearParts | { readonly nonlinear: Expression } {
  const linear = new Splitter(variables).split(expression);
  return 'nonlinear' in linear
    ? linear
    : { coefficients: linear.coefficients, rest: linear.rest ?? number(0, expression) };
}

/**
 * Splits an expression into A*x + B for one variable, where functions of x count as numbers that are
 * known: `x*exp(x) + tanh(x)` is A = exp(x), B = tanh(x). Powers of x itself, `x*x` and what has no
 * part proportional to x at all, or only parts that cancel (`x - x + tanh(x)`), are refused, as by
 * Brian2 in its method exponential_euler, which multiplies out and collects the powers of x.
 *
 * @returns The parts, or the first part of the expression that does not fit.
 */
export function frozenParts(
  expression: Expression,
  variable: string,
): LinearParts | { readonly nonlinear: Expression } {
  const variables = new Set([variable]);
  const parts = new Splitter(variables, true).split(expression);
  if ('nonlinear' in parts) return parts;
  const { coefficients, rest = number(0, expression) } = parts;
  const coefficient = coefficients.get(variable);
  if (coefficient === undefined || cancels(coefficient)) {
    const whole = linearParts(rest, variables);
    if ('nonlinear' in whole) return whole;
  }
  return { coefficients, rest };
}

/** True if an expression is 0 whatever its names stand for, judged by two sets of values. */
function cancels(expression: Expression): boolean {
  return [0.7548776662, 0.5698402909].every((stride) => {
    const values = new Map<string, number>();
    const value = evaluateConstant(expression, (name) => {
      const known = values.get(name) ?? 0.5 + (((values.size + 1) * stride) % 1);
      values.set(name, known);
      return known;
    });
    return value !== undefined && Math.abs(value) < 1e-14;
  });
}

/** As LinearParts; an absent rest is 0. */
interface Parts {
  readonly coefficients: ReadonlyMap<string, Expression>;
  readonly rest?: Expression;
}
type Split = Parts | { readonly nonlinear: Expression };

class Splitter {
  readonly #variables: ReadonlySet<string>;
  /** Functions of variables are coefficients like any other. */
  readonly #frozen: boolean;

  constructor(variables: ReadonlySet<string>, frozen = false) {
    this.#variables = variables;
    this.#frozen = frozen;
  }

  split(expression: Expression): Split {
    switch (expression.kind) {
      case 'name':
        return this.#variables.has(expression.name)
          ? { coefficients: new Map([[expression.name, number(1, expression)]]) }
          : constant(expression);
      case 'negate': {
        const parts = this.split(expression.operand);
        return 'nonlinear' in parts ? parts : mapParts(parts, (part) => negate(part, expression));
      }
      case 'arithmetic':
        return this.#arithmetic(expression);
      default:
        return this.#uses(expression) ? { nonlinear: expression } : constant(expression);
    }
  }

  #arithmetic(expression: Extract<Expression, { kind: 'arithmetic' }>): Split {
    const { operator, left, right } = expression;
    if (!this.#uses(expression)) return constant(expression);
    switch (operator) {
      case '+':
      case '-': {
        const [a, b] = [this.split(left), this.split(right)];
        if ('nonlinear' in a) return a;
        if ('nonlinear' in b) return b;
        return addParts(a, b, operator, expression);
      }
      case '*': {
        if (isZero(left) || isZero(right)) return { coefficients: new Map() };
        if (!this.#uses(right)) return this.#scaled(left, (part) => times(part, right, expression));
        if (!this.#uses(left)) return this.#scaled(right, (part) => times(left, part, expression));
        return { nonlinear: expression };
      }
      case '/':
        return this.#uses(right) && !(this.#frozen && isPowerOfSum(right))
          ? { nonlinear: expression }
          : this.#scaled(left, (part) => ({ ...expression, left: part }));
      case '**':
        if (isNumber(right, 1)) return this.split(left);
        return this.#frozen && (!this.#uses(left) || isRootOfSum(expression))
          ? constant(expression)
          : { nonlinear: expression };
      default:
        return this.#frozen ? constant(expression) : { nonlinear: expression };
    }
  }

  #scaled(expression: Expression, scale: (part: Expression) => Expression): Split {
    const parts = this.split(expression);
    return 'nonlinear' in parts ? parts : mapParts(parts, scale);
  }

  #uses(expression: Expression): boolean {
    switch (expression.kind) {
      case 'number':
      case 'boolean':
        return false;
      case 'name':
        return this.#variables.has(expression.name);
      case 'negate':
      case 'not':
        return this.#uses(expression.operand);
      case 'call':
        return !this.#frozen && expression.args.some((argument) => this.#uses(argument));
      default:
        return this.#uses(expression.left) || this.#uses(expression.right);
    }
  }
}

/** A sum, or a power of one: dividing by it leaves no power of a variable behind. */
function isPowerOfSum(expression: Expression): boolean {
  if (expression.kind !== 'arithmetic') return false;
  const { operator, left } = expression;
  if (operator === '**') return isPowerOfSum(left);
  return operator === '+' || operator === '-';
}

/** A sum to a power that is not multiplied out. */
function isRootOfSum(expression: Extract<Expression, { kind: 'arithmetic' }>): boolean {
  const { left, right } = expression;
  const multipliedOut = right.kind === 'number' && Number.isInteger(right.value);
  return isPowerOfSum(left) && !multipliedOut;
}

function constant(expression: Expression): Parts {
  return isZero(expression)
    ? { coefficients: new Map() }
    : { coefficients: new Map(), rest: expression };
}

/** True for 0 and for what numbers alone make 0: `(-7//2 + 4)*A(t)`. Named constants do not count. */
function isZero(expression: Expression): boolean {
  if (expression.kind === 'negate') return isZero(expression.operand);
  if (expression.kind === 'arithmetic') {
    const { operator, left, right } = expression;
    if (operator === '*' && (isZero(left) || isZero(right))) return true;
    if (operator === '/' && isZero(left)) return true;
    if ((operator === '+' || operator === '-') && isZero(left) && isZero(right)) return true;
  }
  return evaluateConstant(expression, () => undefined) === 0;
}

function mapParts(parts: Parts, change: (part: Expression) => Expression): Parts {
  const coefficients = new Map<string, Expression>();
  for (const [name, part] of parts.coefficients) coefficients.set(name, change(part));
  return parts.rest === undefined ? { coefficients } : { coefficients, rest: change(parts.rest) };
}

function addParts(a: Parts, b: Parts, operator: '+' | '-', whole: Expression): Parts {
  const coefficients = new Map(a.coefficients);
  for (const [name, part] of b.coefficients) {
    coefficients.set(name, combine(coefficients.get(name), part, operator, whole));
  }
  if (b.rest === undefined)
    return a.rest === undefined ? { coefficients } : { coefficients, rest: a.rest };
  return { coefficients, rest: combine(a.rest, b.rest, operator, whole) };
}

function combine(
  left: Expression | undefined,
  right: Expression,
  operator: '+' | '-',
  whole: Expression,
): Expression {
  if (left === undefined) return operator === '+' ? right : negate(right, whole);
  return { kind: 'arithmetic', operator, left, right, span: whole.span };
}

function negate(operand: Expression, whole: Expression): Expression {
  return operand.kind === 'negate'
    ? operand.operand
    : { kind: 'negate', operand, span: whole.span };
}

/** A product; a factor 1 disappears, so that `x*a` gives the coefficient `a` itself. */
function times(left: Expression, right: Expression, whole: Expression): Expression {
  if (isNumber(left, 1)) return right;
  if (isNumber(right, 1)) return left;
  return { kind: 'arithmetic', operator: '*', left, right, span: whole.span };
}

function number(value: number, at: Expression): Expression {
  return { kind: 'number', value, text: String(value), span: at.span };
}

function isNumber(expression: Expression, value: number): boolean {
  return expression.kind === 'number' && expression.value === value;
}
