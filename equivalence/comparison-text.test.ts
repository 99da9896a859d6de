import { describe, expect, it } from 'vitest';
import { networkFromDocument } from '../core/description/index.js';
import {
  handMadeNode,
  handMadeRecording,
  handMadeSide,
  handMadeSnapshot,
  handMadeTrace,
  handMadeTrain,
} from '../tests/support/hand-made-recording.js';
import type { Comparison } from './comparison.js';
import { comparisonJson } from './comparison-json.js';
import { comparisonText } from './comparison-text.js';
import { judgeComparison } from './judge-comparison.js';
import { loadBudget } from './load-budget.js';

const red = '\\e[31m';

/** Two runs in which neuron 3 is one tick late from its second spike on. */
function example(budgetText?: string, name = 'xo-25-5-2'): Comparison {
  const network = networkFromDocument({
    isospike: 1,
    name,
    inputs: { noise: { poisson: { size: 2, rates: '10 Hz' } } },
    populations: { hid: { size: 4, equations: 'v : volt', threshold: 'v > 1*volt' } },
  });
  const budget = budgetText === undefined ? undefined : loadBudget(budgetText, 'b').budget;
  const record = (late: number, v: number, w: number): ReturnType<typeof handMadeRecording> =>
    handMadeRecording({
      spikes: [
        handMadeTrain('noise', 2, [
          [1, 0],
          [70, 1],
        ]),
        handMadeTrain('hid', 4, [
          [100, 3],
          [366 + late, 3],
          [700 + 2 * late, 3],
          [800, 1],
        ]),
      ],
      states: [
        handMadeTrace(
          'hid.v',
          [0, 500],
          [
            [0.001, 0.002],
            [0.003 + v, 0.004],
          ],
        ),
      ],
      final: [handMadeSnapshot('S.w', 1000, [0, 0.5, 1 - w, 1])],
    });
  return judgeComparison({
    network,
    plannedSteps: 1000,
    reference: handMadeSide('reference', record(0, 0, 0)),
    subject: handMadeSide('fixed', record(4, 2 ** -10, 0.25), {
      nodes: [handMadeNode({ operations: 70_000, overflowPositive: 4, inexact: 1_240_000 })],
    }),
    plastic: [
      {
        name: 'S.w',
        bounds: [0, 1],
        targets: Int32Array.of(0, 0, 1, 1),
        initial: { reference: Float64Array.of(0, 0, 0, 0), subject: Float64Array.of(0, 0, 0, 1) },
      },
    ],
    formats: (variable) =>
      variable === 'hid.v' ? { lsb: 2 ** -13, unit: 'mV', format: 's16f10' } : undefined,
    ...(budget === undefined ? {} : { budget }),
  });
}

const budget = `budget: 1
tiers: {T3: {gamma: {window: 0.5 ms, min: 0.95}}}
counters: {saturationPer1e6: 100}
`;

