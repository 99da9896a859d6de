import { FrameworkError } from '../diagnostics/index.js';
import type {
  InputDocument,
  NetworkDocument,
  PopulationDocument,
  ProbeDocument,
  ProjectionDocument,
  StepDocument,
  TimedArrayDocument,
} from '../network/index.js';
import { checkShape } from './check-shape.js';
import { input } from './input-grammar.js';
import { networkGrammar, timedArray } from './network-grammar.js';
import { constantNames, objectNames } from './network-names.js';
import { population, projection } from './object-grammar.js';
import { placeData } from './place-data.js';
import { plainData } from './placed-value.js';
import { record, type Shape, type TextPattern } from './shape.js';
import { probe, step } from './timeline-grammar.js';

/** Keys of the network that are not declared one by one. */
export type NetworkSettings = Omit<
  NetworkDocument,
  'isospike' | 'arrays' | 'inputs' | 'populations' | 'projections' | 'probes' | 'timeline'
>;

/** What can be declared by itself, and the document of each. */
export interface Declarations {
  readonly network: NetworkSettings;
  readonly array: TimedArrayDocument;
  readonly input: InputDocument;
  readonly population: PopulationDocument;
  readonly projection: ProjectionDocument;
  readonly probe: ProbeDocument;
  readonly step: StepDocument;
}

const declaredApart = [
  'isospike',
  'arrays',
  'inputs',
  'populations',
  'projections',
  'probes',
  'timeline',
];

const grammars: Readonly<Record<keyof Declarations, Shape>> = {
  network: record(networkGrammar.fields.filter(({ key }) => !declaredApart.includes(key))),
  array: timedArray,
  input,
  population,
  projection,
  probe,
  step,
};
const names: Readonly<Partial<Record<keyof Declarations, TextPattern>>> = {
  array: constantNames,
  input: objectNames,
  population: objectNames,
  projection: objectNames,
};

/**
 * Checks one declaration of the API by the grammar of files, where the user makes it, and copies
 * it. References to other objects are checked when the network is complete.
 *
 * @param name - Of arrays and objects; of others only for messages.
 * @throws FrameworkError with every fault of this declaration.
 */
export function checkDeclaration<Kind extends keyof Declarations>(
  kind: Kind,
  name: string,
  declaration: unknown,
): Declarations[Kind] {
  const placed = placeData(declaration);
  const { value, diagnostics } = checkShape(placed.value, grammars[kind], {
    keys: 'api',
    writeKeys: 'api',
    defaults: 'drop',
  });
  const pattern = names[kind];
  const named =
    pattern === undefined
      ? []
      : checkShape(placeData(name).value, { kind: 'text', pattern }).diagnostics;
  // What cannot be data at all stands as nothing in the checked value.
  const found = placed.diagnostics.length > 0 ? placed.diagnostics : diagnostics;
  const faults = [...named, ...found];
  if (faults.length > 0) {
    throw new FrameworkError(
      faults.map((fault) => ({
        ...fault,
        context: [`${kind} ${name}`.trim(), fault.context].filter((part) => part).join(', '),
      })),
    );
  }
  // The grammar demands what the type says.
  return plainData(value) as unknown as Declarations[Kind];
}
