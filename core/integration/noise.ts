import { linearParts } from '../analysis/index.js';
import type { SourceSpan } from '../diagnostics/index.js';
import { type Expression, namesIn, printExpression, walkExpression } from '../equations/index.js';
import type { DifferentialSystem } from './differential-system.js';
import { findInconstancy } from './step-constancy.js';

/** dx/dt = drift + sum over the noises of factor * xi. */
export interface NoisyEquation {
  readonly name: string;
  readonly drift: Expression;
  /** By name of the noise (`xi`, `xi_a`), in order of appearance; empty without noise. */
  readonly factors: ReadonlyMap<string, Expression>;
  /** Derivative 0 while the neuron is refractory. */
  readonly guarded: boolean;
}

/** Why equations with noise do not fit a method, in words, and where. */
export interface NoiseRefusal {
  readonly reason: string;
  readonly span: SourceSpan;
}

/** The first noise in the equations, for methods that take none. */
export function findNoise(system: DifferentialSystem): NoiseRefusal | undefined {
  for (const { name, expanded } of system.equations) {
    let found: Expression | undefined;
    walkExpression(expanded, (part) => {
      if (isNoise(part, system)) found ??= part;
    });
    if (found === undefined) continue;
    return { reason: `d${name}/dt has noise: ${printExpression(found)}`, span: found.span };
  }
  return undefined;
}

/** Splits equations into drift and noise; refused where a noise is not just multiplied. */
export function noisyEquations(
  system: DifferentialSystem,
): readonly NoisyEquation[] | NoiseRefusal {
  const equations: NoisyEquation[] = [];
  for (const { name, right, expanded, guarded } of system.equations) {
    const noises = [...namesIn(expanded)].filter(
      (used) => system.scope.resolve(used)?.kind === 'noise',
    );
    if (noises.length === 0) {
      equations.push({ name, drift: right, factors: new Map(), guarded });
      continue;
    }
    const parts = linearParts(expanded, new Set(noises));
    if ('nonlinear' in parts) {
      const term = printExpression(parts.nonlinear);
      return {
        reason: `d${name}/dt is not linear in its noise: ${term}`,
        span: parts.nonlinear.span,
      };
    }
    const factors = new Map(
      noises.flatMap((noise) => {
        const factor = parts.coefficients.get(noise);
        return factor === undefined ? [] : [[noise, factor] as const];
      }),
    );
    equations.push({ name, drift: parts.rest, factors, guarded });
  }
  return equations;
}

/**
 * The first factor of a noise that depends on a variable of the system or changes within a step; if
 * there is none the noise is additive (semantics section 8, point 7).
 */
export function findMultiplicative(
  equations: readonly NoisyEquation[],
  system: DifferentialSystem,
): NoiseRefusal | undefined {
  const variables = new Set(equations.map(({ name }) => name));
  for (const { name, factors } of equations) {
    for (const [noise, factor] of factors) {
      const term = `${printExpression(factor)} multiplies ${noise} in d${name}/dt`;
      const used = [...namesIn(factor)].find((part) => variables.has(part));
      if (used !== undefined) {
        return { reason: `${term} and depends on ${used}`, span: factor.span };
      }
      const change = findInconstancy(factor, system);
      if (change !== undefined) {
        return { reason: `${term} and is not constant over a step`, span: change.term.span };
      }
    }
  }
  return undefined;
}

/** The first noise that is not an equation's own: milstein needs one each. */
export function findShared(equations: readonly NoisyEquation[]): NoiseRefusal | undefined {
  const owners = new Map<string, string>();
  for (const { name, factors } of equations) {
    const [, second] = [...factors];
    if (second !== undefined) {
      const [noise, { span }] = second;
      return { reason: `d${name}/dt has a second noise, ${noise}`, span };
    }
    for (const [noise, { span }] of factors) {
      const other = owners.get(noise);
      if (other !== undefined) {
        return { reason: `${noise} stands in d${other}/dt and in d${name}/dt`, span };
      }
      owners.set(noise, name);
    }
  }
  return undefined;
}

function isNoise(part: Expression, { scope }: DifferentialSystem): boolean {
  return part.kind === 'name' && scope.resolve(part.name)?.kind === 'noise';
}
