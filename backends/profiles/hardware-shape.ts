import {
  boolean,
  choice,
  defined,
  type Field,
  integer,
  listOf,
  namedMap,
  oneWord,
  optional,
  type QuantityUnit,
  type RecordShape,
  real,
  record,
  required,
  type Shape,
  type TextPattern,
  text,
  tuple,
} from '../../core/description/index.js';
import { arithmeticProfiles, roundingModes, stochasticRules } from '../../core/fixed/index.js';

const positive = (unit: QuantityUnit): Shape => ({ kind: 'quantity', unit, min: 0, above: true });
const figure = (unit: QuantityUnit): Shape => ({ kind: 'quantity', unit, min: 0 });

/** Rounding names; `nearest` is read as `nearest_even`. */
const rounding = oneWord(...roundingModes, 'nearest');

/** Words, with `(n)` behind `wrap` and `wrap_sm`. */
const overflow: Shape = {
  kind: 'text',
  pattern: {
    matches: /^(?:saturate(?:_zero|_symmetric)?|wrap(?:_sm)?(?:\((?:0|[1-9]\d?)\))?)$/,
    describes:
      'one of saturate, saturate_zero, saturate_symmetric, wrap, wrap(n), wrap_sm, wrap_sm(n)',
  },
};

const integerOr = (word: string, min?: number, max?: number): Shape =>
  choice(
    `an integer, or ${word}`,
    { forms: ['number'], shape: integer(min, max) },
    { forms: ['text'], shape: oneWord(word) },
  );

const signedness = choice(
  'true, false or auto',
  { forms: ['boolean'], shape: boolean },
  { forms: ['text'], shape: oneWord('auto') },
);

const wordFields: readonly Field[] = [
  required('bits', integer(1, 64), 'stored bits including the sign'),
  optional(
    'fraction',
    integerOr('auto', -1000, 1000),
    'fraction bits; auto: as many as the range leaves',
    'auto',
  ),
  optional(
    'signed',
    signedness,
    'whether codes have a sign; auto: only if the range has negative values',
    'auto',
  ),
  optional(
    'rounding',
    rounding,
    'how bits are dropped; nearest is nearest_even, stochastic follows rng',
    'nearest_even',
  ),
  optional('overflow', overflow, 'what happens beyond the range', 'saturate'),
  optional('allowed', listOf(integer(1, 64)), 'menu of widths for format search'),
];

function word(...own: readonly Field[]): RecordShape {
  return record([...wordFields, ...own]);
}

/** The storage classes and what each takes besides the common keys, in the order of the table. */
const words = record([
  required('state', word(), 'variables of neurons'),
  required('weight', word(), 'synaptic variables without equations'),
  required('trace', word(), 'synaptic variables with equations'),
  required(
    'accumulator',
    word(optional('mode', oneWord('exact', 'saturate'), 'exact: refused unless it fits', 'exact')),
    'pending synaptic input',
  ),
  required(
    'constant',
    word(
      optional(
        'additive',
        oneWord('as_target', 'own'),
        'format of constants that are added',
        'as_target',
      ),
    ),
    'constants that multiply',
  ),
  required('threshold', word(), 'constants that are compared with'),
  required('delay', word(), 'delays in ticks'),
  required(
    'temporary',
    word(),
    'products and named intermediates: wider ones are requantised to these bits',
  ),
  required('bus', word(), 'fields of packets'),
  required(
    'lut',
    word(
      required('entries', integer(2, 65536), 'entries of a function table'),
      optional('interpolation', oneWord('none', 'linear'), 'between entries', 'none'),
    ),
    'entries of function tables',
  ),
]);

const objectVariable: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$/,
  describes: 'OBJECT.VARIABLE',
};
const lockTarget: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*\.(?:constants\.)?[A-Za-z][A-Za-z0-9_]*$/,
  describes: 'OBJECT.VARIABLE or OBJECT.constants.NAME',
};

const hardwareName: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_-]*$/,
  describes: 'a name: a letter, then letters, digits, _ and -',
  code: 'FILE_NAME',
};

const switchValue = choice(
  'a text, a number, true or false',
  { forms: ['text'], shape: text },
  { forms: ['number'], shape: real() },
  { forms: ['boolean'], shape: boolean },
);

const memory = defined('memory', () => memoryRecord);
const memoryRecord = record([
  required('words', integer(1), 'words per core'),
  required('word_bits', integer(1, 256), 'bits per word'),
  optional('read_cycles', integer(1), 'read latency', 1),
]);

/** Memories of a core, as `neurocore` names them. */
const memoryNames = [
  'synapse',
  'state',
  'trace',
  'accumulator',
  'program',
  'constant',
  'lut',
  'index',
];

/** Everything that can have an energy figure, in joules, but for `static`, in watts. */
const energyNames = [
  'axon_in.message_in',
  'synapse.process_spike',
  'dendrite.update',
  'soma.access_neuron',
  'soma.update_neuron',
  'soma.spike_out',
  'axon_out.message_out',
  'tile.hop_north',
  'tile.hop_east',
  'tile.hop_south',
  'tile.hop_west',
  'synapse.read_word',
  'synapse.write_word',
  'synapse.body_cycle',
  'trace.read',
  'trace.write',
  'rng.block',
  'lut.read',
  'chip.barrier',
  'host.word',
];

