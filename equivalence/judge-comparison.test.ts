import { describe, expect, it } from 'vitest';
import type { NodeCounters } from '../core/backend.js';
import { networkFromDocument } from '../core/description/index.js';
import type { Recording } from '../core/recording/index.js';
import {
  handMadeNode,
  handMadeRecording,
  handMadeSide,
  handMadeSnapshot,
  handMadeTrace,
  handMadeTrain,
} from '../tests/support/hand-made-recording.js';
import type { Comparison } from './comparison.js';
import { judgeComparison } from './judge-comparison.js';
import { loadBudget } from './load-budget.js';

const network = networkFromDocument({
  isospike: 1,
  name: 'pair',
  inputs: { noise: { poisson: { size: 2, rates: '10 Hz' } } },
  populations: { exc: { size: 2, equations: 'v : volt', threshold: 'v > 1*volt' } },
});
type Spikes = readonly (readonly [number, number])[];
const record = (exc: Spikes, parts: Partial<Recording> = {}): Recording =>
  handMadeRecording({
    spikes: [handMadeTrain('exc', 2, exc), handMadeTrain('noise', 2, [[1, 0]])],
    ...parts,
  });

function judge(
  ours: Recording,
  theirs: Recording,
  more: {
    readonly budget?: string;
    readonly nodes?: readonly NodeCounters[];
    finished?: boolean;
  } = {},
): Comparison {
  const budget = more.budget === undefined ? undefined : loadBudget(more.budget, 'b').budget;
  const { nodes = [], finished = true } = more;
  return judgeComparison({
    network,
    plannedSteps: 1000,
    reference: handMadeSide('reference', ours),
    subject: handMadeSide('fixed', theirs, { nodes, finished }),
    plastic: [{ name: 'S.w', bounds: [0, 1], targets: Int32Array.of(0, 1) }],
    ...(budget === undefined ? {} : { budget }),
  });
}
const spikes: Spikes = [
  [10, 0],
  [200, 0],
  [390, 0],
  [500, 1],
];
const late: Spikes = [
  [11, 0],
  [201, 0],
  [391, 0],
  [500, 1],
];
const outcome = ({ verdict }: Comparison): readonly (string | number)[] => [
  verdict.word,
  verdict.exitCode,
  verdict.highest,
];

describe('without a budget', () => {
  it('equal spikes hold', () => {
    const found = judge(record(spikes), record(spikes));
    expect(outcome(found)).toEqual(['holds', 0, 'T2']);
    expect(found.verdict.detail).toBe('T2 spike-exact, 1,000 ticks');
    expect(found.verdict.next?.tier).toBe('T1');
    expect(found.remarks[0]).toBe(
      'T2 over a short run does not imply T2 over a longer one: 100.0 ms were simulated',
    );
  });

  it('other spikes are inconclusive, with numbers', () => {
    const found = judge(record(spikes), record(late));
    expect(outcome(found)).toEqual(['inconclusive', 2, 'none']);
    expect(found.verdict.detail).toBe('no budget: 6 of 7 spikes are on one side only');
    expect(found.verdict.next).toEqual({
      tier: 'T2',
      reason: '6 of 7 spikes are on one side only, the first at tick 10 (1.0 ms)',
    });
  });

  it('equal lists that are not full prove nothing', () => {
    const part = record(spikes, { totals: [{ object: 'exc', spikes: 9 }] });
    const found = judge(part, part);
    expect(outcome(found)).toEqual(['inconclusive', 2, 'none']);
    expect(found.verdict.next?.reason).toBe('not every spike of exc was recorded');
  });

  it('input spikes alone are nothing to compare', () => {
    const found = judge(record([]), record([]));
    expect(outcome(found)).toEqual(['incomplete', 4, 'none']);
    expect(found.notes.map(({ code }) => code)).toEqual(['COMPARE_EMPTY']);
  });

  it('no step is nothing to compare', () => {
    const found = judge(record([], { steps: 0 }), record([], { steps: 0 }));
    expect(found.notes.map(({ code }) => code)).toEqual(['COMPARE_EMPTY']);
    expect(found.verdict.exitCode).toBe(4);
  });

  it('another stimulus is said', () => {
    const other = handMadeRecording({
      spikes: [handMadeTrain('exc', 2, late), handMadeTrain('noise', 2, [[2, 0]])],
    });
    const found = judge(record(spikes), other);
    expect(found.firstDifference).toMatchObject({ object: 'noise', step: 1 });
    expect(found.remarks[0]).toMatch(/^the stimulus itself differs first: noise/);
  });
});

