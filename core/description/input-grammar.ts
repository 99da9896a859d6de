import { sliceTexts } from './network-names.js';
import {
  boolean,
  defined,
  integer,
  type LaterShape,
  listOf,
  name,
  namedMap,
  oneWord,
  optional,
  real,
  record,
  required,
  type Shape,
  text,
  tuple,
  type VariantShape,
} from './shape.js';
import {
  dataFile,
  duration,
  expression,
  grid,
  interval,
  rate,
  rateValue,
} from './value-grammar.js';

const size = required('size', integer(1), 'Number of neurons');

const spikes: Shape = record(
  [
    size,
    optional('indices', listOf(integer(0)), 'Neuron of each spike'),
    optional('times', listOf(duration), 'Time of each spike'),
    optional('steps', listOf(integer(0)), 'Step of each spike'),
    optional('file', dataFile, 'Spikes as .csv (index,time or index,step) or .npy [n, 2]'),
    optional('period', interval, 'Time after which the list begins again'),
  ],
  [
    { rule: 'bars', key: 'file', bars: ['indices', 'times', 'steps'] },
    { rule: 'one-of', keys: ['times', 'steps'] },
    { rule: 'needs-some', key: 'indices', of: ['times', 'steps'] },
    { rule: 'needs', key: 'times', needs: ['indices'] },
    { rule: 'needs', key: 'steps', needs: ['indices'] },
  ],
);

const poisson: Shape = record([
  size,
  required('rates', rateValue, 'Spikes per second: one value, a list, or an expression of t and i'),
  optional('dt', interval, "Time step (default: the network's)"),
]);

const poissonInput: Shape = record([
  required('target', { kind: 'text', pattern: sliceTexts }, 'Population or part of it'),
  required('variable', name, 'Variable that is increased'),
  required('n', integer(1), 'Sources per neuron'),
  required('rate', rate, 'Rate of each source'),
  required('weight', expression(), 'What a spike adds; may be an expression'),
]);

const retry: Shape = record([
  required('population', name, 'Population that must answer'),
  required('min_spikes', integer(0), 'Fewer spikes during present: the item is shown again'),
  required('increase', rate, 'What each try adds to the rate'),
  required('at_most', integer(0), 'Further tries'),
  optional('on_limit', oneWord('stop', 'continue'), 'After the last try', 'stop'),
]);
const retryField = optional(
  'retry',
  defined('retry', () => retry),
  'Repeat weak presentations',
);
const presentFields = [
  required('present', interval, 'Time with the rates on'),
  optional('rest', duration, 'Time with rates 0 after each try', '0 ms'),
  retryField,
];
const setFields = [
  optional(
    'permute',
    integer(0),
    'Reorders the file once, before first and count, by this number alone: splits stay stable',
  ),
  optional('first', integer(0), 'First item', 0),
  optional('count', integer(1), 'Number of items (default: the rest)'),
  optional('shuffle', boolean, 'A new order per pass, from the seed', false),
];

const images: Shape = record([
  required(
    'sets',
    namedMap(
      'set',
      record([
        required('file', dataFile, 'Images: IDX3'),
        optional('labels', dataFile, 'Labels: IDX1'),
        ...setFields,
      ]),
    ),
    'Sets of items',
  ),
  required('rate', rate, 'Rate per gray level, 0..255: 0.25 Hz makes 63.75 Hz of white'),
  ...presentFields,
]);

const table: Shape = record([
  required(
    'sets',
    namedMap('set', record([required('file', dataFile, '.csv with header'), ...setFields])),
    'Sets of items',
  ),
  required('columns', listOf(text, 1), 'Columns that become rates'),
  optional('label', text, 'Column of the class'),
  optional('cells', integer(1), 'Neurons per column', 1),
  optional('width', { ...real(0), above: true }, 'Width of the tuning curves', 1),
  required('rates', tuple(rate, rate), 'Rates of the smallest and the largest value of a column'),
  optional('fit', name, 'Set that gives minimum and maximum (default: the first)'),
  ...presentFields,
]);

const audio: LaterShape = { kind: 'later', feature: 'audio inputs' };

/** Section 2.1: exactly one kind. */
export const input: VariantShape = {
  kind: 'variant',
  of: 'input',
  variants: [
    { field: optional('spikes', spikes, 'A list of spikes') },
    { field: optional('poisson', poisson, 'Independent Poisson neurons') },
    { field: optional('poisson_input', poissonInput, 'Many Poisson sources, summed') },
    { field: optional('images', images, 'Images, one Poisson neuron per pixel') },
    { field: optional('table', table, 'Rows of a table') },
    { field: optional('audio', audio, 'Later') },
  ],
  common: [
    optional('order', integer(), 'Order within the slot', 0),
    optional('active', boolean, 'Whether it makes spikes', true),
    optional('grid', grid, 'Rows and columns, for plots'),
  ],
};
