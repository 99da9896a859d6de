import { describe, expect, it } from 'vitest';
import { analyseNetwork } from '../core/analysis/index.js';
import { networkFromDocument } from '../core/description/index.js';
import { locate } from '../core/diagnostics/index.js';
import type { Model } from '../core/network/index.js';
import type { Budget } from './budget.js';
import { checkBudget } from './check-budget.js';
import { loadBudget } from './load-budget.js';

const load = (text: string): Budget => {
  const { budget, diagnostics } = loadBudget(text, 'budget.yaml');
  expect(diagnostics).toEqual([]);
  if (budget === undefined) throw new Error('no budget and no reason');
  return budget;
};
const faults = (text: string): readonly (readonly [string, number | undefined])[] =>
  loadBudget(text, 'budget.yaml').diagnostics.map(({ code, span }) => [
    code,
    span === undefined ? undefined : locate(span).start.line,
  ]);

describe('a budget file', () => {
  it('needs nothing but its version', () => {
    expect(load('budget: 1')).toMatchObject({ spikeExact: false, allowInconclusive: false });
  });

  it('is read with units and in the order written', () => {
    const budget = load(`budget: 1
case: diehl-cook-small
seeds: [3]
simulate: 10 s
tiers:
  T2: {}
  T3: {lagMsPerSpike: 0.5, jitterMs: 1, gamma: {window: 2 ms, min: 0.95}, populations: [exc]}
counters: {wrap: 0, saturationPer1e6: 10, deadUpdateShare: 0.01, underflowShare: 0.1}
variables: {exc.v: {maxError: 0.5 mV, saturationPer1e6: 3}, exc.theta: {maxError: 0.1 mV}}
weights: {XE.w: {maxRms: 0.02, minCosine: 0.98, maxShareAtBound: 0.3}}
allowInconclusive: true
`);
    expect(budget).toMatchObject({
      case: 'diehl-cook-small',
      seed: 3n,
      simulateSeconds: 10,
      spikeExact: true,
      trains: {
        lagMsPerSpike: 0.5,
        jitterMs: 1,
        gamma: { windowSeconds: 0.002, min: 0.95 },
        populations: ['exc'],
      },
      counters: { wrap: 0, saturationPer1e6: 10, deadUpdateShare: 0.01, underflowShare: 0.1 },
      allowInconclusive: true,
    });
    expect([...budget.variables.keys()]).toEqual(['exc.v', 'exc.theta']);
    expect(budget.variables.get('exc.v')?.maxError?.value).toBeCloseTo(5e-4, 15);
    expect(budget.weights.get('XE.w')).toMatchObject({ minCosine: 0.98, maxShareAtBound: 0.3 });
  });

  it('may be JSON', () => {
    expect(load('{"budget": 1, "tiers": {"T2": {}}}').spikeExact).toBe(true);
  });

  const refused: readonly (readonly [string, string, string, number])[] = [
    ['bit equality', 'budget: 1\ntiers: {T0: {}}', 'UNSUPPORTED_FEATURE', 2],
    ['arithmetic alone', 'budget: 1\ntiers: {T1: {}}', 'UNSUPPORTED_FEATURE', 2],
    ['statistics', 'budget: 1\ntiers:\n  T4: {margin: null95}', 'UNSUPPORTED_FEATURE', 3],
    ['task scores', 'budget: 1\ntiers:\n  T5: {metric: accuracy}', 'UNSUPPORTED_FEATURE', 3],
    ['several seeds', 'budget: 1\nseeds: [1, 2]', 'UNSUPPORTED_FEATURE', 2],
    ['baselines', 'budget: 1\nbaseline: b.json', 'UNSUPPORTED_FEATURE', 2],
    [
      'equivalent inputs',
      'budget: 1\nvariables: {a.v: {maxEquivalentInput: 1 pA}}',
      'UNSUPPORTED_FEATURE',
      2,
    ],
    ['another version', 'budget: 2', 'FILE_VERSION', 1],
    ['no version', 'case: x', 'FILE_MISSING', 1],
    ['an unknown key', 'budget: 1\ncounter: {}', 'FILE_KEY', 2],
    ['an unknown counter', 'budget: 1\ncounters: {wraps: 0}', 'FILE_KEY', 2],
    [
      'a window without a unit',
      'budget: 1\ntiers: {T3: {gamma: {window: 2, min: 0.9}}}',
      'FILE_VALUE',
      2,
    ],
    [
      'a window without a limit',
      'budget: 1\ntiers: {T3: {gamma: {window: 2 ms}}}',
      'FILE_MISSING',
      2,
    ],
    ['a share above 1', 'budget: 1\ncounters: {deadUpdateShare: 2}', 'FILE_VALUE', 2],
    ['a negative limit', 'budget: 1\nvariables: {a.v: {maxError: -1 mV}}', 'FILE_VALUE', 2],
    ['trains without a limit', 'budget: 1\ntiers: {T3: {populations: [a]}}', 'FILE_MISSING', 2],
    ['no seed at all', 'budget: 1\nseeds: []', 'FILE_VALUE', 2],
    ['what is no YAML', 'budget: [', 'FILE_SYNTAX', 1],
  ];
  it.each(refused)('is refused where it stands: %s', (_what, text, code, line) => {
    expect(loadBudget(text, 'budget.yaml').budget).toBeUndefined();
    expect(faults(text)[0]).toEqual([code, line]);
  });

  it('reports all faults in one go', () => {
    const text = 'budget: 1\ntiers: {T0: {}, T4: {}}\nbaseline: x\nfoo: 1\n';
    expect(faults(text).length).toBe(4);
  });

  it('names the tier that cannot be judged', () => {
    const [fault] = loadBudget('budget: 1\ntiers: {T4: {}}', 'b').diagnostics;
    expect(fault?.message).toBe('limits on tier T4 (statistics over runs) are not available yet');
  });
});

