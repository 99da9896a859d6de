import { constantNames, projectionConstantNames, sliceTexts } from './network-names.js';
import {
  boolean,
  choice,
  defined,
  integer,
  listOf,
  name,
  namedMap,
  optional,
  type RecordShape,
  record,
  required,
  type Shape,
  text,
  textBlock,
  tuple,
} from './shape.js';
import {
  bounds,
  constants,
  dataFile,
  delayValue,
  expression,
  grid,
  initial,
  interval,
  methods,
  pairs,
  rate,
  regularly,
} from './value-grammar.js';

const refractory: Shape = choice(
  'a duration, an expression of seconds, or a condition',
  { forms: ['number', 'text'], shape: expression('second') },
  { forms: ['boolean'], shape: boolean },
);

/** Section 2.2. */
export const population: RecordShape = record(
  [
    required('size', integer(1), 'Number of neurons'),
    required('equations', textBlock, 'Equations, subexpressions and parameters, one per line'),
    optional('threshold', text, 'Condition of a spike (default: never)'),
    optional('reset', textBlock, 'Statements for neurons that spiked (default: none)'),
    optional(
      'refractory',
      refractory,
      'Time after a spike, or condition, in which no spike happens (default: none)',
    ),
    optional(
      'method',
      methods,
      'How equations are integrated (default: the first of the list that can)',
    ),
    optional('constants', constants(constantNames), 'Constants of this population', {}),
    optional('initial', initial, 'Values at the start, in this order (default: 0)', {}),
    optional('events', namedMap('event', text), 'Custom events: their conditions', {}),
    optional('on_event', namedMap('event', textBlock), 'Statements for custom events', {}),
    optional('regularly', regularly, 'Statements at regular times', []),
    optional('dt', interval, "Time step (default: the network's)"),
    optional('order', integer(), 'Order within each slot of a step; below it, names decide', 0),
    optional('active', boolean, 'Whether it takes part in a run', true),
    optional(
      'bounds',
      bounds,
      'Expected lowest and highest value: for formats and reports; they do not clip',
      {},
    ),
    optional(
      'expect',
      record([required('rate', tuple(rate, rate), 'Lowest and highest mean rate')]),
      'What a healthy run shows',
    ),
    optional('grid', grid, 'Rows and columns, for plots'),
  ],
  [{ rule: 'needs', key: 'on_event', needs: ['events'] }],
);

const repeats: Shape = choice(
  'an integer or an expression',
  { forms: ['number'], shape: integer(0) },
  { forms: ['text'], shape: text },
);
const pairList: Shape = choice(
  'a list of pairs [i, j], or a file of shape [n, 2]',
  { forms: ['list'], shape: pairs },
  { forms: ['text', 'map'], shape: dataFile },
);
const patterns = ['fan_in', 'j', 'i', 'pairs', 'nonzero'];

const connectMap: RecordShape = record(
  [
    optional(
      'condition',
      text,
      'all, one_to_one, others, or a boolean expression of i, j and variables with _pre and _post',
    ),
    optional(
      'probability',
      { ...expression('1'), min: 0, max: 1 },
      'Of each true pair; number or expression',
    ),
    optional('fan_in', integer(0), 'Distinct sources per target'),
    optional('j', text, 'Targets of each source: EXPR for k in range(..) if COND'),
    optional('i', text, 'Sources of each target: EXPR for k in range(..) if COND'),
    optional('pairs', pairList, 'Pairs as listed'),
    optional('nonzero', dataFile, 'A synapse per non-zero entry of a matrix'),
    optional('n', repeats, 'Repeats of each synapse', 1),
    optional('skip_invalid', boolean, 'Drops indices outside the groups', false),
    optional('seed', integer(0), "Key of the draws (default: seed and the projection's name)"),
  ],
  [
    { rule: 'some-of', keys: ['condition', 'probability', ...patterns] },
    { rule: 'one-of', keys: patterns },
    ...patterns.map((key) => ({ rule: 'bars', key, bars: ['condition', 'probability'] }) as const),
  ],
);

function pathways(side: 'pre' | 'post', order: -1 | 1): Shape {
  const pathway = record([
    required('do', textBlock, 'Statements for each event'),
    optional(
      'delay',
      delayValue,
      'Time from the spike to the event, rounded to whole steps',
      '0 ms',
    ),
    optional(
      'order',
      integer(),
      'Order within the slot: of pathways that meet, the lowest runs first',
      order,
    ),
    optional('event', name, 'Custom event that triggers it (default: spikes)'),
  ]);
  return choice(
    `statements (the pathway ${side}), or a map of pathways by name`,
    { forms: ['text', 'list'], shape: textBlock },
    { forms: ['map'], shape: namedMap('pathway', pathway) },
  );
}

/** Section 2.3. */
export const projection: RecordShape = record([
  required('from', { kind: 'text', pattern: sliceTexts }, 'Source: population or input, or a part'),
  required(
    'to',
    { kind: 'text', pattern: sliceTexts },
    'Target: population or part; an input if no statement touches its variables',
  ),
  required(
    'connect',
    defined('connect', () =>
      choice(
        'all, one_to_one, others, a condition, or a map',
        { forms: ['text'], shape: text },
        { forms: ['map'], shape: connectMap },
      ),
    ),
    'Which pairs are connected',
  ),
  optional('model', textBlock, 'Synaptic equations and variables, one per line', ''),
  optional('on_pre', pathways('pre', -1), 'Statements for spikes of the source'),
  optional('on_post', pathways('post', 1), 'Statements for spikes of the target'),
  optional('delay', delayValue, 'Delay of the pathway pre', '0 ms'),
  optional('initial', initial, 'Values at the start, in this order (default: 0)', {}),
  optional('constants', constants(projectionConstantNames), 'Constants of this projection', {}),
  optional(
    'bounds',
    bounds,
    'Expected lowest and highest value: for formats and reports; they do not clip',
    {},
  ),
  optional('regularly', regularly, 'Statements at regular times', []),
  optional('active', boolean, 'Whether it takes part in a run', true),
  optional(
    'method',
    methods,
    'How clock-driven equations are integrated; event-driven ones are always exact',
  ),
  optional('dt', interval, "Time step of clock-driven equations (default: the network's)"),
  optional('order', integer(), 'Order of clock-driven equations', 0),
  optional(
    'plastic',
    listOf(name),
    'Learned weights (default: what pathways write, without traces)',
  ),
  optional(
    'freezable',
    boolean,
    'Adds a flag per synapse: while it is set, learning does not change plastic variables',
    false,
  ),
]);
