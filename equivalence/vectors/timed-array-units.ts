import { Diagnostics } from '../../core/diagnostics/index.js';
import {
  type Equation,
  type Expression,
  parseExpression,
  parseStatements,
  plainOrigin,
  type Statement,
} from '../../core/equations/index.js';
import {
  type Dimension,
  dimensionless,
  divideDimensions,
  lookupUnit,
  multiplyDimensions,
  parseDeclaredUnit,
  powerDimension,
} from '../../core/units/index.js';

/** The texts of one object and what its names mean. */
export interface ObjectTexts {
  readonly equations: readonly Equation[];
  /** Threshold, refractory period and other texts that are one expression. */
  readonly expressions: readonly string[];
  /** Reset, pathways and other blocks of statements. */
  readonly statements: readonly string[];
  /** Dimension of a variable or constant that `equations` does not declare. */
  readonly named: ReadonlyMap<string, Dimension>;
}

/** Every expression of the texts; one that cannot be read is left out, and reported by compiling. */
export function expressionsOf(texts: ObjectTexts): readonly Expression[] {
  return [
    ...texts.equations.flatMap((equation) =>
      equation.kind === 'parameter' ? [] : [equation.right],
    ),
    ...conditionsOf(texts),
    ...statementsOf(texts).map(({ value }) => value),
  ];
}

function conditionsOf({ expressions }: ObjectTexts): readonly Expression[] {
  return expressions.flatMap((text) => parseExpression(plainOrigin(text), new Diagnostics()) ?? []);
}

function statementsOf({ statements }: ObjectTexts): readonly Statement[] {
  return statements.flatMap((text) => parseStatements(plainOrigin(text), new Diagnostics()));
}

/** A dimension with unknown factors: `known` times each array's dimension to a power. */
interface OpenDimension {
  readonly known: Dimension;
  readonly unknown: ReadonlyMap<string, number>;
}

const second = parseDeclaredUnit('second');
const time: Dimension = second.ok ? second.dimension : dimensionless;
const plainNames = new Set(['i', 'j', 'N', 'N_pre', 'N_post', 'pi', 'e', 'inf', 'not_refractory']);
const timeNames = new Set(['t', 'dt', 'lastspike', 'lastupdate']);
/** Functions whose values have the unit of their last argument, which all others of a unit share. */
const keeping = new Set(['abs', 'floor', 'ceil', 'clip', 'min', 'max', 'where']);
const counting = new Set(['int', 'sign', 'timestep']);

/**
 * Finds the units of timed arrays, which a vector does not state, from the places where they are
 * used: in a sum, a comparison, an assignment or an equation all sides have one unit.
 *
 * @returns The dimension by array; an array whose unit follows from no text is absent.
 */
export function inferArrayUnits(
  arrays: readonly string[],
  objects: readonly ObjectTexts[],
): ReadonlyMap<string, Dimension> {
  const solver = new Solver(new Set(arrays));
  for (const object of objects) solver.read(object);
  return solver.solve();
}

class Solver {
  readonly #arrays: ReadonlySet<string>;
  /** Products that have no unit. */
  readonly #plain: OpenDimension[] = [];
  #names: (name: string) => OpenDimension | undefined = () => undefined;

  constructor(arrays: ReadonlySet<string>) {
    this.#arrays = arrays;
  }