describe('a run that did not end', () => {
  it('is incomplete, and what there is is compared', () => {
    const short = record([[10, 0]], { steps: 100 });
    const found = judge(record(spikes), short, {
      finished: false,
      budget: 'budget: 1\ntiers: {T2: {}}',
    });
    expect(outcome(found)).toEqual(['incomplete', 4, 'none']);
    expect(found.steps).toBe(100);
    expect(found.spikes[0]).toMatchObject({ object: 'exc', equal: true, reference: 1 });
    expect(found.limits).toBeUndefined();
    expect(found.verdict.detail).toBe('fixed ended at tick 100 of 1,000: the run ended early');
  });

  it('leaves no subject if the reference failed', () => {
    const side = handMadeSide('reference', record([], { steps: 5 }), { finished: false });
    const found = judgeComparison({ network, plannedSteps: 10, reference: side, plastic: [] });
    expect(outcome(found)).toEqual(['incomplete', 4, 'none']);
    expect(found.subject).toBeUndefined();
  });

  it('does not compare other time steps or seeds', () => {
    const other = judge(record(spikes), record(spikes, { dtSeconds: 1e-3 }));
    expect(other.verdict).toMatchObject({ word: 'incomplete', exitCode: 4 });
    expect(other.verdict.detail).toContain('time steps differ');
  });
});

