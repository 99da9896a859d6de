import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import {
  type Expression,
  printExpression,
  substitute,
  walkExpression,
} from '../equations/index.js';
import type { VariableModel } from '../network/index.js';
import { linearParts } from './classify-linearity.js';
import { equationContext } from './declare-variables.js';
import { isRandom } from './function-signatures.js';
import type { NameScope, VariableTable } from './name-scope.js';

/**
 * Checks event-driven equations (semantics, projections): together they are linear, their
 * coefficients hold still between events, and none is a pure integral.
 */
export function checkEventDriven(
  variables: VariableTable,
  scope: NameScope,
  title: string,
  diagnostics: Diagnostics,
): void {
  const driven = [...variables.values()].flatMap(({ model }) =>
    model?.eventDriven === true ? [model] : [],
  );
  const names = new Set(driven.map(({ name }) => name));
  for (const variable of driven) {
    const { equation } = variable;
    if (equation.kind !== 'differential') continue;
    const context = equationContext(equation, title);
    const refuse = (message: string, span: SourceSpan, help?: string): void => {
      diagnostics.error('METHOD_REFUSED', message, {
        span,
        context,
        ...(help === undefined ? {} : { help }),
      });
    };
    checkLinear(variable, expand(equation.right, variables), names, scope, refuse);
  }
}

type Refuse = (message: string, span: SourceSpan, help?: string) => void;

function checkLinear(
  variable: VariableModel,
  right: Expression,
  names: ReadonlySet<string>,
  scope: NameScope,
  refuse: Refuse,
): void {
  const moving = movingPart(right, scope);
  if (moving !== undefined) {
    refuse(
      `the event-driven equation of ${variable.name} cannot use ${printExpression(moving)}, ` +
        'which changes between events',
      moving.span,
      'use constants, parameters, and variables of the source and target',
    );
    return;
  }
  const parts = linearParts(right, names);
  if ('nonlinear' in parts) {
    refuse(
      `event-driven equations are linear, and ${printExpression(parts.nonlinear)} is not linear ` +
        `in ${[...names].join(', ')}`,
      parts.nonlinear.span,
    );
    return;
  }
  if (parts.coefficients.size > 0) return;
  refuse(
    `d${variable.name}/dt = ${printExpression(right)} is a pure integral, which an event-driven ` +
      'equation cannot be',
    right.span,
    `add a decay: - ${variable.name}/(20*ms), for example`,
  );
}

/** The time, a draw or a timed array: what has no one value between two events. */
function movingPart(right: Expression, scope: NameScope): Expression | undefined {
  let found: Expression | undefined;
  walkExpression(right, (part) => {
    if (part.kind === 'name') {
      const moves = part.name === 't' || part.name === 't_in_timesteps';
      if (moves || scope.resolve(part.name)?.kind === 'noise') found ??= part;
    }
    if (part.kind !== 'call') return;
    if (isRandom(part.callee) || scope.resolve(part.callee)?.kind === 'array') found ??= part;
  });
  return found;
}

/** Right side with the projection's own subexpressions substituted; circles are left as they are. */
function expand(expression: Expression, variables: VariableTable, depth = 0): Expression {
  if (depth > 100) return expression;
  return substitute(expression, (name) => {
    const equation = variables.get(name)?.model?.equation;
    return equation?.kind === 'subexpression'
      ? expand(equation.right, variables, depth + 1)
      : undefined;
  });
}