  read(texts: ObjectTexts): void {
    const { equations, named } = texts;
    const declared = new Map(equations.map(({ name, unitText }) => [name, unitOf(unitText)]));
    const local = new Map<string, OpenDimension>();
    this.#names = (name) => {
      const dimension = declared.get(name) ?? named.get(name) ?? builtIn(name);
      return dimension === undefined ? local.get(name) : closed(dimension);
    };
    for (const equation of equations) {
      if (equation.kind === 'parameter') continue;
      const unit = declared.get(equation.name);
      if (unit === undefined) continue;
      const rate = equation.kind === 'differential' ? divideDimensions(unit, time) : unit;
      this.#equate(this.#infer(equation.right), closed(rate));
    }
    for (const expression of conditionsOf(texts)) this.#infer(expression);
    for (const { target, operator, value } of statementsOf(texts)) {
      const found = this.#infer(value);
      const before = this.#names(target);
      if (operator === '*=' || operator === '/=') this.#equate(found, closed(dimensionless));
      else if (before !== undefined) this.#equate(found, before);
      else if (found !== undefined) local.set(target, found);
    }
  }

  solve(): ReadonlyMap<string, Dimension> {
    const found = new Map<string, Dimension>();
    for (let before = -1; found.size !== before; ) {
      before = found.size;
      for (const product of this.#plain) {
        const { known, unknown } = insert(product, found);
        const [only, second] = [...unknown];
        if (only === undefined || second !== undefined) continue;
        const dimension = powerDimension(known, -1, only[1]);
        if (dimension !== undefined) found.set(only[0], dimension);
      }
    }
    return found;
  }

  #equate(left: OpenDimension | undefined, right: OpenDimension | undefined): void {
    if (left === undefined || right === undefined) return;
    const ratio = multiply(left, right, -1);
    if (ratio.unknown.size > 0) this.#plain.push(ratio);
  }

  /** Dimension of a part; undefined where it is not known. */
  #infer(expression: Expression): OpenDimension | undefined {
    switch (expression.kind) {
      case 'number':
      case 'boolean':
        return closed(dimensionless);
      case 'name':
        return this.#names(expression.name);
      case 'negate':
        return this.#infer(expression.operand);
      case 'not':
        this.#infer(expression.operand);
        return closed(dimensionless);
      case 'logical':
      case 'comparison':
        this.#pair(expression.left, expression.right, expression.kind === 'comparison');
        return closed(dimensionless);
      case 'arithmetic':
        return this.#arithmetic(expression);
      case 'call':
        return this.#call(expression);
    }
  }

  #pair(left: Expression, right: Expression, same: boolean): OpenDimension | undefined {
    const [first, second] = [this.#infer(left), this.#infer(right)];
    if (same) this.#equate(first, second);
    // A side without unknown arrays says more about the sum.
    return first === undefined || first.unknown.size > 0 ? (second ?? first) : first;
  }

  #arithmetic({
    operator,
    left,
    right,
  }: Extract<Expression, { kind: 'arithmetic' }>): OpenDimension | undefined {
    if (operator === '+' || operator === '-' || operator === '%')
      return this.#pair(left, right, true);
    const [first, second] = [this.#infer(left), this.#infer(right)];
    if (operator === '**') {
      this.#equate(second, closed(dimensionless));
      return first === undefined ? undefined : power(first, right);
    }
    if (first === undefined || second === undefined) return undefined;
    return multiply(first, second, operator === '*' ? 1 : -1);
  }

  #call({ callee, args }: Extract<Expression, { kind: 'call' }>): OpenDimension | undefined {
    const found = args.map((argument) => this.#infer(argument));
    if (this.#arrays.has(callee)) {
      return { known: dimensionless, unknown: new Map([[callee, 1]]) };
    }
    if (callee === 'sqrt') return found[0] === undefined ? undefined : root(found[0]);
    if (keeping.has(callee)) {
      const values = callee === 'where' ? found.slice(1) : found;
      for (const value of values.slice(1)) this.#equate(values[0], value);
      return values.find((value) => value?.unknown.size === 0) ?? values[0];
    }
    if (!counting.has(callee)) {
      for (const value of found) this.#equate(value, closed(dimensionless));
    }
    return closed(dimensionless);
  }
}

function closed(known: Dimension): OpenDimension {
  return { known, unknown: new Map() };
}

function multiply(left: OpenDimension, right: OpenDimension, sign: 1 | -1): OpenDimension {
  const combine = sign === 1 ? multiplyDimensions : divideDimensions;
  const unknown = new Map(left.unknown);
  for (const [name, exponent] of right.unknown) {
    const sum = (unknown.get(name) ?? 0) + sign * exponent;
    if (sum === 0) unknown.delete(name);
    else unknown.set(name, sum);
  }
  return { known: combine(left.known, right.known), unknown };
}

/** A power with a written number as its exponent. */
function power(base: OpenDimension, exponent: Expression): OpenDimension | undefined {
  const negative = exponent.kind === 'negate';
  const digits = negative ? exponent.operand : exponent;
  if (digits.kind !== 'number')
    return base.unknown.size === 0 && base.known.twelfths.every((part) => part === 0)
      ? base
      : undefined;
  const value = negative ? -digits.value : digits.value;
  return raised(base, value);
}

function root(base: OpenDimension): OpenDimension | undefined {
  return raised(base, 0.5);
}

function raised(base: OpenDimension, value: number): OpenDimension | undefined {
  const known = powerDimension(base.known, value);
  if (known === undefined) return undefined;
  if (value === 0) return closed(known);
  return {
    known,
    unknown: new Map([...base.unknown].map(([name, exponent]) => [name, exponent * value])),
  };
}

/** The product with what is found put in. */
function insert(product: OpenDimension, found: ReadonlyMap<string, Dimension>): OpenDimension {
  let { known } = product;
  const unknown = new Map(product.unknown);
  for (const [name, exponent] of product.unknown) {
    const dimension = found.get(name);
    const factor = dimension === undefined ? undefined : powerDimension(dimension, exponent);
    if (factor === undefined) continue;
    known = multiplyDimensions(known, factor);
    unknown.delete(name);
  }
  return { known, unknown };
}

function unitOf(text: string): Dimension | undefined {
  const declared = parseDeclaredUnit(text);
  return declared.ok ? declared.dimension : undefined;
}

function builtIn(name: string): Dimension | undefined {
  if (timeNames.has(name)) return time;
  if (plainNames.has(name)) return dimensionless;
  const sided = /^(.+)_(?:pre|post)$/.exec(name)?.[1];
  if (sided !== undefined) return builtIn(sided);
  return lookupUnit(name, 'equation')?.dimension;
}
