import {
  boolean,
  integer,
  type LaterShape,
  listOf,
  name,
  namedMap,
  optional,
  type QuantityShape,
  type RecordShape,
  real,
  record,
  referencePattern,
  required,
  type Shape,
  type TextPattern,
  text,
} from '../core/description/index.js';

const anyQuantity: QuantityShape = { kind: 'quantity', min: 0 };
const duration: QuantityShape = { kind: 'quantity', unit: 'second', min: 0, above: true };
const window: QuantityShape = { kind: 'quantity', unit: 'second', min: 0 };
const share: Shape = real(0, 1);

const later = (feature: string): LaterShape => ({ kind: 'later', feature });
const limitsOf = (what: string, fields: RecordShape): Shape =>
  namedMap(what, fields, {
    ...referencePattern,
    describes: 'OBJECT.VARIABLE',
  } satisfies TextPattern);

const trains: Shape = record(
  [
    optional('lagMsPerSpike', real(0), 'Largest slope of the spike lag of a neuron, either way'),
    optional('jitterMs', real(0), 'Largest standard deviation of the lag around its line'),
    optional(
      'gamma',
      record([
        required('window', window, 'Two spikes coincide if they are at most so far apart'),
        required('min', real(-1, 1), 'Lowest coincidence factor of a neuron'),
      ]),
      'Coincidence factor',
    ),
    optional('spikeDistance', share, 'Largest SPIKE-distance of a neuron'),
    optional('populations', listOf(name, 1), 'Whose spikes are judged (default: all populations)'),
  ],
  [{ rule: 'some-of', keys: ['lagMsPerSpike', 'jitterMs', 'gamma', 'spikeDistance'] }],
);

/** The budget file. What cannot be judged is refused and never passed silently. */
export const budgetGrammar: RecordShape = record([
  required('budget', { kind: 'version', number: 1 }, 'Version of this file format'),
  optional('case', text, 'Name of the case in reports (default: the name of the network)'),
  optional('seeds', listOf(integer(0), 1), 'Seeds (default: the seed of the network)'),
  optional('simulate', duration, 'How long (default: the whole timeline)'),
  optional(
    'tiers',
    record([
      optional('T0', later('limits on tier T0 (bit equality)'), 'Bit-exact'),
      optional('T1', later('limits on tier T1 (arithmetic alone)'), 'Arithmetic only'),
      optional('T2', record([]), 'Spike-exact'),
      optional('T3', trains, 'Spike trains bounded'),
      optional('T4', later('limits on tier T4 (statistics over runs)'), 'Statistically equivalent'),
      optional('T5', later('limits on tier T5 (task scores)'), 'Task'),
    ]),
    'Tiers that must hold',
    {},
  ),
  optional(
    'counters',
    record([
      optional('wrap', integer(0), 'Values that wrapped around, in all'),
      optional('saturationPer1e6', real(0), 'Saturations per million operations, worst node'),
      optional('deadUpdateShare', share, 'Weight updates rounded to nothing, worst node'),
      optional('underflowShare', share, 'Results rounded to 0, worst node'),
    ]),
    'Limits on what the arithmetic may do',
    {},
  ),
  optional(
    'variables',
    limitsOf(
      'variable',
      record([
        optional(
          'maxEquivalentInput',
          later('limits on the equivalent input (maxEquivalentInput)'),
          'Bias as a constant input',
        ),
        optional('maxError', anyQuantity, 'Largest difference of a sample or at the end'),
        optional('saturationPer1e6', real(0), 'Saturations per million operations'),
      ]),
    ),
    'Limits per variable',
    {},
  ),
  optional(
    'weights',
    limitsOf(
      'plastic variable',
      record([
        optional('maxRms', anyQuantity, 'RMS difference at the worst checkpoint'),
        optional('minCosine', real(-1, 1), 'Lowest cosine similarity of a target'),
        optional('maxShareAtBound', share, 'Share at either bound on the subject'),
      ]),
    ),
    'Limits per plastic variable',
    {},
  ),
  optional('baseline', later('baselines'), 'Last accepted report'),
  optional('allowInconclusive', boolean, 'Whether an undecided limit passes', false),
]);
