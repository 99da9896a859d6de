import { describe, expect, it } from 'vitest';
import { expectFaults, expectSound, type FaultRow } from '../../tests/support/marked-faults.js';

const withParts = (probes: string, timeline: string): string => `isospike: 1
name: test
constants: {total: 3}
inputs:
  pixels: {images: {sets: {train: {file: a.gz}, test: {file: b.gz}}, rate: 0.25 Hz, present: 350 ms, rest: 150 ms}}
  noise: {poisson: {size: 4, rates: 10 Hz}}
populations:
  G: {size: 3, equations: ["v : volt", "s : 1 (shared)", "x = 2*s : 1"], threshold: v > 0*mV}
projections:
  S: {from: noise, to: G, connect: all, model: ["w : 1", "W : 1 (shared)"], on_pre: w += 1, freezable: true}
  F: {from: pixels, to: G, connect: all, model: "u : 1"}
probes: ${probes}
timeline: ${timeline}
`;
const steps = (timeline: string): string => withParts('[]', timeline);
const probe = (text: string): string => withParts(`[${text}]`, '[]');
const input = (text: string): string => `isospike: 1
name: test
constants: {fast: 20 Hz}
inputs: {X: ${text}}
`;

const rows: readonly FaultRow[] = [
  {
    what: 'a set of an unknown variable',
    network: steps('[{set: {«G.vv»: 1 mV}}]'),
    codes: ['NO_SUCH_VARIABLE'],
    says: ['population G has no variable vv', 'did you mean v?'],
  },
  {
    what: 'a set in another unit',
    network: steps('[{set: {G.v: «3»}}]'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its value has no unit'],
  },
  {
    what: 'a set of a subexpression',
    network: steps('[{set: {«G.x»: 3}}]'),
    codes: ['ILLEGAL_WRITE'],
    says: ['x is a subexpression'],
  },
  {
    what: 'a shared variable of a selection',
    network: steps('[{set: {«S.W»: 3}, where: w > 1}]'),
    codes: ['ILLEGAL_WRITE'],
    says: ['W is shared, it cannot be set for a selection'],
  },
  {
    what: 'a numeric selection',
    network: steps('[{set: {S.w: 3}, where: «w»}]'),
    codes: ['CONDITION_TYPE'],
    says: ['where must be a condition: w has no unit', 'write w != 0'],
  },
  {
    what: 'an unknown name in a selection',
    network: steps('[{freeze: S, where: «ww» > 1}]'),
    codes: ['UNRESOLVED_NAME'],
    says: ['ww is not defined in projection S'],
  },
  {
    what: 'a draw in a selection',
    network: steps('[{set: {S.w: 3}, where: «rand()» > 0.5}]'),
    codes: ['ILLEGAL_READ'],
    says: ['rand() cannot stand in a selection'],
  },
  {
    what: 'an index outside',
    network: steps('[{set: {G.v: 0}, indices: [0, «3»]}]'),
    codes: ['FILE_VALUE'],
    says: ['index 3 is outside G'],
  },
  {
    what: 'a total in another unit',
    network: steps('[{normalize: {variable: S.w, per: target, total: «3 mV»}}]'),
    codes: ['FILE_VALUE'],
    says: ['total of w needs a number without unit, the value has unit volt'],
  },
  {
    what: 'normalising a shared variable',
    network: steps('[{normalize: {variable: «S.W», per: target, total: 3}}]'),
    codes: ['ILLEGAL_WRITE'],
    says: ['W is shared'],
  },
  {
    what: 'rates that are negative',
    network: steps('[{set: {noise.rates: «-1 Hz»}}]'),
    codes: ['FILE_VALUE'],
    says: ['cannot be negative: -1 Hz'],
  },
  {
    what: 'an unknown variable of a probe',
    network: probe('state: {of: G, variables: [v, «ss»]}'),
    codes: ['NO_SUCH_VARIABLE'],
    says: ['population G has no variable ss', 'did you mean s'],
  },
  {
    what: 'an index of a probe outside',
    network: probe('spikes: {of: G, indices: [0, «7»]}'),
    codes: ['FILE_VALUE'],
    says: ['index 7 is outside G'],
  },
  {
    what: 'a rate above one spike per step (a warning)',
    network: input('{poisson: {size: 2, rates: «20 kHz»}}'),
    codes: ['RATE_ABOVE_DT'],
    says: ['20000 Hz is more than one spike per step'],
  },
  {
    what: 'an index of a spike outside',
    network: input('{spikes: {size: 2, indices: [0, «2»], times: [1 ms, 2 ms]}}'),
    codes: ['SPIKE_LIST'],
    says: ['index 2 of the input X', '2 neurons'],
  },
  {
    what: 'more indices than times',
    network: input('{spikes: {size: 2, indices: [0, 1], times: «[1 ms]»}}'),
    codes: ['SHAPE_MISMATCH'],
    says: ['2 indices and 1 times'],
  },
  {
    what: 'two spikes of one neuron in one step',
    network: input('{spikes: «{size: 2, indices: [0, 1, 0], times: [0.21 ms, 0.2 ms, 0.25 ms]}»}'),
    codes: ['SPIKE_LIST'],
    says: ['neuron 0 of the input X spikes twice in step 2'],
  },
  {
    what: 'a period that ends before the last spike',
    network: input('{spikes: {size: 2, indices: [0, 1], steps: [0, 20], period: «2 ms»}}'),
    codes: ['SPIKE_LIST'],
    says: ['ends before the last spike'],
  },
  {
    what: 'a period between two steps',
    network: input('{spikes: {size: 2, indices: [0, 1], steps: [0, 5], period: «2.05 ms»}}'),
    codes: ['SPIKE_LIST'],
    says: ['no multiple of dt'],
  },
];

const nearMisses: readonly (readonly [string, string])[] = [
  ['a set in its unit, also reading itself', steps('[{set: {G.v: v/2 + 1*mV}}]')],
  ['a shared variable without selection', steps('[{set: {S.W: 3, G.s: 2}}]')],
  [
    'selections',
    steps(
      '[{set: {S.w: rand()}, where: w > 1 and v_post > 0*mV}, {set: {G.v: 0}, indices: "0:2"}]',
    ),
  ],
  ['a total of constants', steps('[{normalize: {variable: S.w, per: target, total: 2*total}}]')],
  [
    'freezing',
    steps('[{freeze: S, where: w > 0.3}, {unfreeze: S, where: frozen}, {set: {S.frozen: true}}]'),
  ],
  ['rates of constants', input('{poisson: {size: 2, rates: 2*fast}}')],
  ['rates of 0', input('{poisson: {size: 2, rates: 0}}')],
  [
    'a period behind the last spike',
    input('{spikes: {size: 2, indices: [0], steps: [19], period: 2 ms}}'),
  ],
];

describe('faults of timeline, probes and inputs', () => {
  it.each(rows)('$what', (row) => expectFaults(row));
  it.each(nearMisses)('nothing about %s', (_, network) => void expectSound(network));
});

describe('inputs', () => {
  it('put spikes into steps, sorted by time, then index', () => {
    // 0.19 ms is step 1; 0.3 ms is step 3, although 0.3/0.1 is below 3 in float64.
    const [spikes] = expectSound(
      input(
        '{spikes: {size: 9, indices: [4, 3, 2, 1, 0], times: [0.3 ms, 0.19 ms, 0.15 ms, 0.15 ms, 0]}}',
      ),
    ).inputs;
    expect(spikes).toMatchObject({ indices: [0, 1, 2, 3, 4], steps: [0, 1, 1, 1, 3] });
  });

  it('evaluate rates of constants', () => {
    const [noise] = expectSound(input('{poisson: {size: 2, rates: 2*fast}}')).inputs;
    expect(noise).toMatchObject({ kind: 'poisson', rates: { kind: 'number', value: 40 } });
  });

  it('of images give sets, rates and times', () => {
    const [pixels] = expectSound(steps('[{present: {input: pixels, set: test, items: 5}}]')).inputs;
    expect(pixels).toMatchObject({
      kind: 'images',
      sets: [
        { name: 'train', file: { file: 'a.gz' }, first: 0, shuffle: false },
        { name: 'test', file: { file: 'b.gz' }, first: 0, shuffle: false },
      ],
      rateHertzPerGray: 0.25,
      presentSeconds: 350 * 0.001,
      restSeconds: 150 * 0.001,
    });
  });
});

describe('the timeline', () => {
  it('splits a set of two objects, in the order of the keys', () => {
    const { timeline } = expectSound(steps('[{set: {G.v: 0, S.w: 1, G.s: 2}}]'));
    expect(
      timeline.map(
        (step) =>
          step.kind === 'set' && [step.object, ...step.assignments.map(({ variable }) => variable)],
      ),
    ).toEqual([
      ['G', 'v', 's'],
      ['S', 'w'],
    ]);
  });

  it('keeps repeats, presentations and their inner steps', () => {
    const { timeline } = expectSound(
      steps(
        '[{repeat: 2, steps: [{run: 1 ms}]}, {present: {input: pixels, set: train, before: [{normalize: {variable: S.w, per: source, total: 2}}], after: [{checkpoint: c}]}}]',
      ),
    );
    expect(timeline).toMatchObject([
      { kind: 'repeat', times: 2, steps: [{ kind: 'run', seconds: 0.001 }] },
      {
        kind: 'present',
        input: 'pixels',
        set: 'train',
        before: [{ kind: 'normalize', projection: 'S', variable: 'w', per: 'source', total: 2 }],
        after: [{ kind: 'checkpoint', name: 'c' }],
      },
    ]);
  });
});
