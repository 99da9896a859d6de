import type { Diagnostics } from '../diagnostics/index.js';
import {
  type Equation,
  type Expression,
  printExpression,
  walkExpression,
} from '../equations/index.js';
import type { VariableModel } from '../network/index.js';
import { divideDimensions, equalDimensions, formatDimension } from '../units/index.js';
import { second } from './built-in-names.js';
import { checkAssignment } from './check-assignment.js';
import { equationContext } from './declare-variables.js';
import { ExpressionCheck, type Refusal } from './expression-check.js';
import { type ExpressionType, unitPhrase } from './expression-type.js';
import { isRandom } from './function-signatures.js';
import { inferType } from './infer-type.js';
import type { Meaning, NameScope, VariableTable } from './name-scope.js';
import { checkSubexpressionSizes } from './subexpression-size.js';

export interface EquationChecksOptions {
  readonly variables: VariableTable;
  readonly scope: NameScope;
  readonly title: string;
  readonly diagnostics: Diagnostics;
  readonly reported: Set<string>;
}

/** Checks names, units and expanded sizes of the right sides of an object's equations. */
export function checkEquations(options: EquationChecksOptions): void {
  for (const { model } of options.variables.values()) {
    if (model !== undefined && model.equation.kind !== 'parameter') {
      checkRightSide(model, model.equation, options);
    }
  }
  checkPlainNoise(options);
  checkSubexpressionSizes(options.variables, options.title, options.diagnostics);
}

/** `xi` in two equations would not say whether it is one noise or two (semantics section 8, point 7). */
function checkPlainNoise({ variables, diagnostics, title }: EquationChecksOptions): void {
  let first: string | undefined;
  for (const { name, model } of variables.values()) {
    const equation = model?.equation;
    if (equation?.kind !== 'differential') continue;
    let plain: Expression | undefined;
    walkExpression(equation.right, (part) => {
      if (part.kind === 'name' && part.name === 'xi') plain ??= part;
    });
    if (plain === undefined) continue;
    if (first === undefined) {
      first = name;
      continue;
    }
    diagnostics.error('ILLEGAL_READ', `xi stands in d${first}/dt and in d${name}/dt`, {
      span: plain.span,
      context: equationContext(equation, title),
      help: `write xi_${first} and xi_${name} for two noises, one name of that kind for one`,
    });
  }
}

function checkRightSide(
  variable: VariableModel,
  equation: Extract<Equation, { right: unknown }>,
  options: EquationChecksOptions,
): void {
  const check = new ExpressionCheck({
    ...options,
    context: equationContext(equation, options.title),
    ...(variable.shared ? { judge: judgeShared(variable.name) } : {}),
    noise: equation.kind === 'differential',
  });
  const valueType = inferType(equation.right, check);
  if (equation.kind === 'subexpression' && !variable.constantOverDt) checkDraws(equation, check);
  if (valueType === undefined) return;
  if (equation.kind === 'differential') {
    checkDerivative(variable, equation, valueType, check);
    return;
  }
  const targetType = { dimension: variable.dimension, type: variable.type };
  if (variable.type === 'integer' && valueType.type === 'real') {
    const text = printExpression(equation.right);
    check.error(
      'UNIT_DECLARATION',
      equation.right.span,
      `${variable.name} is integer, ${text} is not`,
      {
        expected: 'integer',
        found: formatDimension(valueType.dimension),
        help: `write int(${text}), or declare ${variable.name} : ${formatDimension(valueType.dimension)}`,
      },
    );
    return;
  }
  checkAssignment(
    { target: variable.name, targetType, operator: '=', value: equation.right, valueType },
    check,
  );
}

/** dx/dt has the unit of x per second. */
function checkDerivative(
  variable: VariableModel,
  equation: Extract<Equation, { right: unknown }>,
  valueType: ExpressionType,
  check: ExpressionCheck,
): void {
  const wanted = divideDimensions(variable.dimension, second);
  if (equalDimensions(wanted, valueType.dimension)) return;
  const text = printExpression(equation.right);
  const undivided = equalDimensions(variable.dimension, valueType.dimension);
  const unit = formatDimension(wanted);
  check.error(
    'UNIT_MISMATCH',
    equation.right.span,
    `d${variable.name}/dt needs unit ${unit}: ${text} ${unitPhrase(valueType.dimension)}`,
    {
      expected: unit,
      found: formatDimension(valueType.dimension),
      ...(undivided ? { help: `divide by a time constant: (${text})/(10*ms), for example` } : {}),
    },
  );
}

/** A subexpression is evaluated at every use, so a draw in it would differ from use to use. */
function checkDraws(equation: Extract<Equation, { right: unknown }>, check: ExpressionCheck): void {
  walkExpression(equation.right, (part) => {
    if (part.kind !== 'call' || !isRandom(part.callee)) return;
    check.error(
      'EQUATION_FLAG',
      part.span,
      `a subexpression with ${part.callee}() must be (constant over dt): it would draw at every use`,
      {
        expected: 'constant over dt',
        help: `write (constant over dt) behind the unit of ${equation.name}`,
      },
    );
  });
}

/** Names that a shared expression may read: those with one value for the whole object. */
export function judgeShared(
  target: string,
): (name: string, meaning: Meaning) => Refusal | undefined {
  return (name, { resolution, variable }) => {
    const perElement =
      (resolution?.kind === 'builtin' && !['t', 'dt', 't_in_timesteps', 'N'].includes(name)) ||
      ((resolution?.kind === 'variable' || resolution?.kind === 'subexpression') &&
        variable?.shared !== true);
    if (!perElement) return undefined;
    return {
      code: 'ILLEGAL_READ',
      message: `${target} is shared, its expression cannot read ${name}, which has a value per element`,
      help: `use constants and shared variables only, or remove (shared) from ${target}`,
    };
  };
}
