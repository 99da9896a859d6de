import { objectNames } from './network-names.js';
import {
  assignedPattern,
  boolean,
  type ChoiceOption,
  choice,
  defined,
  type Field,
  integer,
  listOf,
  name,
  namedMap,
  oneWord,
  optional,
  record,
  referencePattern,
  required,
  type Shape,
  text,
  type VariantShape,
} from './shape.js';
import { anyValue, duration, expression, indices, interval, pairs, slot } from './value-grammar.js';

const object: Shape = { kind: 'text', pattern: objectNames };
const byteSize: Shape = choice(
  'a number of bytes, or text like 64 MB',
  { forms: ['number'], shape: integer(1) },
  {
    forms: ['text'],
    shape: {
      kind: 'text',
      pattern: {
        matches: /^\d+(?:\.\d+)? ?(?:B|kB|MB|GB|KiB|MiB|GiB)$/,
        describes: 'a size like 64 MB or 1 GiB (B kB MB GB KiB MiB GiB)',
      },
    },
  },
);
const sink: Shape = choice(
  'memory, {file: PATH} or {ring: DURATION}',
  { forms: ['text'], shape: oneWord('memory') },
  {
    forms: ['map'],
    shape: record(
      [
        optional(
          'file',
          text,
          'Below --out: .csv with a header, or .npy (float64, a row per entry). Columns of spikes: index, step, variables; else step, then values by variable and element',
        ),
        optional(
          'ring',
          interval,
          'Only the last stretch of time, or less if the budget is smaller; what was dropped is counted',
        ),
      ],
      [
        { rule: 'one-of', keys: ['file', 'ring'] },
        { rule: 'some-of', keys: ['file', 'ring'] },
      ],
    ),
  },
);

const commonProbeFields: readonly Field[] = [
  optional('name', name, 'Name of the recording (default: KIND_OBJECT)'),
  optional(
    'sink',
    defined('sink', () => sink),
    'Where samples go: memory, a file below --out, or a ring of the last stretch of time',
    'memory',
  ),
  optional(
    'budget',
    defined('bytes', () => byteSize),
    'Largest size; reaching it is an error with the step',
    '1 GiB',
  ),
  optional('active', boolean, 'Whether it records', true),
];

function probeRecord(...fields: readonly Field[]): Shape {
  return record([required('of', object, 'What is recorded'), ...fields, ...commonProbeFields]);
}

const objectOption: ChoiceOption = { forms: ['text'], shape: object };
const objectOr = (map: Shape): Shape =>
  choice('an object, or a map with of', objectOption, { forms: ['map'], shape: map });

const indicesField = optional('indices', indices, 'Which elements (default: all)');
const spikeFields = [
  indicesField,
  optional('variables', listOf(name), 'Variables to record with each spike', []),
  optional('counts', boolean, 'Counts per neuron only, no times', false),
];
const every = (doc: string): Field => optional('every', interval, doc);

/** Section 2.4. */
export const probe: VariantShape = {
  kind: 'variant',
  of: 'probe',
  variants: [
    { field: optional('spikes', objectOr(probeRecord(...spikeFields)), 'Spikes') },
    {
      field: optional(
        'events',
        probeRecord(required('event', name, 'Which event'), ...spikeFields),
        'Custom events',
      ),
    },
    {
      field: optional(
        'state',
        probeRecord(
          required('variables', listOf(name, 1), 'What is sampled'),
          indicesField,
          every('Time between samples (default: dt)'),
          optional('when', slot, 'Slot of the time step', 'start'),
          optional('order', integer(), 'Order within the slot', 0),
        ),
        'Values over time',
      ),
    },
    {
      field: optional(
        'weights',
        objectOr(
          probeRecord(
            optional('variables', listOf(name), 'Default: the plastic ones'),
            every('Time between copies (default: checkpoints and the end)'),
            optional('where', text, 'Condition on the synapses, looked at when the run begins'),
          ),
        ),
        'Copies of synaptic variables at some times',
      ),
    },
    { field: optional('rate', objectOr(probeRecord(every('Bin (default: dt)'))), 'Mean rate') },
    {
      field: optional(
        'responses',
        probeRecord(required('input', object, 'Input whose items count')),
        'Spikes per neuron and presented item',
      ),
    },
  ],
  common: [],
};

const steps: Shape = defined('steps', () => listOf(defined('step', () => step)));
const where = optional('where', text, 'Condition on the elements');

const present: Shape = choice('an input, or {input: .., set: .., items: ..}', objectOption, {
  forms: ['map'],
  shape: record([
    required('input', object, 'Input whose items are shown'),
    optional('set', name, 'Set of items (default: the only one)'),
    optional('items', integer(1), 'Number of items (default: the set once)'),
    optional('before', steps, 'Steps before every try', []),
    optional('after', steps, 'Steps after the last try of an item', []),
  ]),
});

const assigned: Shape = choice(
  'a value, or spikes as {indices: [..], times: [..]}',
  {
    forms: ['map'],
    having: 'indices',
    shape: record([
      required('indices', listOf(integer(0)), 'Neuron of each spike'),
      required('times', listOf(duration), 'Time of each spike'),
    ]),
  },
  { forms: ['text', 'number', 'boolean', 'list', 'map'], shape: anyValue },
);

/** Section 2.5. */
export const step: VariantShape = {
  kind: 'variant',
  of: 'step of the timeline',
  variants: [
    { field: optional('run', duration, 'Runs for this time') },
    { field: optional('phase', name, 'Names what follows') },
    {
      field: optional('repeat', integer(0), 'Repeats steps so many times'),
      fields: [required('steps', steps, 'What is repeated')],
    },
    { field: optional('present', present, 'Shows items of an input') },
    {
      field: optional(
        'set',
        namedMap('OBJECT.VARIABLE', assigned, assignedPattern),
        'Assigns values',
      ),
      fields: [
        where,
        optional('indices', indices, 'Which elements'),
        optional('pairs', pairs, 'Which synapses, as [i, j]'),
      ],
      rules: [{ rule: 'one-of', keys: ['where', 'indices', 'pairs'] }],
    },
    {
      field: optional('freeze', object, 'Freezes learned weights of a projection'),
      fields: [where],
    },
    { field: optional('unfreeze', object, 'Lets them learn again'), fields: [where] },
    {
      field: optional(
        'normalize',
        record([
          required('variable', { kind: 'text', pattern: referencePattern }, 'PROJECTION.VARIABLE'),
          required('per', oneWord('target', 'source'), 'Whose synapses are scaled together'),
          required('total', expression(), 'Their sum afterwards'),
        ]),
        'Scales synapses to a sum',
      ),
    },
    { field: optional('checkpoint', name, 'Keeps the state under a name') },
    { field: optional('restore', name, 'Goes back to a kept state') },
  ],
  common: [],
};