function energy(unit: QuantityUnit): Shape {
  const figureRecord = record([
    required('value', figure(unit), 'the figure'),
    required(
      'basis',
      oneWord('simulated', 'measured', 'derived', 'assumed', 'borrowed'),
      'where the figure comes from; borrowed: of another chip',
    ),
    required('source', text, 'publication or file'),
  ]);
  return defined(`${unit}_figure`, () => figureRecord);
}

const entries = (key: string, doc: string, absent: number): Field =>
  optional(key, integer(1), doc, absent);

const joules = energy('joule');

/** The grammar of a hardware file, `extends` carried out. */
export const hardwareShape: RecordShape = record([
  required('hardware', { kind: 'version', number: 1 }, 'version of the grammar'),
  required('name', { kind: 'text', pattern: hardwareName }, 'name of the hardware'),
  required('chip', oneWord('neurocore', 'tinyodin', 'odin', 'loihi'), 'which machine it is'),
  optional('switches', namedMap('switch', switchValue), 'switches of the chip'),
  required('clock', positive('hertz'), 'clock frequency'),
  optional(
    'tick',
    choice(
      'a duration, or free',
      { forms: ['number'], shape: positive('second') },
      { forms: ['text'], shape: { kind: 'text' } },
    ),
    'real-time budget of a step: a longer one is reported late; free: none',
    'free',
  ),
  required(
    'cores',
    record([
      required('count', integerOr('auto', 1), 'cores'),
      optional('mesh', tuple(integer(1), integer(1)), 'width and height'),
      required('neurons', integer(1), 'neurons per core'),
      required('axons', integer(1), 'inlets per core: distinct sources that reach it'),
      required('synapses', integer(1), 'synapses per core'),
      optional('delay_slots', integer(1), 'delays are below so many ticks', 32),
    ]),
    'how many cores, and what one holds',
  ),
  optional('arithmetic', oneWord(...arithmeticProfiles), 'whose arithmetic', 'standard'),
  optional(
    'accumulate',
    oneWord('per_add', 'at_end'),
    'when a sum is requantised: after each addition, or once',
    'per_add',
  ),
  optional(
    'rng',
    record([
      optional('kind', oneWord('keyed', 'lfsr'), 'generator', 'keyed'),
      optional('bits', integer(1, 32), 'bits of a word that are compared', 16),
      optional('compare', oneWord(...stochasticRules), 'rule behind stochastic', 'lt_high'),
      optional('consume', oneWord('always', 'inexact'), 'when a word is drawn', 'always'),
      optional('width', integer(2, 64), 'bits of the shift register'),
      optional('taps', listOf(integer(1, 64), 1), 'its taps, counted from 1'),
      optional('seed', integer(1), 'its first content'),
    ]),
    'random words of stochastic rounding',
  ),
  optional(
    'multiplier',
    choice(
      'a list of two port widths, or none',
      { forms: ['list'], shape: tuple(integer(1, 128), integer(1, 128)) },
      { forms: ['text'], shape: oneWord('none') },
    ),
    'widths of the signed ports of the multiplier: a wider operand is requantised to its port',
    'none',
  ),
  required('words', words, 'widths and rounding of each storage class'),
  optional(
    'classes',
    namedMap('variable', oneWord(...words.fields.map(({ key }) => key)), objectVariable),
    'other classes for single variables',
  ),
  optional(
    'formats',
    namedMap(
      'variable',
      choice(
        'a format, or a map with format, rounding, overflow',
        { forms: ['text'], shape: text },
        {
          forms: ['map'],
          shape: record([
            required('format', text, 's24f15 mV'),
            optional('rounding', rounding, 'instead of that of the class'),
            optional('overflow', overflow, 'instead of that of the class'),
          ]),
        },
      ),
      lockTarget,
    ),
    'locked formats, such as s24f15 mV or u8f12: sign, bits, fraction bits, unit',
  ),
  optional(
    'memories',
    record(memoryNames.map((key) => optional(key, memory, `${key} memory of a core`))),
    'memories of a core',
  ),
  optional(
    'fifos',
    record([
      entries('input', 'words of the host input', 64),
      entries('output', 'words of the host output', 64),
      entries('core', 'messages a core holds', 8),
      entries('link', 'messages a router port holds', 4),
      optional('full', oneWord('stall', 'drop'), 'a full host output', 'stall'),
      optional('policy', oneWord('count', 'warn', 'raise'), 'a loss', 'count'),
    ]),
    'queues',
  ),
  optional(
    'timing',
    record([
      entries('mul_cycles', 'a multiplication', 2),
      entries('lut_cycles', 'a table access', 1),
      entries('rng_cycles', 'a block of random words', 10),
      optional('sync_cycles', integer(0), 'a barrier', 4),
      optional('buffer_words', integer(1), 'synapse words in flight'),
    ]),
    'cycles of units',
  ),
  optional(
    'energy',
    record([
      ...energyNames.map((key) => optional(key, joules, 'joules per operation')),
      optional('static', energy('watt'), 'watts'),
    ]),
    'energy figures',
  ),
  optional(
    'limits',
    record([
      optional('cycles_per_tick', integer(1), 'longest step'),
      optional('synapses_total', integer(1), 'synapses on the chip'),
    ]),
    'upper limits',
  ),
]);
