import {
  integer,
  listOf,
  oneWord,
  optional,
  type RecordShape,
  record,
  required,
  type VariantShape,
} from '../../../core/description/index.js';
import { bitFaultKinds, eventFaultKinds, faultMemories } from './fault.js';

const bitMeaning = {
  flip: 'Turns a bit over once, before the step',
  stuck0: 'Holds a bit at 0 from the step on',
  stuck1: 'Holds a bit at 1 from the step on',
} as const;
const eventMeaning = {
  drop: 'Number of a packet, from 0, that the core does not take in the step',
  duplicate: 'Number of a packet, from 0, that the core takes twice in the step',
} as const;

const fault: VariantShape = {
  kind: 'variant',
  of: 'fault',
  variants: [
    ...bitFaultKinds.map((kind) => ({
      field: { key: kind, shape: oneWord(...faultMemories), doc: bitMeaning[kind] },
      fields: [
        required('word', integer(0), 'Address in the memory'),
        required('bit', integer(0, 1023), 'Bit of the word; 0 is the lowest'),
      ],
    })),
    ...eventFaultKinds.map((kind) => ({
      field: { key: kind, shape: integer(0), doc: eventMeaning[kind] },
    })),
  ],
  common: [
    optional('core', integer(0), 'Number of the core', 0),
    optional('step', integer(0), 'Number of the step', 0),
  ],
};

/** The fault file of `run --faults`. */
export const faultGrammar: RecordShape = record([
  required('faults', { kind: 'version', number: 1 }, 'Version of this file format'),
  required('inject', listOf(fault, 1), 'Faults, all in one run'),
]);
