import { frozenParts } from '../analysis/index.js';
import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import { type Expression, printExpression } from '../equations/index.js';
import type { Method } from '../network/index.js';
import { components, isTwoLevel, subsystem } from './component.js';
import type { DifferentialSystem } from './differential-system.js';
import { propagatedVariables } from './exact-linear.js';
import type { ConditionallyLinear } from './exponential-euler.js';
import {
  constantMatrix,
  genericMatrix,
  isSingular,
  type LinearSystem,
  linearSystem,
  nonZero,
} from './linear-system.js';
import type { Matrix } from './matrix-propagator.js';
import {
  findMultiplicative,
  findNoise,
  findShared,
  type NoisyEquation,
  noisyEquations,
} from './noise.js';
import { circularBlocks, hasRealEigenvalues } from './real-eigenvalues.js';
import { findInconstancy } from './step-constancy.js';

/** A method with what it needs to know about the equations. */
export type Scheme =
  | { readonly method: 'euler' | 'rk2' | 'rk4' }
  /** With noise: euler where it is additive. */
  | {
      readonly method: 'noisy-euler' | 'heun' | 'milstein';
      readonly equations: readonly NoisyEquation[];
    }
  | { readonly method: 'exponential_euler'; readonly equations: readonly ConditionallyLinear[] }
  | { readonly method: 'exact'; readonly system: LinearSystem };

/** Why a method does not accept, in words, and where. */
interface Refusal {
  readonly reason: string;
  readonly span?: SourceSpan;
  /** The method would accept in principle: Brian2 takes it, this program cannot. */
  readonly unsupported?: boolean;
}

/**
 * Finds the method for a system: the named one, or else the first of `exact`, `euler` and `heun` that
 * accepts (semantics section 8, point 1).
 *
 * Reports METHOD_CHOSEN for a choice, METHOD_REFUSED where a named method does not accept, and
 * UNSUPPORTED_FEATURE where the choice would be `exact` in a form that is not available.
 *
 * @returns undefined after an error.
 */
export function chooseScheme(
  system: DifferentialSystem,
  named: Method | undefined,
  methodSpan: SourceSpan | undefined,
  diagnostics: Diagnostics,
): Scheme | undefined {
  const noise = findNoise(system);
  if (named !== undefined) {
    const scheme = tryMethod(system, named);
    if (!('reason' in scheme)) return scheme;
    const span = scheme.span ?? methodSpan;
    const code = scheme.unsupported === true ? 'UNSUPPORTED_FEATURE' : 'METHOD_REFUSED';
    diagnostics.error(code, `method ${named} cannot be used: ${scheme.reason}`, {
      context: system.title,
      ...(span === undefined ? {} : { span }),
      help: helpAfter(named, noise !== undefined),
    });
    return undefined;
  }
  const exact = tryExact(system, false);
  if (!('reason' in exact)) {
    diagnostics.info('METHOD_CHOSEN', 'exact, because the equations are linear', {
      context: system.title,
    });
    return exact;
  }
  const where = exact.span === undefined ? {} : { span: exact.span };
  if (exact.unsupported === true) {
    diagnostics.error('UNSUPPORTED_FEATURE', `method exact, chosen here: ${exact.reason}`, {
      context: system.title,
      ...where,
      help: 'name a method, say method: rk4',
    });
    return undefined;
  }
  if (noise !== undefined) return chooseForNoise(system, diagnostics);
  diagnostics.info('METHOD_CHOSEN', `euler, because exact does not accept: ${exact.reason}`, {
    context: system.title,
    ...where,
  });
  return { method: 'euler' };
}

/** Variables whose step evaluates a matrix exponential, element by element. */
export function matrixExponentials(
  scheme: Scheme,
  { scope }: DifferentialSystem,
): readonly string[] {
  return scheme.method === 'exact' ? propagatedVariables(scheme.system, scope) : [];
}

/** The first of euler and heun that accepts the noise. */
function chooseForNoise(system: DifferentialSystem, diagnostics: Diagnostics): Scheme | undefined {
  const { title: context } = system;
  const euler = tryNoise(system, 'euler');
  if (!('reason' in euler)) {
    diagnostics.info('METHOD_CHOSEN', 'euler, because the noise is additive', { context });
    return euler;
  }
  const where = euler.span === undefined ? {} : { span: euler.span };
  const heun = tryNoise(system, 'heun');
  if (!('reason' in heun)) {
    const message = `heun, because euler does not accept: ${euler.reason}`;
    diagnostics.info('METHOD_CHOSEN', message, { context, ...where });
    return heun;
  }
  const message = `no method takes these equations: ${heun.reason}`;
  diagnostics.error('METHOD_REFUSED', message, {
    context,
    ...(heun.span === undefined ? {} : { span: heun.span }),
    help: 'a noise may only be multiplied: write FACTOR*xi',
  });
  return undefined;
}

function helpAfter(method: Method, noisy: boolean): string {
  if (method === 'euler') return noisy ? 'use method: heun' : 'leave the key method out';
  return noisy ? 'leave the key method out, or use heun' : 'use method: euler';
}

/** A method for equations with noise (semantics section 8, table). */
function tryNoise(
  system: DifferentialSystem,
  method: 'euler' | 'heun' | 'milstein',
): Scheme | Refusal {
  const equations = noisyEquations(system);
  if ('reason' in equations) return equations;
  const refusal =
    method === 'euler'
      ? findMultiplicative(equations, system)
      : method === 'milstein'
        ? findShared(equations)
        : undefined;
  return refusal ?? { method: method === 'euler' ? 'noisy-euler' : method, equations };
}