describe('a comparison in the terminal', () => {
  it('at 100 columns', () => {
    expect(
      comparisonText(example(budget), { width: 100 }),
    ).toBe(`isospike compare  xo-25-5-2 on iso-256   free, seed 11, 1,000 ticks of 0.1 ms
BREACHED  tiers.T3.gamma of hid[3]: 0.656, limit >= 0.950
  first   tick 366 (36.6 ms)  hid[3]  spikes on the reference alone
  tier    none reached; T3 fails: tiers.T3.gamma of hid[3]: 0.656, limit >= 0.950
  engines reference (js) 1.2.3, fixed (integer) 1.2.3

spikes  reference  subject  same tick  first tick  worst gamma  lag ms/spike    jitter ms
hid             4        4          2         366        0.656        +0.400            0
noise           2        2          2        none        1.000   not defined  not defined

states, subject - reference  largest    RMS  largest LSB  RMS LSB  before first LSB  at tick
hid.v, mV                     +0.977  0.488        +8.00     4.00              0.00  500 [0]

weights, subject - reference  largest    RMS  of range  cosine    at bounds  never moved   tick
S.w                            -0.250  0.125      13 %   0.990  75 % / 50 %  25 % / 50 %  1,000

arithmetic  operations  saturated  wrapped  became 0  dead updates  inexact
state           70,000          4        0         0             0   1.24 M

limit                      verdict   measured     limit  at
tiers.T3.gamma             BREACHED     0.656  >= 0.950  hid[3]
counters.saturationPer1e6  holds         57.1    <= 100  exc.v

  note    shares at bounds and never moved: reference / subject
  note    states are samples: at most 8 neurons of each population
  note    one seed: another one may part sooner
verdict: breached (tiers.T3.gamma of hid[3]: 0.656, limit >= 0.950)
`);
  });

  it('at 60 columns: columns drop from the right and that is said', () => {
    expect(
      comparisonText(example(budget), { width: 60 }),
    ).toBe(`isospike compare  xo-25-5-2 on iso-256   free, seed 11,
  1,000 ticks of 0.1 ms
BREACHED  tiers.T3.gamma of hid[3]: 0.656, limit >= 0.950
  first   tick 366 (36.6 ms)  hid[3]  spikes on the
          reference alone
  tier    none reached; T3 fails: tiers.T3.gamma of hid[3]:
          0.656, limit >= 0.950
  engines reference (js) 1.2.3, fixed (integer) 1.2.3

spikes  reference  subject  same tick  first tick
hid             4        4          2         366
noise           2        2          2        none
3 columns hidden, --wide

states, subject - reference  largest    RMS  largest LSB
hid.v, mV                     +0.977  0.488        +8.00
3 columns hidden, --wide

weights, subject - reference  largest    RMS  of range
S.w                            -0.250  0.125      13 %
4 columns hidden, --wide

arithmetic  operations  saturated  wrapped  became 0
state           70,000          4        0         0
2 columns hidden, --wide

limit                      verdict   measured     limit
tiers.T3.gamma             BREACHED     0.656  >= 0.950
counters.saturationPer1e6  holds         57.1    <= 100
1 column hidden, --wide

  note    shares at bounds and never moved: reference /
          subject
  note    states are samples: at most 8 neurons of each
          population
  note    one seed: another one may part sooner
verdict: breached (tiers.T3.gamma of hid[3]: 0.656, limit >= 0.950)
`);
  });

  it('below 60 columns: one line per value', () => {
    const text = comparisonText(example(), { width: 40 });
    expect(text).toContain('spikes: hid\n  reference: 4\n  subject: 4\n  same tick: 2\n');
    const lines = text.split('\n').slice(0, -2);
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
  });

  it('clamps the width, and keeps all columns if asked to', () => {
    const text = comparisonText(example(), { width: 100 });
    expect(comparisonText(example(), { width: 5 })).toBe(comparisonText(example(), { width: 40 }));
    expect(comparisonText(example(), { width: Number.NaN })).toBe(
      comparisonText(example(), { width: 80 }),
    );
    expect(text).not.toContain('hidden');
    expect(comparisonText(example(), { width: 60, wide: true })).not.toContain('hidden');
  });

  it.each([
    [undefined, 'verdict: inconclusive (no budget: 4 of 6 spikes are on one side only)'],
    ['budget: 1\ntiers: {T2: {}}', 'verdict: breached (tiers.T2: 4 spikes, limit <= 0 spikes)'],
    ['budget: 1\ncounters: {wrap: 0}', 'verdict: holds'],
  ])('ends with its verdict: %s', (text, last) => {
    const lines = comparisonText(example(text), { width: 60 }).split('\n');
    expect(lines.at(-1)).toBe('');
    expect(lines.at(-2)).toBe(last);
  });

  it('is printable ASCII, whatever a name holds', () => {
    const text = comparisonText(example(`budget: 1\ncase: "${red}\\u00b5\\n"`), {
      width: 80,
    });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain('\\u{1b}[31m\\u{b5}');
  });

  it('paints verdict words only', () => {
    const plain = comparisonText(example(), { width: 80 });
    const painted = comparisonText(example(), {
      width: 80,
      paint: (word, verdict) => `<${verdict}>${word}</>`,
    });
    expect(painted.replace(/<\/?\w*>/g, '')).toBe(plain);
    expect(painted.match(/<inconclusive>/g)?.length).toBe(2);
  });
});

describe('a comparison as JSON', () => {
  const document = JSON.parse(comparisonJson(example(budget))) as Readonly<Record<string, unknown>>;

  it('has its schema, verdict, hashes and formats', () => {
    expect(Object.keys(document).slice(0, 3)).toEqual(['schema', 'case', 'network']);
    expect(document).toMatchObject({
      schema: 'isospike-comparison/1',
      seed: '11',
      steps: 1000,
      verdict: { word: 'breached', exitCode: 1, highestTier: 'none' },
      firstDifference: { step: 366, object: 'hid', neuron: 3, firedOn: 'reference' },
      formats: [{ name: 'hid.v', lsb: 2 ** -13, unit: 'mV', format: 's16f10' }],
      reference: { backend: 'reference', hashes: { host: 'host', program: 'reference-program' } },
      subject: { backend: 'fixed', hardware: 'iso-256' },
      tiers: [{ tier: 'T0' }, {}, { tier: 'T2', result: 'fails' }, { tier: 'T3' }, {}, {}],
    });
    expect(JSON.stringify(document)).toMatch(/"recording":\{"spikes":"[0-9a-f]{64}"/);
  });

  it('is the same bytes for the same comparison', () => {
    expect(comparisonJson(example(budget))).toBe(comparisonJson(example(budget)));
  });

  it('writes what is not defined as null', () => {
    const network = networkFromDocument({
      isospike: 1,
      name: 'empty',
      populations: { a: { size: 1, equations: 'v : 1', threshold: 'v > 1' } },
    });
    const recording = handMadeRecording({ spikes: [handMadeTrain('a', 1, [])] });
    const found = judgeComparison({
      network,
      plannedSteps: 1000,
      reference: handMadeSide('reference', recording),
      plastic: [],
    });
    const empty = JSON.parse(comparisonJson(found)) as Readonly<Record<string, unknown>>;
    expect(empty).toMatchObject({
      subject: null,
      firstDifference: null,
      limits: null,
      counters: null,
    });
  });
});
