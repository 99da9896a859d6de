import { describe, expect, it } from 'vitest';
import {
  expectFaults,
  expectSound,
  type FaultRow,
  populationWith,
  projectionWith,
} from '../../tests/support/marked-faults.js';

const lif =
  'equations: "dv/dt = -v/tau : volt\\ng : 1 (constant)\\ns : 1 (shared)\\ntwice = 2*g : 1"';
const withReset = (reset: string): string =>
  populationWith(lif, 'threshold: v > v_th', `reset: ${reset}`);
const withConstants = (constants: string): string =>
  populationWith('equations: "v : volt"', `constants: ${constants}`);
const onPre = (text: string): string =>
  projectionWith(
    'connect: all',
    'model: ["w : 1", "da/dt = -a/tau : 1 (event-driven)"]',
    `on_pre: ${text}`,
  );

const rows: readonly FaultRow[] = [
  {
    what: 'an unknown name, with the near one and the scopes',
    network: populationWith('equations: "dv/dt = -v/«taau» : volt"'),
    codes: ['UNRESOLVED_NAME'],
    says: [
      'taau is not defined in population G',
      'searched: variables of G, built-in names, constants and arrays',
      'did you mean tau?',
    ],
  },
  {
    what: 'an unknown name of a projection',
    network: onPre('v_post += «ww»*mV'),
    codes: ['UNRESOLVED_NAME'],
    says: [
      'ww is not defined in projection S',
      'variables of S, of its source A (NAME_pre), of its target B (NAME_post)',
      'did you mean w?',
    ],
  },
  {
    what: 'an increment of an unknown name',
    network: onPre('«gge» += w'),
    codes: ['UNRESOLVED_NAME'],
    says: ['did you mean ge'],
  },
  {
    what: 'an assignment to an unknown name of the target',
    network: onPre('«gee_post» = w'),
    codes: ['UNRESOLVED_NAME'],
    says: ['did you mean ge_post?'],
  },
  {
    what: 'an unknown function',
    network: withReset('v = «clp»(v, 0*mV, v_th)'),
    codes: ['UNRESOLVED_NAME'],
    says: ['there is no function clp', 'did you mean clip?'],
  },
  {
    what: 'a variable that is called',
    network: withReset('v = «g»(v)'),
    codes: ['ILLEGAL_READ'],
    says: ['g is not a function', 'g*(..)'],
  },
  {
    what: 'a function that is not called',
    network: withReset('v = v*«exp»'),
    codes: ['ILLEGAL_READ'],
    says: ['exp is a function', 'write exp(x)'],
  },
  {
    what: 'lastspike without a refractory setting',
    network: withReset('v = v*(t - «lastspike»)/ms'),
    codes: ['UNRESOLVED_NAME'],
    says: ['lastspike is not defined'],
  },
  {
    what: 'j in a population',
    network: withReset('v = «j»*mV'),
    codes: ['UNRESOLVED_NAME'],
    says: ['j is not defined in population G'],
  },
  {
    what: 'a circle of constants',
    network: withConstants('{a: «2*b», b: c + 1, c: a/3}'),
    codes: ['EQUATION_CYCLE'],
    says: ['a -> b -> c -> a'],
  },
  {
    what: 'a constant of itself',
    network: withConstants('{tau: «2*tau»}'),
    codes: ['EQUATION_CYCLE'],
    says: ['tau -> tau'],
  },
  {
    what: 'an unknown name in a constant',
    network: withConstants('{a: 2*«b»}'),
    codes: ['UNRESOLVED_NAME'],
    says: ['b is not defined'],
  },
  {
    what: 'a draw in a constant',
    network: withConstants('{a: «rand()»}'),
    codes: ['ILLEGAL_READ'],
    says: ['rand() cannot stand in a constant'],
  },
  {
    what: 'units in a constant',
    network: withConstants('{a: tau + «1»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['tau has unit second, 1 has no unit'],
  },
  {
    what: 'a constant called e',
    network: withConstants('{«e»: 5 mV}'),
    codes: ['NAME_SHADOWED'],
    says: ['e is a built-in constant (2.71828', 'e = 5 mV would be ignored'],
  },
  {
    what: 'a constant called like a unit, of another value',
    network: withConstants('{«mV»: 2 mV}'),
    codes: ['NAME_SHADOWED'],
    says: ['mV is a unit (1 mV)', 'mV = 2 mV would be ignored'],
  },
  {
    what: 'a constant called like a function',
    network: withConstants('{«exp»: 2}'),
    codes: ['NAME_SHADOWED'],
    says: ['exp is a function'],
  },
  {
    what: 'a circle of subexpressions',
    network: populationWith('equations: |', '  x = «2*y» : 1', '  y = x + 1 : 1'),
    codes: ['EQUATION_CYCLE'],
    says: ['x -> y -> x'],
  },
  {
    what: 'a draw in a subexpression',
    network: populationWith('equations: "x = «rand()» : 1"'),
    codes: ['EQUATION_FLAG'],
    says: ['must be (constant over dt)'],
  },
  {
    what: 'a write to a subexpression',
    network: withReset('«twice» = 3'),
    codes: ['ILLEGAL_WRITE'],
    says: ['twice is a subexpression'],
  },
  {
    what: 'a write to a constant parameter',
    network: withReset('«g» = 3'),
    codes: ['ILLEGAL_WRITE'],
    says: ['g is declared constant', 'remove (constant)'],
  },
  {
    what: 'a write to a shared variable',
    network: withReset('«s» = 3'),
    codes: ['ILLEGAL_WRITE'],
    says: ['s is shared'],
  },
  {
    what: 'writes to what the engine keeps',
    network: withReset('«t» = 0*ms; «i» = 2; «N» = 3; «dt» = 1*ms'),
    codes: ['ILLEGAL_WRITE', 'ILLEGAL_WRITE', 'ILLEGAL_WRITE', 'ILLEGAL_WRITE'],
    says: ['t is kept by the engine'],
  },
  {
    what: 'a write to a constant and to a unit',
    network: withReset('«tau» = 3*ms; «mV» = 1*volt; «exp» = 2'),
    codes: ['ILLEGAL_WRITE', 'ILLEGAL_WRITE', 'ILLEGAL_WRITE'],
    says: ['tau is a constant'],
  },
  {
    what: 'writes to j and to protected variables of the target',
    network: onPre('«j» = 1; «k_post» = 1; «s» = 2; «twice_post» = 3'),
    codes: ['ILLEGAL_WRITE', 'ILLEGAL_WRITE', 'ILLEGAL_WRITE', 'ILLEGAL_WRITE'],
    says: ['j is kept by the engine'],
  },
  {
    what: 'a shared subexpression of what is not shared',
    network: populationWith('equations: "g : 1\\nx = 2*«g» : 1 (shared)"'),
    codes: ['ILLEGAL_READ'],
    says: ['x is shared', 'cannot read g'],
  },
  {
    what: 'a flag without a refractory setting (a warning)',
    network: populationWith('equations: "dv/dt = -v/tau : volt («unless refractory»)"'),
    codes: ['FLAG_WITHOUT_REFRACTORY'],
    says: ['has no refractory setting'],
  },
  {
    what: 'a synaptic variable called like one of the target',
    network: projectionWith('connect: all', 'model: "«ge» : 1"'),
    codes: ['FILE_NAME'],
    says: ['ge is also a variable of population B', 'ge_post'],
  },
  {
    what: 'a synaptic variable called like one of the source',
    network: projectionWith('connect: all', 'model: "«v» : volt"'),
    codes: ['FILE_NAME'],
    says: ['v is also a variable of population B'],
  },
];

const nearMisses: readonly (readonly [string, string])[] = [
  ['constants in any order', withConstants('{a: 2*b, b: c + 1, c: half}')],
  [
    'a constant like a unit, of the same value',
    withConstants('{mV: 1 mV, ms: 0.001 second, e: e}'),
  ],
  ['bare names of the target', onPre('v += w*mV; ge += 1; old = ge; ge_post = old')],
  [
    'constants that end in _pre',
    populationWith('equations: "v : volt"', 'constants: {nu_pre: 1e-4, x: nu_pre*2}'),
  ],
  ['subexpressions of each other', populationWith('equations: "x = 2*y : 1\\ny = i + 1 : 1"')],
  [
    'a shared subexpression of shared things',
    populationWith('equations: "g : 1 (shared)\\nx = 2*g*t/second*N : 1 (shared)"'),
  ],
  [
    'lastspike with a refractory setting',
    populationWith(lif, 'threshold: v > v_th and t > lastspike', 'refractory: 1 ms'),
  ],
  [
    'the flag with a refractory setting',
    populationWith('equations: "dv/dt = -v/tau : volt (unless refractory)"', 'refractory: 0 ms'),
  ],
];

describe('faults of names and writes', () => {
  it.each(rows)('$what', (row) => expectFaults(row));
  it.each(nearMisses)('nothing about %s', (_, network) => void expectSound(network));
});

describe('constants', () => {
  const valuesOf = (network: string): Readonly<Record<string, readonly [number, string]>> =>
    Object.fromEntries(
      (expectSound(network).populations[0]?.constants ?? []).map(({ name, quantity, scope }) => [
        name,
        [quantity.value, scope],
      ]),
    );

  it("an object's constants win over the network's and may use them", () => {
    expect(valuesOf(withConstants('{wmax: half*4, twice: 2*wmax}'))).toEqual({
      wmax: [2, 'object'],
      twice: [4, 'object'],
      tau: [10 * 0.001, 'network'],
      v_th: [-50 * 0.001, 'network'],
      half: [0.5, 'network'],
    });
  });

  it('are evaluated in float64 as written', () => {
    const { a, b } = valuesOf(
      withConstants('{a: -half*tau/(20*ms)*1.05, b: "-7 // 2 + -5 % 3 + 2**3**2"}'),
    );
    expect(a?.[0]).toBe(((-0.5 * (10 * 0.001)) / (20 * 0.001)) * 1.05);
    expect(b?.[0]).toBe(-4 + 1 + 512);
  });

  it('keep where their value comes from', () => {
    const model = expectSound(withConstants('{a: {value: 2 mV, source: table 1}}'));
    expect(model.populations[0]?.constants[0]).toMatchObject({ name: 'a', source: 'table 1' });
  });
});