function tryMethod(system: DifferentialSystem, method: Method): Scheme | Refusal {
  const noise = findNoise(system);
  if (noise !== undefined) {
    const takesNoise = method === 'euler' || method === 'heun' || method === 'milstein';
    return takesNoise ? tryNoise(system, method) : noise;
  }
  switch (method) {
    case 'exact':
      return tryExact(system, true);
    case 'exponential_euler':
      return tryExponentialEuler(system);
    case 'rk2':
    case 'rk4':
      return { method };
    case 'euler':
    case 'heun':
    case 'milstein':
      // Without noise the three are one.
      return { method: 'euler' };
  }
}

function tryExponentialEuler(system: DifferentialSystem): Scheme | Refusal {
  const equations: ConditionallyLinear[] = [];
  for (const { name, expanded } of system.equations) {
    const parts = frozenParts(expanded, name);
    if ('nonlinear' in parts) return notLinear(name, parts.nonlinear, `in ${name} itself`);
    const coefficient = nonZero(parts.coefficients.get(name));
    equations.push({ name, coefficient, rest: nonZero(parts.rest) });
  }
  return { method: 'exponential_euler', equations };
}

function tryExact(system: DifferentialSystem, named: boolean): Scheme | Refusal {
  const noise = findNoise(system);
  if (noise !== undefined) return noise;
  const linear = linearSystem(system);
  if ('nonlinear' in linear) {
    return notLinear(linear.variable, linear.nonlinear, 'in the variables');
  }
  const refusal = findChange(system, linear) ?? findForm(system, linear, named);
  return refusal ?? { method: 'exact', system: linear };
}

function notLinear(variable: string, term: Expression, inWhat: string): Refusal {
  return {
    reason: `d${variable}/dt is not linear ${inWhat}: ${printExpression(term)}`,
    span: term.span,
  };
}

/** Coefficients that change within a step. */
function findChange(system: DifferentialSystem, linear: LinearSystem): Refusal | undefined {
  for (const [row, name] of linear.names.entries()) {
    for (const part of [...(linear.matrix[row] ?? []), linear.rest[row]]) {
      const found = part === undefined ? undefined : findInconstancy(part, system);
      if (found === undefined) continue;
      return {
        reason: `${printExpression(found.term)} in d${name}/dt is not constant over a step: ${found.reason}`,
        span: found.term.span,
      };
    }
  }
  return undefined;
}

/** A matrix exponential in a kernel has about 50 n^3 operations. */
const largestVarying = 8;

/** Singular and oscillating systems, and those for which no closed form is known here. */
function findForm(
  system: DifferentialSystem,
  linear: LinearSystem,
  named: boolean,
): Refusal | undefined {
  const span = system.equations[0]?.right.span;
  const where = span === undefined ? {} : { span };
  if (isSingular(linear.matrix, system.scope)) {
    return { reason: `${singularTerm(linear)}, so the matrix of the system is singular`, ...where };
  }
  for (const members of components(linear)) {
    const part = subsystem(linear, members);
    const numbers = constantMatrix(part.matrix, system.scope);
    const names = part.names.join(', ');
    if (oscillates(part, numbers, system)) {
      return { reason: `the system of ${names} oscillates: it has complex eigenvalues`, ...where };
    }
    if ((numbers !== undefined && system.stepSeconds !== undefined) || isTwoLevel(part)) continue;
    if (system.stepSeconds === undefined) {
      return {
        reason: `over the time since the last event, ${names} can be advanced only where each variable depends on variables that depend on no other`,
        unsupported: true,
        ...where,
      };
    }
    // Brian2 takes or refuses the roots of a cubic by what sympy makes of them; no rule foretells it.
    const circles = circularBlocks(genericMatrix(part.matrix, system.scope, 1));
    if (!named && circles.some((block) => block.length > 2)) {
      return {
        reason: `${names} depend on each other in a circle of three or more, with coefficients that differ between neurons: Brian2 decides this case by case`,
        unsupported: true,
        ...where,
      };
    }
    if (part.names.length > largestVarying) {
      return {
        reason: `the coefficients of ${names} differ between neurons, which is available for up to ${largestVarying} variables that depend on each other`,
        unsupported: true,
        ...where,
      };
    }
  }
  return undefined;
}

/**
 * True if there are complex eigenvalues: by the numbers, or, where there are none yet, by the formula.
 * In circles of three and more the values decide and not the formula; their step is right for both.
 */
function oscillates(
  part: LinearSystem,
  numbers: Matrix | undefined,
  { scope }: DifferentialSystem,
): boolean {
  if (numbers !== undefined) return !hasRealEigenvalues(numbers);
  const generic = genericMatrix(part.matrix, scope, 1);
  return circularBlocks(generic)
    .filter((block) => block.length <= 2)
    .some((block) => !hasRealEigenvalues(submatrix(generic, block)));
}

function submatrix(matrix: Matrix, block: readonly number[]): Matrix {
  return block.map((row) => block.map((column) => matrix[row]?.[column] as number));
}

/** The first variable whose own equation shows the fault, in words. */
function singularTerm({ names, matrix }: LinearSystem): string {
  const column = names.findIndex((_, c) => matrix.every((row) => row[c] === undefined));
  if (column >= 0) return `no equation depends on ${names[column]}`;
  const row = matrix.findIndex((entries) => entries.every((entry) => entry === undefined));
  if (row >= 0) return `d${names[row]}/dt depends on no variable`;
  return 'the equations are linearly dependent';
}