describe('with a budget', () => {
  const verdictOf = (text: string, nodes: readonly NodeCounters[] = []): Comparison =>
    judge(record(spikes), record(late), { budget: `budget: 1\n${text}`, nodes });

  it('spike-exact breaks, or holds', () => {
    const broken = verdictOf('tiers: {T2: {}}');
    expect(outcome(broken)).toEqual(['breached', 1, 'none']);
    expect(broken.verdict.detail).toBe('tiers.T2: 6 spikes, limit <= 0 spikes');
    const found = judge(record(spikes), record(spikes), { budget: 'budget: 1\ntiers: {T2: {}}' });
    expect(outcome(found)).toEqual(['holds', 0, 'T2']);
  });

  it('bounded trains hold though no spike is exact', () => {
    const found = verdictOf(
      'tiers: {T3: {lagMsPerSpike: 0.01, jitterMs: 0.01, gamma: {window: 1 ms, min: 0.99}}}',
    );
    expect(outcome(found)).toEqual(['holds', 0, 'T3']);
    expect(found.verdict.next?.tier).toBe('T2');
    expect(found.limits?.map(({ name, place, holds }) => [name, place, holds])).toEqual([
      ['tiers.T3.lagMsPerSpike', 'exc[0]', true],
      ['tiers.T3.jitterMs', 'exc[0]', true],
      ['tiers.T3.gamma', 'exc[0]', true],
    ]);
  });

  it('names the worst neuron of a breach', () => {
    const found = verdictOf('tiers: {T3: {gamma: {window: 0 ms, min: 0.5}}}');
    expect(outcome(found)).toEqual(['breached', 1, 'none']);
    expect(found.verdict.detail).toBe('tiers.T3.gamma of exc[0]: 0.000, limit >= 0.500');
    expect(found.notes).toMatchObject([{ code: 'BUDGET_BREACHED', context: 'tiers.T3.gamma' }]);
    const [note] = found.notes;
    const { source, start, end } = note?.span ?? { source: { text: '' }, start: 0, end: 0 };
    expect(source.text.slice(start, end)).toBe('{window: 0 ms, min: 0.5}');
  });

  it('an undecided limit is inconclusive, and passes if that is allowed', () => {
    // Neuron 1 has one spike on either side, neuron 0 none: no line goes through one lag.
    const [ours, theirs] = [record([[500, 1]]), record([[501, 1]])];
    const budget = 'budget: 1\ntiers: {T3: {lagMsPerSpike: 1}}';
    const found = judge(ours, theirs, { budget });
    expect(outcome(found)).toEqual(['inconclusive', 2, 'none']);
    expect(found.verdict.detail).toBe(
      'tiers.T3.lagMsPerSpike of exc: not measured, no neuron has 2 spikes on both sides, limit <= 1 ms',
    );
    const allowed = judge(ours, theirs, { budget: `${budget}\nallowInconclusive: true` });
    expect(outcome(allowed)).toEqual(['inconclusive', 0, 'none']);
  });

  it('a breach outweighs what is undecided', () => {
    const found = verdictOf('tiers: {T2: {}}\ncounters: {wrap: 0}');
    expect(found.limits?.map(({ holds }) => holds)).toEqual([false, undefined]);
    expect(found.verdict.word).toBe('breached');
  });

  it('no limit at all is no budget', () => {
    expect(verdictOf('case: x').verdict.detail).toMatch(/^no limit in the budget: /);
    expect(verdictOf('case: x').name).toBe('x');
  });

  it('counters: wraps in all, shares of the worst node', () => {
    const nodes = [
      handMadeNode({ overflowPositive: 3, overflowNegative: 1, operations: 1e6 }),
      handMadeNode({ node: 1, overflowPositive: 2, wrapDistance: 7, operations: 10 }),
      handMadeNode({ node: 2, name: 'S.w', wordClass: 'weight', deadUpdates: 5, operations: 100 }),
    ];
    const found = verdictOf(
      'counters: {wrap: 1, saturationPer1e6: 4, deadUpdateShare: 0.04, underflowShare: 0}',
      nodes,
    );
    expect(found.limits?.map(({ measured, holds, place }) => [measured, holds, place])).toEqual([
      [2, false, 'exc.v'],
      [4, true, 'exc.v'],
      [0.05, false, 'S.w'],
      [0, true, ''],
    ]);
    expect(found.verdict.detail).toBe('counters.wrap of exc.v: 2, limit <= 1, and 1 more');
    expect(found.counters).toMatchObject({
      counted: true,
      wraps: 2,
      classes: [
        { wordClass: 'state', nodes: 2, saturations: 4, wraps: 2 },
        { wordClass: 'weight', nodes: 1, deadUpdates: 5 },
      ],
    });
  });

  it('variables: the largest error of samples and end', () => {
    const state = (values: readonly number[], end: number): Partial<Recording> => ({
      states: [handMadeTrace('exc.v', [0], [values])],
      final: [handMadeSnapshot('exc.v', 1000, [0, end], { kind: 'population', unitText: 'volt' })],
    });
    const run = (limit: string): Comparison =>
      judge(record(spikes, state([0, 0], 0)), record(spikes, state([0, 0.001], 0.003)), {
        budget: `budget: 1\nvariables: {exc.v: {maxError: ${limit}}}`,
      });
    expect(run('4 mV').limits?.[0]).toMatchObject({
      name: 'variables.exc.v.maxError',
      place: 'exc.v[1]',
      unit: 'volt',
      measured: 0.003,
      holds: true,
    });
    expect(run('2 mV').verdict.detail).toBe(
      'variables.exc.v.maxError of exc.v[1]: 0.00300 volt, limit <= 0.00200 volt',
    );
  });

  it('weights: the worst checkpoint', () => {
    const weights = (...ends: (readonly number[])[]): Partial<Recording> => ({
      weights: ends.map((values, at) => handMadeSnapshot('S.w', at * 500, values)),
    });
    const found = judge(
      record(spikes, weights([0.5, 0.5], [1, 0.5])),
      record(spikes, weights([0.5, 0.6], [1, 0.5])),
      { budget: 'budget: 1\nweights: {S.w: {maxRms: 0.05, minCosine: 1, maxShareAtBound: 0.5}}' },
    );
    expect(found.limits?.map(({ holds, reason }) => [holds, reason])).toEqual([
      [false, 'at step 0'],
      [true, 'at step 0'],
      [true, 'at step 500'],
    ]);
    expect(found.limits?.[0]?.measured).toBeCloseTo(0.1 / Math.SQRT2, 12);
  });

  it('judges the populations it names, also one without a recording', () => {
    const found = verdictOf('tiers: {T3: {populations: [inh], gamma: {window: 0 ms, min: 0.5}}}');
    expect(found.limits).toMatchObject([
      { name: 'tiers.T3', place: 'inh', holds: undefined, reason: 'its spikes were not recorded' },
    ]);
    expect(outcome(found)).toEqual(['inconclusive', 2, 'none']);
  });
});
