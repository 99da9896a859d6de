import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import { type Expression, printExpression } from '../equations/index.js';
import type { Model, Scope, VariableModel } from '../network/index.js';
import {
  type Dimension,
  dimensionless,
  equalDimensions,
  formatDimension,
  isDimensionless,
  multiplyDimensions,
} from '../units/index.js';
import { type ObjectModel, textsOf, titleOf } from './model-facts.js';

/** A place where a unit is put on a number, or taken off a quantity. */
interface UnitUse {
  readonly object: string;
  readonly variable: string;
  readonly expression: Expression;
  readonly context: string;
  readonly unit: string;
  /** The expression without the unit. */
  readonly bare: string;
  /** Of the product, or of the variable that loses its unit. */
  readonly dimension: Dimension;
  readonly kind: 'given' | 'taken';
}

/**
 * Infos on variables whose unit is put on or taken off where they are used (`UNIT_CHAIN`): `w*mV`
 * of a w without unit, `g/nS`. The unit checks cannot see a slip behind such a factor. One finding
 * per variable.
 */
export function noteUnitChains(model: Model, diagnostics: Diagnostics): void {
  const objects: readonly ObjectModel[] = [...model.populations, ...model.projections];
  const uses = new Map<string, UnitUse[]>();
  for (const object of objects) {
    for (const { expression, context } of textsOf(object)) {
      for (const use of usesIn(expression, object.scope, context, model)) {
        const key = `${use.kind} ${use.object}.${use.variable}`;
        const known = uses.get(key);
        if (known === undefined) uses.set(key, [use]);
        else known.push(use);
      }
    }
  }
  for (const [first, ...others] of uses.values()) {
    if (first !== undefined) report([first, ...others], objects, diagnostics);
  }
}

function report(
  uses: readonly [UnitUse, ...UnitUse[]],
  objects: readonly ObjectModel[],
  diagnostics: Diagnostics,
): void {
  const [first, ...others] = uses;
  const { variable, kind, dimension, unit } = first;
  const text = printExpression(first.expression);
  const unitName = formatDimension(dimension);
  const owner = objects.find((object) => object.name === first.object);
  const declared = owner === undefined ? '' : `${titleOf(owner)}: `;
  const more = others.map((use) => `${printExpression(use.expression)} in ${use.context}`);
  const elsewhere = more.length === 0 ? '' : `; so do ${more.slice(0, 3).join(', ')}`;
  const same = others.every((use) => use.unit === unit);
  const message =
    kind === 'given'
      ? `${declared}${variable} has no unit, ${text} gives it ${unitName}${elsewhere}`
      : `${declared}${variable} is in ${unitName}, ${text} takes the unit off${elsewhere}`;
  diagnostics.info('UNIT_CHAIN', message, {
    span: first.expression.span,
    context: first.context,
    label: kind === 'given' ? `the number ${variable} becomes ${unitName} here` : 'a plain number',
    help:
      kind === 'given' && same
        ? `declare \`${variable} : ${unitName}\`, give its values in ${unit}, and write ${first.bare} for ${text}`
        : `keep the unit as far as it goes, so that every sum is checked`,
  });
}

function usesIn(
  expression: Expression,
  scope: Scope,
  context: string,
  model: Model,
): readonly UnitUse[] {
  const found: UnitUse[] = [];
  const visit = (part: Expression): void => {
    switch (part.kind) {
      case 'negate':
      case 'not':
        visit(part.operand);
        return;
      case 'comparison':
      case 'logical':
        visit(part.left);
        visit(part.right);
        return;
      case 'arithmetic': {
        const use = useOf(part, scope, context, model);
        if (use !== undefined) {
          found.push(use);
          return;
        }
        visit(part.left);
        visit(part.right);
        return;
      }
      case 'call':
        // `exp(v/mV)` needs a plain number: only values and bounds are looked into.
        if (['clip', 'min', 'max', 'where'].includes(part.callee)) part.args.forEach(visit);
        return;
      default:
    }
  };
  visit(expression);
  return found;
}

function useOf(
  product: Extract<Expression, { kind: 'arithmetic' }>,
  scope: Scope,
  context: string,
  model: Model,
): UnitUse | undefined {
  const use = { expression: product, context };
  if (product.operator === '/') {
    const top = variableNamed(product.left, scope, model);
    const unit = unitNamed(product.right, scope);
    if (top === undefined || unit === undefined) return undefined;
    const { dimension } = top.variable;
    if (isDimensionless(dimension) || !equalDimensions(dimension, unit.dimension)) return undefined;
    return {
      ...use,
      object: top.object,
      variable: top.variable.name,
      unit: unit.name,
      bare: top.variable.name,
      dimension,
      kind: 'taken',
    };
  }
  if (product.operator !== '*') return undefined;
  const factors = factorsOf(product);
  const units = factors.flatMap((factor) => unitNamed(factor, scope) ?? []);
  const numbers = factors.flatMap((factor) => variableNamed(factor, scope, model) ?? []);
  const [only, ...others] = numbers.filter(({ variable }) => isDimensionless(variable.dimension));
  const dimension = units.reduce(
    (all, unit) => multiplyDimensions(all, unit.dimension),
    dimensionless,
  );
  if (only === undefined || others.length > 0 || isDimensionless(dimension)) return undefined;
  if (numbers.length > 1 || only.variable.kind === 'subexpression') return undefined;
  if (only.variable.type !== 'real') return undefined;
  return {
    ...use,
    object: only.object,
    variable: only.variable.name,
    unit: units.map(({ name }) => name).join('*'),
    bare: factors
      .filter((factor) => unitNamed(factor, scope) === undefined)
      .map(printExpression)
      .join('*'),
    dimension,
    kind: 'given',
  };
}

function factorsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'arithmetic' && expression.operator === '*'
    ? [...factorsOf(expression.left), ...factorsOf(expression.right)]
    : [expression];
}

function unitNamed(
  expression: Expression,
  scope: Scope,
): { readonly name: string; readonly dimension: Dimension; readonly span: SourceSpan } | undefined {
  if (expression.kind !== 'name') return undefined;
  const resolution = scope.resolve(expression.name);
  if (resolution?.kind !== 'unit' || isDimensionless(resolution.quantity.dimension))
    return undefined;
  const { dimension } = resolution.quantity;
  return { name: expression.name, dimension, span: expression.span };
}

function variableNamed(
  expression: Expression,
  scope: Scope,
  model: Model,
): { readonly object: string; readonly variable: VariableModel } | undefined {
  if (expression.kind !== 'name') return undefined;
  const resolution = scope.resolve(expression.name);
  if (resolution?.kind !== 'variable') return undefined;
  const { object } = resolution;
  const owner = [...model.populations, ...model.projections].find(({ name }) => name === object);
  const variable = owner?.variables.find(({ name }) => name === resolution.variable);
  return variable === undefined ? undefined : { object, variable };
}
