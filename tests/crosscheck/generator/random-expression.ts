import type { Draws } from './draws.js';

/**
 * A dimensionless expression of these names, smooth and bounded enough that its value stays below a
 * few tens where the names are of order 1.
 */
export function randomExpression(
  draws: Draws,
  names: readonly [string, ...string[]],
  depth: number,
): string {
  if (depth === 0) {
    return draws.chance(70) ? draws.pick(names) : literal(draws);
  }
  const part = (): string => randomExpression(draws, names, depth - 1);
  switch (
    draws.pick([
      'sum',
      'difference',
      'product',
      'power',
      'function',
      'ratio',
      'switch',
      'other',
      'minus',
    ])
  ) {
    case 'sum':
      return `(${part()} + ${part()})`;
    case 'difference': {
      const [left, right] = [part(), part()];
      // sympy cancels x - x before it judges what is linear.
      return `(${left} - ${left === right ? literal(draws) : right})`;
    }
    case 'product':
      return `${part()}*tanh(${part()})`;
    case 'power':
      return draws.pick([
        `(${part()})**2`,
        `-(${part()})**2`,
        `-${draws.pick(names)}**2`,
        `(1 + (${part()})**2)**-1`,
        `abs(${part()})**0.5`,
        `(0.1 + abs(${part()}))**0.7`,
        `2**tanh(${part()})**3`,
      ]);
    case 'function':
      return draws.pick([
        `tanh(${part()})`,
        `sin(${part()})`,
        `cos(${part()})`,
        `exp(-(${part()})**2)`,
        `exprel(clip(${part()}, -3, 3))`,
        `sqrt(abs(${part()}))`,
        `log(1 + abs(${part()}))`,
        `log1p(abs(${part()}))`,
        `expm1(tanh(${part()}))`,
        `arctan(${part()})`,
        `log10(1 + abs(${part()}))`,
        `sinh(clip(${part()}, -2, 2))`,
        `cosh(clip(${part()}, -2, 2))`,
        `arcsin(clip(${part()}, -1, 1))`,
        `arccos(clip(${part()}, -1, 1))`,
        `tan(tanh(${part()}))`,
        `exp(tanh(${part()}))`,
      ]);
    case 'ratio':
      return `(${part()})/(1.5 + (${part()})**2)`;
    case 'switch':
      return draws.pick([
        `int(${part()} > ${literal(draws)})*${part()}`,
        `int(${part()} > ${literal(draws)} and not ${part()} < ${literal(draws)})`,
        `int(${part()} <= ${literal(draws)} or ${part()} >= ${literal(draws)})*${literal(draws)}`,
        `clip(${part()}, -1.3, 0.9)`,
        `sign(${part()})*0.3`,
        `abs(${part()})`,
      ]);
    case 'other':
      return draws.pick([
        `floor(2*${part()})*0.25`,
        `ceil(2*${part()})*0.25`,
        `((${part()}) % 1.7)`,
        `((${part()})//0.6)*0.2`,
        `int(3*${part()})*0.1`,
        `((i + 1)*0.2 + ${part()})`,
        `i/N*${part()}`,
        `(-7//2 + 4)*${part()}`,
        `1/2*${part()}`,
      ]);
    case 'minus':
      return `-${part()}`;
  }
}

function literal(draws: Draws): string {
  const decimal = String(Math.round(draws.real(0.05, 2) * 1e4) / 1e4);
  return draws.pick([decimal, '1', '.5', '2.', '3e-1', 'pi']);
}
