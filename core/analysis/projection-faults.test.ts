import { describe, expect, it } from 'vitest';
import {
  expectFaults,
  expectSound,
  type FaultRow,
  projectionWith,
} from '../../tests/support/marked-faults.js';

const connecting = (connect: string): string =>
  projectionWith(`connect: ${connect}`, 'model: "w : 1"', 'on_pre: ge += w');
const onPre = (text: string, ...more: readonly string[]): string =>
  projectionWith('connect: all', 'model: "w : 1"', `on_pre: ${text}`, ...more);
const driven = (...equations: readonly string[]): string =>
  projectionWith(
    'connect: all',
    'model: |',
    ...equations.map((line) => `  ${line}`),
    'on_pre: ge += 1',
  );
const toInput = (text: string): string => `isospike: 1
name: test
inputs: {X: {poisson: {size: 2, rates: 10 Hz}}, Y: {poisson: {size: 2, rates: 10 Hz}}}
projections: {S: {from: X, to: Y, connect: all, model: "w : 1", on_pre: "${text}"}}
`;

const rows: readonly FaultRow[] = [
  {
    what: 'a synaptic weight added to volt',
    network: onPre('v_post += «w»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v_post has unit volt, w has no unit', 'write v_post += w*mV'],
  },
  {
    what: 'a sum added to volt',
    network: onPre('v_post += «w + 2»'),
    codes: ['UNIT_MISMATCH'],
    says: ['w + 2 has no unit', 'write v_post += (w + 2)*mV'],
  },
  {
    what: 'a variable of an input',
    network: toInput('«v_post» += w'),
    codes: ['UNRESOLVED_NAME'],
    says: ['v_post is not defined in projection S', 'of its target Y (NAME_post)'],
  },
  {
    what: 'a numeric connect condition',
    network: connecting('«i - j»'),
    codes: ['CONDITION_TYPE'],
    says: ['connect must be a condition: i - j has no unit', 'write i - j != 0'],
  },
  {
    what: 'a variable called frozen where freezing makes one',
    network: projectionWith(
      'connect: all',
      'model: ["w : 1", "«frozen» : boolean"]',
      'on_pre: ge += w',
      'freezable: true',
    ),
    codes: ['FILE_NAME'],
    says: ['frozen is a reserved name'],
  },
  {
    what: 'a draw in a generator',
    network: connecting('{j: "int(3*«rand()»)"}'),
    codes: ['ILLEGAL_READ'],
    says: ['use sample'],
  },
  {
    what: 'a synaptic variable in connect',
    network: connecting('«w» > 0.5'),
    codes: ['ILLEGAL_READ'],
    says: ['w is not known while synapses are made'],
  },
  {
    what: 'an unknown name in connect',
    network: connecting('i < «ii»'),
    codes: ['UNRESOLVED_NAME'],
    says: ['ii is not defined'],
  },
  {
    what: 'one_to_one with too few targets',
    network: connecting('one_to_one')
      .replace('A: {size: 2', 'A: {size: 5')
      .replace('one_to_one', '«one_to_one»'),
    codes: ['CONNECT_INDEX'],
    says: ['[3, 3]', '5 sources and 3 targets', 'skip_invalid: true'],
  },
  {
    what: 'a pair outside',
    network: connecting('{pairs: [[0, 0], «[2, 1]», [0, 3]]}'),
    codes: ['CONNECT_INDEX'],
    says: ['[2, 1]', '2 sources and 3 targets', '(and 1 more)'],
  },
  {
    what: 'a list of weights of another length',
    network: onPre('ge += w', 'initial: {w: «[1, 2, 3]»}'),
    codes: ['SHAPE_MISMATCH'],
    says: ['w needs 6 values, one for each of the synapses of S', 'the list has 3'],
  },
  {
    what: 'a negative delay',
    network: onPre('ge += w', 'delay: [0 ms, 1 ms, 2 ms, -1 ms, 0 ms, 0 ms]')
      .replace('[0 ms', '«[0 ms')
      .replace(', 0 ms, 0 ms]', ', 0 ms, 0 ms]»'),
    codes: ['DELAY_NEGATIVE'],
    says: ['cannot be negative', '-0.001 s'],
  },
  {
    what: 'a delay in volt',
    network: onPre('ge += w', 'delay: «2*wmax*mV»'),
    codes: ['UNIT_MISMATCH'],
    says: ['delay has unit second, 2*wmax*mV has unit volt'],
  },
  {
    what: 'a plastic variable that does not exist',
    network: onPre('w = w + 1', 'plastic: [«ww»]'),
    codes: ['NO_SUCH_VARIABLE'],
    says: ['projection S has no variable ww', 'did you mean w?'],
  },
  {
    what: 'a trace as plastic variable',
    network: driven('da/dt = -a/tau : 1 (event-driven)').replace(
      'on_pre:',
      'plastic: [«a»]\n    on_pre:',
    ),
    codes: ['FILE_VALUE'],
    says: ['a is no learned weight'],
  },
  {
    what: 'a non-linear event-driven equation',
    network: driven('da/dt = -«a**2»/tau : 1 (event-driven)'),
    codes: ['METHOD_REFUSED'],
    says: ['a**2 is not linear'],
  },
  {
    what: 'a product of two event-driven variables',
    network: driven('da/dt = -a/tau : 1 (event-driven)', 'db/dt = «-a*b»/tau : 1 (event-driven)'),
    codes: ['METHOD_REFUSED'],
    says: ['a*b is not linear in a, b'],
  },
  {
    what: 'a pure integral',
    network: driven('da/dt = «1/ms» : 1 (event-driven)'),
    codes: ['METHOD_REFUSED'],
    says: ['da/dt = 1/ms is a pure integral'],
  },
  {
    what: 'the time in an event-driven equation',
    network: driven('da/dt = -a*«t»/tau**2 : 1 (event-driven)'),
    codes: ['METHOD_REFUSED'],
    says: ['cannot use t, which changes between events'],
  },
  {
    what: 'a draw in an event-driven equation',
    network: driven('da/dt = (-a + «rand()»)/tau : 1 (event-driven)'),
    codes: ['METHOD_REFUSED'],
    says: ['cannot use rand()'],
  },
];

