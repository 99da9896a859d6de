import { describe, expect, it } from 'vitest';
import { nearNames } from './near-names.js';

describe('nearNames', () => {
  it.each([
    ['taum', ['tau_m', 'tau', 'vrest'], ['tau', 'tau_m']],
    ['clp', ['clip', 'exp', 'sin'], ['clip']],
    ['Wmax', ['wmax', 'Apre'], ['wmax']],
    ['taupots', ['taupost', 'taupre'], ['taupost']],
    ['v', ['w', 'x', 'V'], ['V']],
    ['v', ['v', 've'], ['ve']],
    ['something', ['else', 'entirely'], []],
    ['', ['a'], []],
  ])('%s among %j gives %j', (name, candidates, expected) => {
    expect(nearNames(name, candidates)).toEqual(expected);
  });

  it('gives at most three names, in the order of letters', () => {
    expect(nearNames('rates', ['ratez', 'ratea', 'ratessss', 'rated', 'rat', 'rate'])).toEqual([
      'rate',
      'ratea',
      'rated',
    ]);
  });

  it('does not compare names of absurd length', () => {
    const long = 'x'.repeat(100_000);
    expect(nearNames(long, [`${long}y`])).toEqual([]);
    expect(nearNames('abc', [long])).toEqual([]);
  });
});