describe('a budget and its network', () => {
  const { model } = analyseNetwork(
    networkFromDocument({
      isospike: 1,
      name: 'net',
      populations: {
        exc: { size: 2, equations: 'dv/dt = -v/(10*ms) : volt', threshold: 'v > 1*mV' },
      },
      projections: {
        S: {
          from: 'exc',
          to: 'exc',
          connect: 'all',
          model: 'w : volt\nc : volt',
          onPre: 'v_post += w\nw += 1*mV',
        },
      },
    }),
  );
  const check = (text: string): readonly string[] =>
    checkBudget(load(text), model as Model).map(({ code, message }) => `${code} ${message}`);

  it('fit', () => {
    expect(
      check(`budget: 1
tiers: {T3: {jitterMs: 1, populations: [exc]}}
variables: {exc.v: {maxError: 1 mV}}
weights: {S.w: {maxRms: 0.1 mV}}`),
    ).toEqual([]);
  });

  it('do not fit: every fault with its place', () => {
    const text = `budget: 1
tiers: {T3: {jitterMs: 1, populations: [exc, inh]}}
variables: {exc.u: {maxError: 1 mV}, exc.v: {maxError: 1 pA}}
weights: {S.c: {minCosine: 0.5}, S.w: {maxRms: 0.1}}`;
    expect(check(text)).toEqual([
      'FILE_REFERENCE the network has no population inh',
      'FILE_REFERENCE the network has no variable of a population exc.u',
      'FILE_VALUE maxError of exc.v must be in volt, not in amp',
      'FILE_REFERENCE the network has no plastic variable S.c',
      'FILE_VALUE maxRms of S.w must be in volt, not in 1',
    ]);
    const lines = checkBudget(load(text), model as Model).map(({ span }) =>
      span === undefined ? undefined : locate(span).start.line,
    );
    expect(lines).toEqual([2, 3, 3, 4, 4]);
  });
});
