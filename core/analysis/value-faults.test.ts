import { describe, expect, it } from 'vitest';
import {
  expectFaults,
  expectSound,
  type FaultRow,
  populationWith,
  projectionWith,
} from '../../tests/support/marked-faults.js';

const variables =
  'equations: "dv/dt = -v/tau : volt\\ng : 1\\ns : 1 (shared)\\nn : integer\\nb : boolean\\nx = 2*g : 1"';
const initial = (text: string): string => populationWith(variables, `initial: ${text}`);
const clipped = (start: string, clip: string): string =>
  projectionWith('connect: all', 'model: "w : 1"', `initial: ${start}`, `on_pre: ${clip}`);
const withArray = (array: string, expression: string): string => `isospike: 1
name: test
arrays: {A: ${array}}
populations:
  G: {size: 3, equations: "v : volt", threshold: "${expression}"}
`;

const rows: readonly FaultRow[] = [
  {
    what: 'a bare number for volt',
    network: initial('{v: «-65»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its value has no unit'],
  },
  {
    what: 'a quantity of another unit',
    network: initial('{v: «5 ms»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its value has unit second'],
  },
  {
    what: 'the expression "0"',
    network: initial('{v: «"0"»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its value has no unit'],
  },
  {
    what: 'an expression of another unit',
    network: initial('{v: «tau*2»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v = tau*2 needs one unit: v has unit volt, tau*2 has unit second'],
  },
  {
    what: 'a value that is not a number',
    network: initial('{g: «0/0», v: «log(-1.0)*mV», n: «1/0»}'),
    codes: ['FILE_VALUE', 'FILE_VALUE', 'FILE_VALUE'],
    says: ['the value of g is not a number', 'a division by 0'],
  },
  {
    what: 'constants without a finite value, each once',
    network: populationWith(
      variables,
      'constants: {p: «0/0», q: «exp(1000)», r: q + 1, s2: 2*inf}',
    ),
    codes: ['FILE_VALUE', 'FILE_VALUE'],
    says: ['p is not a number'],
  },
  {
    what: 'bounds and numbers of synapses without a value',
    network: projectionWith(
      'connect: {condition: all, n: «0/0»}',
      'model: "w : 1"',
      'bounds: {w: [0, «1/0»]}',
    ),
    codes: ['FILE_VALUE', 'FILE_VALUE'],
    says: ['n is not a number'],
  },
  {
    what: 'a list of another length',
    network: initial('{g: «[1, 2]»}'),
    codes: ['SHAPE_MISMATCH'],
    says: ['g needs 3 values', 'the list has 2'],
  },
  {
    what: 'a list with a bare number for volt',
    network: initial('{v: [0, «1», 2 mV]}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its value has no unit'],
  },
  {
    what: 'a list with another unit',
    network: initial('{v: {values: [1, 2, 3], unit: «ms»}}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its values have unit second'],
  },
  {
    what: 'a file without unit for volt',
    network: initial('{v: «{file: v.npy}»}'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, its values have no unit'],
  },
  {
    what: 'a file of another shape',
    network: initial('{v: «{file: v.npy, unit: mV, shape: [4]}»}'),
    codes: ['LOAD_SHAPE'],
    says: ['v needs 3 values', 'shape [4]'],
  },
  {
    what: 'a list for a shared variable',
    network: initial('{s: «[1, 2, 3]»}'),
    codes: ['SHAPE_MISMATCH'],
    says: ['s is shared: one value, not a list of 3'],
  },
  {
    what: 'a shared variable from i',
    network: initial('{s: 2*«i»}'),
    codes: ['ILLEGAL_READ'],
    says: ['s is shared', 'cannot read i'],
  },
  {
    what: 'an unknown variable',
    network: initial('{«gg»: 1}'),
    codes: ['NO_SUCH_VARIABLE'],
    says: ['population G has no variable gg', 'did you mean g'],
  },
  {
    what: 'a subexpression',
    network: initial('{«x»: 1}'),
    codes: ['ILLEGAL_WRITE'],
    says: ['x is a subexpression'],
  },
  {
    what: 'true for a number',
    network: initial('{g: «true»}'),
    codes: ['CONDITION_TYPE'],
    says: ['g is a number, not true or false', 'write 1'],
  },
  {
    what: 'a number for a boolean',
    network: initial('{b: «2»}'),
    codes: ['CONDITION_TYPE'],
    says: ['b is boolean'],
  },
  {
    what: 'a value that reads itself (a warning)',
    network: initial('{v: «v_th + rand()*(v - v_th)»}'),
    codes: ['SELF_REF_INIT'],
    says: ['the initial value of v reads v itself', 'v is 0 before its first value'],
  },
  {
    what: 'a number glued to its unit',
    network: initial('{v: «-65mV»}'),
    codes: ['FILE_VALUE'],
    says: ['a space or * is missing between -65 and mV', 'write -65 mV'],
  },
  {
    what: 'bounds of another unit',
    network: populationWith(variables, 'bounds: {v: [«1», 2 mV]}'),
    codes: ['FILE_VALUE'],
    says: ['lower bound of v needs unit volt, the value has no unit'],
  },
  {
    what: 'bounds in the wrong order',
    network: populationWith(variables, 'bounds: {g: «[2, 1]»}'),
    codes: ['FILE_VALUE'],
    says: ['must be below'],
  },
  {
    what: 'bounds of an unknown variable',
    network: populationWith(variables, 'bounds: {«vv»: [2, 1]}'),
    codes: ['NO_SUCH_VARIABLE'],
    says: ['did you mean v'],
  },
  {
    what: 'bounds that are no constants',
    network: populationWith(variables, 'bounds: {g: [0, 2*«g»]}'),
    codes: ['ILLEGAL_READ'],
    says: ['g is no constant'],
  },
  {
    what: 'a start above the ceiling (a warning)',
    network: clipped('{w: 2*rand()}', 'w = clip(w + 0.1, 0, «wmax»)'),
    codes: ['INIT_OUT_OF_BOUNDS'],
    says: ['w starts at up to 2', 'the ceiling wmax of its clip() is 1'],
  },
  {
    what: 'a start below the floor (a warning)',
    network: clipped('{w: -0.5}', 'w = clip(w + 0.1, «0», wmax)'),
    codes: ['INIT_OUT_OF_BOUNDS'],
    says: ['w starts at down to -0.5', 'the floor 0 of its clip() is 0'],
  },
  {
    what: 'the default start 0 (a warning)',
    network: clipped('{}', 'w = clip(w + 0.1, «half», wmax)'),
    codes: ['INIT_OUT_OF_BOUNDS'],
    says: ['w starts at down to 0', 'is 0.5'],
  },
  {
    what: 'a timed array without a call',
    network: withArray('{dt: 1 ms, unit: mV, values: [1, 2]}', 'v > «A»'),
    codes: ['ILLEGAL_READ'],
    says: ['A is a timed array', 'write A(t)'],
  },
  {
    what: 'a timed array at a number',
    network: withArray('{dt: 1 ms, unit: mV, values: [1, 2]}', 'v > A(«3»)'),
    codes: ['UNIT_ARGS'],
    says: ['A(t) needs a time: t = 3 has no unit'],
  },
  {
    what: 'a timed array without columns',
    network: withArray('{dt: 1 ms, unit: mV, values: [1, 2]}', 'v > «A(t, i)»'),
    codes: ['UNIT_ARGS'],
    says: ['A has no columns', 'write A(t)'],
  },
  {
    what: 'a timed array with columns',
    network: withArray('{dt: 1 ms, unit: mV, values: [[1, 2, 3]]}', 'v > «A(t)»'),
    codes: ['UNIT_ARGS'],
    says: ['A has columns', 'write A(t, i)'],
  },
  {
    what: 'a timed array in another unit',
    network: withArray('{dt: 1 ms, values: [1, 2]}', 'v > «A(t)»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, A(t) has no unit'],
  },
  {
    what: 'too few columns',
    network: withArray('{dt: 1 ms, unit: mV, values: [[1, 2]]}', 'v > A(t, «i»)'),
    codes: ['TIMED_ARRAY_WIDTH'],
    says: ['A has 2 columns', '3 neurons'],
  },
  {
    what: 'too many columns (a warning)',
    network: withArray('{dt: 1 ms, unit: mV, values: [[1, 2, 3, 4]]}', 'v > A(t, «i»)'),
    codes: ['TIMED_ARRAY_WIDTH'],
    says: ['A has 4 columns for 3 neurons'],
  },
  {
    what: 'a column that is known to be out of range',
    network: withArray('{dt: 1 ms, unit: mV, values: [[1, 2, 3, 4]]}', 'v > A(t, «2*i + 1»)'),
    codes: ['TIMED_ARRAY_WIDTH'],
    says: ['column 2*i + 1 goes to 5'],
  },
  {
    what: 'an entry of another unit',
    network: withArray('{dt: 1 ms, unit: mV, values: [1, «2 ms»]}', 'v > A(t)'),
    codes: ['UNIT_MISMATCH'],
    says: ['the array has unit volt, this value has unit second'],
  },
];

const nearMisses: readonly (readonly [string, string])[] = [
  ['0 as data for volt', initial('{v: 0}')],
  ['0 in a list for volt', initial('{v: [0, 1 mV, 2 mV]}')],
  ['lists with units', initial('{v: {values: [1, 2, 3], unit: mV}}')],
  ['a file with its unit', initial('{v: {file: v.npy, unit: mV, shape: [3]}}')],
  ['values that read others', initial('{g: i*rand(), v: v_th*g, b: true, n: 3, s: 2*half}')],
  ['a start within the bounds', clipped('{w: rand()*wmax}', 'w = clip(w + 0.1, 0, wmax)')],
  ['a start of unknown range', clipped('{w: randn()}', 'w = clip(w + 0.1, 0, wmax)')],
  ['a start at the bound', clipped('{w: 1}', 'w = clip(w + 0.1, 0, wmax)')],
  [
    'as many columns as neurons',
    withArray('{dt: 1 ms, unit: mV, values: [[1, 2, 3]]}', 'v > A(t, i)'),
  ],
  ['a column within range', withArray('{dt: 1 ms, unit: mV, values: [[1, 2]]}', 'v > A(t, i % 2)')],
  ['bounds of constants', populationWith(variables, 'bounds: {v: [v_th, 0], g: [-half, wmax*2]}')],
];

describe('faults of values', () => {
  it.each(rows)('$what', (row) => expectFaults(row));
  it.each(nearMisses)('nothing about %s', (_, network) => void expectSound(network));
});

describe('values', () => {
  it('are NUMBER*UNITS from left to right in float64', () => {
    const model = expectSound(initial('{v: -52 mV, g: [1, 2.5, -3], n: 2.9, b: true}'));
    expect(model.populations[0]?.initial.map(({ variable, value }) => [variable, value])).toEqual([
      ['v', { kind: 'number', value: -0.052000000000000005 }],
      ['g', { kind: 'list', values: [1, 2.5, -3] }],
      ['n', { kind: 'number', value: 2 }],
      ['b', { kind: 'number', value: 1 }],
    ]);
  });

  it('of timed arrays are in SI, row by row', () => {
    const file = withArray(
      '{dt: 0.5 ms, unit: mV/ms, values: [[1, 2, 3], [4, 5, 6 mV/ms]]}',
      'v > A(t, i)*ms',
    );
    expect(expectSound(file).arrays).toMatchObject([
      {
        name: 'A',
        dtSeconds: 0.5 * 0.001,
        twoDimensional: true,
        values: {
          kind: 'inline',
          rows: 2,
          columns: 3,
          data: new Float64Array([1, 2, 3, 4, 5, 6].map((value) => (value * 0.001) / 0.001)),
        },
      },
    ]);
  });
});