const nearMisses: readonly (readonly [string, string])[] = [
  ['a weight times a unit', onPre('v_post += w*mV')],
  ['a projection to an input', toInput('w += 1')],
  ['conditions of i and j', connecting('i//2 == j//2 and j < N_post - half')],
  ['keywords in a map', connecting('{condition: all, n: 2, seed: 5}')],
  ['pairs outside that are dropped', connecting('{pairs: [[0, 0], [2, 1]], skip_invalid: true}')],
  [
    'coupled event-driven equations',
    driven(
      'da/dt = (w*v_post/mV - a - b)/tau : 1 (event-driven)',
      'db/dt = -b/tau + x : 1 (event-driven)',
      'x = 2*k*a/tau : 1/second',
      'w : 1',
    ),
  ],
  ['as many weights as synapses', onPre('ge += w', 'initial: {w: [1, 2, 3, 4, 5, 6]}')],
  ['delays by expression', onPre('ge += w', 'delay: rand()*10*ms')],
];

describe('faults of projections', () => {
  it.each(rows)('$what', (row) => expectFaults(row));
  it.each(nearMisses)('nothing about %s', (_, network) => void expectSound(network));
});

describe('connections', () => {
  const connectOf = (connect: string): unknown => {
    const [projection] = expectSound(connecting(connect)).projections;
    const { span: _, skipInvalid, ...pattern } = projection?.connect ?? {};
    expect(skipInvalid).toBe(connect.includes('skip_invalid'));
    return pattern;
  };

  it('keywords, pairs and files', () => {
    expect(connectOf('others')).toEqual({ kind: 'others', repeats: 1 });
    expect(connectOf('"i !=j"')).toEqual({ kind: 'others', repeats: 1 });
    expect(connectOf('j != i')).toMatchObject({ kind: 'condition' });
    expect(connectOf('{condition: one_to_one, n: 3}')).toEqual({ kind: 'one_to_one', repeats: 3 });
    expect(connectOf('{probability: 0.25, seed: 7}')).toEqual({
      kind: 'condition',
      probability: 0.25,
      seed: 7n,
      repeats: 1,
    });
    expect(connectOf('{pairs: [[1, 2], [0, 0]]}')).toEqual({
      kind: 'pairs',
      pairs: [
        [1, 2],
        [0, 0],
      ],
      repeats: 1,
    });
    expect(connectOf('{pairs: p.npy}')).toEqual({
      kind: 'pairs-file',
      file: { file: 'p.npy' },
      repeats: 1,
    });
    expect(connectOf('{nonzero: {file: m.npy, shape: [2, 3]}}')).toEqual({
      kind: 'nonzero-file',
      file: { file: 'm.npy', shape: [2, 3] },
      repeats: 1,
    });
  });

  it('a keyword with a probability is the condition it stands for', () => {
    expect(connectOf('{condition: others, probability: 0.5}')).toMatchObject({
      kind: 'condition',
      probability: 0.5,
      condition: { kind: 'comparison', operator: '!=', left: { name: 'i' }, right: { name: 'j' } },
    });
    expect(connectOf('{condition: one_to_one, skip_invalid: true}')).toMatchObject({
      kind: 'condition',
      probability: 1,
      condition: { operator: '==' },
    });
    expect(connectOf('{condition: all, probability: 0.5}')).toEqual({
      kind: 'condition',
      probability: 0.5,
      repeats: 1,
    });
  });

  it('slices count from 0, their end is cut', () => {
    const network = connecting('all')
      .replace('from: A', 'from: A[1:]')
      .replace('to: B', 'to: B[0:99]');
    const [projection] = expectSound(network).projections;
    expect(projection?.source).toEqual({ object: 'A', first: 1, end: 2 });
    expect(projection?.target).toEqual({ object: 'B', first: 0, end: 3 });
  });

  it('what pathways write is plastic, traces are not', () => {
    const network = projectionWith(
      'connect: all',
      'model: ["w : 1", "u : 1", "c : 1", "da/dt = -a/tau : 1 (event-driven)"]',
      'on_pre: a += 1; w = clip(w + a, 0, wmax); x = c',
      'on_post: {late: {do: u += 1, delay: 1 ms}}',
    );
    expect(expectSound(network).projections[0]?.plastic).toEqual(['w', 'u']);
  });
});
