import { input } from './input-grammar.js';
import { constantNames, networkNames, objectNames } from './network-names.js';
import { population, projection } from './object-grammar.js';
import {
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
} from './shape.js';
import { probe, step } from './timeline-grammar.js';
import { constants, dataFile, interval, quantity } from './value-grammar.js';

const seed: Shape = choice(
  'an integer from 0 to 2^53 - 1, or a decimal text below 2^64',
  { forms: ['number'], shape: { ...integer(0), textToo: true } },
  {
    forms: ['text'],
    shape: {
      kind: 'text',
      pattern: {
        matches: /^\d{1,20}$/,
        describes: 'a decimal number below 2^64',
        accepts: (found) => BigInt(found) < 2n ** 64n,
      },
    },
  },
);

/** Timed arrays, one and two-dimensional. */
export const timedArray: Shape = record([
  required('dt', interval, 'Time from row to row'),
  optional('unit', text, 'Units of the numbers, without a number, such as mV/ms', '1'),
  required(
    'values',
    choice(
      'a list, a list of equal rows, or a file',
      {
        forms: ['list'],
        shape: listOf(
          choice(
            'a quantity, or a row of quantities',
            { forms: ['number', 'text'], shape: quantity() },
            { forms: ['list'], shape: listOf(quantity(), 1) },
          ),
          1,
        ),
      },
      { forms: ['text'], shape: dataFile, shortFor: 'file' },
      { forms: ['map'], shape: dataFile },
    ),
    'One row per step of this array: a number for all, or a column per neuron; a 2-D array is called as NAME(t, i)',
  ),
]);

const metadata: Shape = record([
  optional('title', text, 'Title of the model'),
  optional('source', text, 'Publication or code that the model follows'),
  optional('authors', text, 'Who wrote the model'),
  optional('licence', text, 'Licence of the model'),
  optional('url', text, 'Where more is to be found'),
  optional('notes', text, 'Anything else'),
]);

const task: Shape = record([
  required('input', { kind: 'text', pattern: objectNames }, 'Input with labelled items'),
  required('population', { kind: 'text', pattern: objectNames }, 'Population that answers'),
  required('assign', name, 'Phase in which neurons get labels'),
  required('test', name, 'Phase in which they are tested'),
]);

/** The network file, section 2, from which its checks, its schema and its saving come. */
export const networkGrammar: RecordShape = record([
  required('isospike', { kind: 'version', number: 1 }, 'Version of this file format'),
  required('name', { kind: 'text', pattern: networkNames }, 'Name of the network'),
  optional('description', text, 'For people'),
  optional('dt', interval, 'Time step of all objects without one of their own', '0.1 ms'),
  optional('seed', seed, 'The only source of randomness: equal seeds give equal runs', 0),
  optional('constants', constants(constantNames), 'Constants of all objects', {}),
  optional(
    'arrays',
    namedMap('array', timedArray, constantNames),
    'Tables over time that equations read like functions',
    {},
  ),
  optional(
    'inputs',
    namedMap(
      'input',
      defined('input', () => input),
      objectNames,
    ),
    'Sources of spikes or drive that are not simulated',
    {},
  ),
  optional(
    'populations',
    namedMap(
      'population',
      defined('population', () => population),
      objectNames,
    ),
    'Groups of neurons',
    {},
  ),
  optional(
    'projections',
    namedMap(
      'projection',
      defined('projection', () => projection),
      objectNames,
    ),
    'Groups of synapses',
    {},
  ),
  optional('probes', listOf(defined('probe', () => probe)), 'What is recorded', []),
  optional(
    'timeline',
    listOf(defined('step', () => step)),
    'What happens, in order; an empty one can be checked and not run',
    [],
  ),
  optional('task', task, 'What the commands label and test read'),
  optional(
    'hardware',
    text,
    'Built-in name or path of a hardware file, used where the option --hardware is absent',
  ),
  optional('budget', text, 'Path of a budget file, used where the option --budget is absent'),
  optional('metadata', metadata, 'For people; not part of the model'),
]);
