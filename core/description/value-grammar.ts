import {
  boolean,
  choice,
  defined,
  integer,
  listOf,
  namedMap,
  oneWord,
  optional,
  type QuantityShape,
  type QuantityUnit,
  real,
  record,
  required,
  type Shape,
  type TextPattern,
  text,
  textBlock,
  tuple,
} from './shape.js';

/** Value types of section 1 that several parts of the network file use. */

export function quantity(unit?: QuantityUnit): QuantityShape {
  return { kind: 'quantity', ...(unit === undefined ? {} : { unit }) };
}

/** A quantity, or an expression that is judged by the equation language. */
export function expression(unit?: QuantityUnit): QuantityShape {
  return { ...quantity(unit), expression: true };
}

/** A time of at least 0. */
export const duration: Shape = defined('duration', () => ({ ...quantity('second'), min: 0 }));
/** A time above 0: steps and periods. */
export const interval: Shape = defined('interval', () => ({
  ...quantity('second'),
  min: 0,
  above: true,
}));
export const rate: Shape = defined('rate', () => ({ ...quantity('hertz'), min: 0 }));

const fileMap: Shape = defined('fileReference', () =>
  record([
    required('file', filePath, 'Relative to this file, or data:REST below the data folder'),
    optional('sha256', sha256, 'Checksum of the unpacked bytes'),
    optional('shape', listOf(integer(0), 1), 'Extents that the data must have'),
    optional('unit', text, 'Units of the numbers, without a number: mV'),
    optional('layout', oneWord('list', 'matrix'), 'Synapse order, or entry [i, j]', 'list'),
  ]),
);
const filePath: Shape = {
  kind: 'text',
  pattern: { matches: /^[^\0]+$/, describes: 'the path of a file' },
};
const sha256: Shape = {
  kind: 'text',
  pattern: {
    matches: /^[0-9a-f]{64}$/,
    describes: 'a SHA-256 of 64 lower-case hexadecimal digits',
  },
};

/** A file where no expression may stand: its path, or the map. */
export const dataFile: Shape = choice(
  'the path of a data file, or {file: PATH, ..}',
  { forms: ['text'], shape: filePath },
  { forms: ['map'], shape: fileMap },
);

/** One value for all, a list, a list with a unit, an expression, or a file. */
function value(unit?: QuantityUnit): Shape {
  return choice(
    'a quantity, an expression, a list, {values: [..], unit: ..} or {file: ..}',
    { forms: ['number', 'text'], shape: expression(unit) },
    { forms: ['boolean'], shape: boolean },
    { forms: ['list'], shape: listOf(quantity(unit)) },
    { forms: ['map'], having: 'file', shape: fileMap },
    { forms: ['map'], shape: valuesWithUnit },
  );
}
const valuesWithUnit: Shape = defined('valuesWithUnit', () =>
  record([
    required('values', listOf(real()), 'Numbers, one per element'),
    required('unit', text, 'Units of all of them, without a number: mV'),
  ]),
);
export const anyValue: Shape = defined('value', () => value());
export const delayValue: Shape = defined('delay', () => value('second'));
export const rateValue: Shape = defined('rates', () => value('hertz'));

export function constants(names: TextPattern): Shape {
  return namedMap('constant', constant, names);
}
const constant: Shape = defined('constant', () =>
  choice(
    'a quantity, an expression, or {value: .., source: ..}',
    { forms: ['number', 'text'], shape: expression() },
    {
      forms: ['map'],
      shape: record([
        required('value', expression(), 'The value'),
        optional('source', text, 'Where the value comes from: a paper, a measurement'),
      ]),
    },
  ),
);

export const initial: Shape = { ...namedMap('variable', anyValue), ordered: true };
/** `[lo, hi]`; constants may be named. */
export const bounds: Shape = namedMap('variable', tuple(expression(), expression()));
export const grid: Shape = tuple(integer(1), integer(1));
export const indices: Shape = choice(
  'a list of numbers, or a range like 0:10',
  { forms: ['list'], shape: listOf(integer(0)) },
  {
    forms: ['text'],
    shape: { kind: 'text', pattern: { matches: /^\d*:\d*$/, describes: 'a range like 0:10' } },
  },
);
export const pairs: Shape = listOf(tuple(integer(0), integer(0)));

const slots = [
  'start',
  'groups',
  'thresholds',
  'after_thresholds',
  'synapses',
  'resets',
  'after_resets',
  'end',
];
/** Slots of a time step, each with what stands before and after it. */
export const slot: Shape = defined('slot', () =>
  oneWord(...new Set(slots.flatMap((one) => [`before_${one}`, one, `after_${one}`]))),
);

export const methods: Shape = oneWord(
  'exact',
  'exponential_euler',
  'euler',
  'rk2',
  'rk4',
  'heun',
  'milstein',
);

export const regularly: Shape = listOf(
  defined('regular', () =>
    record([
      required('do', textBlock, 'Statements, for all elements'),
      optional('every', interval, 'Time between executions; the first is at time 0 (default: dt)'),
      optional('when', slot, 'Slot of the time step', 'start'),
      optional('order', integer(), 'Order within the slot', 0),
    ]),
  ),
);
