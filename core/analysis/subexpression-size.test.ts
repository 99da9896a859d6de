import { describe, expect, it } from 'vitest';
import { networkFromDocument } from '../description/index.js';
import { analyseNetwork } from './analyse-network.js';

function faults(lines: readonly string[]): readonly string[] {
  const populations = { P: { size: 1, equations: lines } };
  const network = networkFromDocument({ isospike: 1, name: 'n', populations });
  return analyseNetwork(network).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

/** a0 = v, and every further one made of the one before. */
function chain(length: number, next: (before: string) => string): readonly string[] {
  const links = Array.from({ length }, (_, k) => (k === 0 ? 'v' : next(`a${k - 1}`)));
  return ['v : 1', ...links.map((right, k) => `a${k} = ${right} : 1`)];
}

describe('equations with their subexpressions put in', () => {
  // a_k has 1 + 2k parts and k + 1 levels.
  it.each([
    { length: 500, expected: [] },
    {
      length: 501,
      expected: ['EQUATION_SYNTAX a500 with its subexpressions has 501 levels'],
    },
  ])('a chain of $length sums', ({ length, expected }) => {
    const upwards = chain(length, (before) => `${before} + 1`);
    expect(faults(upwards)).toEqual(expected);
    expect(faults(upwards.toReversed())).toEqual(expected);
  });

  it('any length of a chain is judged', () => {
    expect(faults(chain(4000, (before) => `${before} + 1`).toReversed())).toHaveLength(7);
  });

  // a_k has 2^(k+1) - 1 parts: a13 has 16383, a14 has 32767.
  it('every doubling counts, and what is refused is refused once', () => {
    const doubled = (length: number) => chain(length, (before) => `${before} + ${before}`);
    expect(faults(doubled(14))).toEqual([]);
    expect(faults(doubled(15))).toEqual([
      'EQUATION_SYNTAX a14 with its subexpressions has 32767 parts',
    ]);
    expect(faults([...doubled(14), 'dx/dt = (a13 + a13)/second : 1'])).toEqual([
      'EQUATION_SYNTAX x with its subexpressions has 32769 parts',
    ]);
  });

  it('circles are left to their own message', () => {
    expect(faults(['a = b : 1', 'b = a : 1'])).toEqual([
      'EQUATION_CYCLE subexpressions refer to each other in a circle: a -> b -> a',
    ]);
  });
});
