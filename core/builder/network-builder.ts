import {
  checkDeclaration,
  type NetworkSettings,
  networkFromDocument,
} from '../description/index.js';
import { FrameworkError } from '../diagnostics/index.js';
import type {
  DocumentSource,
  InputDocument,
  Network,
  NetworkDocument,
  PopulationDocument,
  ProbeDocument,
  ProjectionDocument,
  QuantityText,
  StepDocument,
  TimedArrayDocument,
} from '../network/index.js';
import { declaredVariables } from './declared-variables.js';
import {
  belongsTo,
  createInput,
  createPopulation,
  createProjection,
  type InputHandle,
  type ObjectSlice,
  type PopulationHandle,
  type ProjectionHandle,
} from './object-handles.js';

/** A projection as declared: its ends also as what `input`, `population` and `slice` returned. */
export type ProjectionDeclaration = Omit<ProjectionDocument, 'from' | 'to'> & {
  readonly from: string | ObjectSlice;
  readonly to: string | ObjectSlice;
};

/**
 * A network that is declared object by object. Each declaration is checked where it is made;
 * references between objects when the document is first asked for.
 *
 * It is a `Network`: every backend compiles it.
 */
export class NetworkBuilder implements Network {
  readonly #settings: NetworkSettings;
  readonly #arrays = new Map<string, TimedArrayDocument>();
  readonly #inputs = new Map<string, InputDocument>();
  readonly #populations = new Map<string, PopulationDocument>();
  readonly #projections = new Map<string, ProjectionDocument>();
  readonly #probes: ProbeDocument[] = [];
  readonly #timeline: StepDocument[] = [];
  /** Until the next declaration. */
  #complete: Network | undefined;

  /** @throws FrameworkError with every fault of the settings. */
  constructor(settings: NetworkSettings) {
    this.#settings = checkDeclaration('network', '', settings);
  }

  /**
   * A network with everything that a document says, to go on from.
   *
   * @throws FrameworkError with every fault of the document.
   */
  static fromDocument(document: NetworkDocument): NetworkBuilder {
    const {
      isospike: _,
      arrays = {},
      inputs = {},
      populations = {},
      projections = {},
      probes = [],
      timeline = [],
      ...settings
    } = networkFromDocument(document).document;
    const net = new NetworkBuilder(settings);
    for (const [name, array] of Object.entries(arrays)) net.#arrays.set(name, array);
    for (const [name, input] of Object.entries(inputs)) net.#inputs.set(name, input);
    for (const [name, group] of Object.entries(populations)) net.#populations.set(name, group);
    for (const [name, group] of Object.entries(projections)) net.#projections.set(name, group);
    net.#probes.push(...probes);
    net.#timeline.push(...timeline);
    return net;
  }

  /** Declares a timed array. @throws FrameworkError with every fault of the declaration. */
  array(name: string, array: TimedArrayDocument): this {
    this.#refuseRepeated(name, this.#arrays);
    this.#arrays.set(name, checkDeclaration('array', name, array));
    return this.#changed();
  }

  /** Declares an input. @throws FrameworkError with every fault of the declaration. */
  input(name: string, input: InputDocument): InputHandle {
    this.#refuseRepeated(name, this.#inputs, this.#populations, this.#projections);
    this.#inputs.set(name, checkDeclaration('input', name, input));
    this.#changed();
    return createInput(name, this);
  }

  /** Declares a population. @throws FrameworkError with every fault of the declaration. */
  population(name: string, population: PopulationDocument): PopulationHandle {
    this.#refuseRepeated(name, this.#inputs, this.#populations, this.#projections);
    const declared = checkDeclaration('population', name, population);
    this.#populations.set(name, declared);
    this.#changed();
    const variables = declaredVariables(declared.equations, 'population');
    return createPopulation({ name, variables, addStep: (step) => void this.step(step) }, this);
  }

  /**
   * Declares a projection.
   *
   * @throws FrameworkError with every fault of the declaration; `ORPHAN_OBJECT` if an end was
   *   declared on another network.
   */
  projection(name: string, projection: ProjectionDeclaration): ProjectionHandle {
    this.#refuseRepeated(name, this.#inputs, this.#populations, this.#projections);
    this.#refuseOrphans(name, projection);
    const declared = checkDeclaration('projection', name, {
      ...projection,
      from: endText(projection.from),
      to: endText(projection.to),
    });
    this.#projections.set(name, declared);
    this.#changed();
    const variables = [
      ...declaredVariables(declared.model, 'projection'),
      'delay',
      ...(declared.freezable === true ? ['frozen'] : []),
    ];
    return createProjection({ name, variables, addStep: (step) => void this.step(step) });
  }

  /** Declares a probe. @throws FrameworkError with every fault of the declaration. */
  probe(probe: ProbeDocument): this {
    this.#probes.push(checkDeclaration('probe', '', probe));
    return this.#changed();
  }

  /** Appends a step to the timeline. @throws FrameworkError with every fault of the step. */
  step(step: StepDocument): this {
    this.#timeline.push(checkDeclaration('step', '', step));
    return this.#changed();
  }

  /** Appends the step `{run: duration}`. @throws FrameworkError if it is no duration. */
  run(duration: QuantityText): this {
    return this.step({ run: duration });
  }

  /**
   * The whole network as data, keys in the order of the grammar, defaults left out. A copy.
   *
   * @throws FrameworkError with every fault of references.
   */
  toDocument(): NetworkDocument {
    return this.#build().document;
  }

  /** As `toDocument`. @throws FrameworkError with every fault of references. */
  get document(): NetworkDocument {
    return this.#build().document;
  }

  /** Texts of the API are their own sources. @throws FrameworkError as `toDocument`. */
  get source(): DocumentSource {
    return this.#build().source;
  }

  #build(): Network {
    this.#complete ??= networkFromDocument({
      isospike: 1,
      ...this.#settings,
      arrays: Object.fromEntries(this.#arrays),
      inputs: Object.fromEntries(this.#inputs),
      populations: Object.fromEntries(this.#populations),
      projections: Object.fromEntries(this.#projections),
      probes: this.#probes,
      timeline: this.#timeline,
    });
    return this.#complete;
  }

  #changed(): this {
    this.#complete = undefined;
    return this;
  }

  /** An object of another network would not run in this one. */
  #refuseOrphans(name: string, { from, to }: ProjectionDeclaration): void {
    const faults = Object.entries({ from, to }).flatMap(([key, end]) => {
      if (typeof end === 'string' || belongsTo(end, this)) return [];
      return [
        {
          code: 'ORPHAN_OBJECT',
          severity: 'error',
          message: `${end.name} was declared on another network than ${name}`,
          context: `projection ${name}, ${key}`,
          expected: `an object of network ${this.#settings.name}`,
          found: end.text,
          help: `declare it on this network: net.population('${end.name}', ..) or net.input('${end.name}', ..)`,
        } as const,
      ];
    });
    if (faults.length > 0) throw new FrameworkError(faults);
  }

  #refuseRepeated(name: string, ...spaces: readonly ReadonlyMap<string, unknown>[]): void {
    if (!spaces.some((space) => space.has(name))) return;
    throw new FrameworkError([
      {
        code: 'FILE_NAME',
        severity: 'error',
        message: `the name ${name} is already in use`,
        context: name,
        found: name,
      },
    ]);
  }
}

/** Begins a network. @throws FrameworkError with every fault of the settings. */
export function network(settings: NetworkSettings): NetworkBuilder {
  return new NetworkBuilder(settings);
}

const endText = (end: string | ObjectSlice): string => (typeof end === 'string' ? end : end.text);
