import type { Expression } from '../equations/index.js';
import type {
  IndicesDocument,
  ProbeDocument,
  ProbeModel,
  QuantityText,
  SinkDocument,
} from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { reportNoVariable } from './bounds.js';
import { parseByteSize } from './byte-size.js';
import type { DocumentReader, Path } from './document-reader.js';
import type { DeclaredObject } from './object-names.js';
import { readActive } from './populations.js';
import { readSink } from './probe-sinks.js';
import type { AnalysedProjection } from './projections.js';
import { readSlot } from './regular-code.js';
import { readIndices, readSelection } from './selections.js';
import { wholeSteps } from './spike-list.js';

const defaultBudgetBytes = 2 ** 30;
/** Keys of all kinds, as far as they are written. */
interface ProbeKeys {
  readonly of: string;
  readonly name?: string;
  readonly sink?: SinkDocument;
  readonly budget?: number | string;
  readonly active?: boolean;
  readonly indices?: IndicesDocument;
  readonly variables?: readonly string[];
  readonly counts?: boolean;
  readonly every?: QuantityText;
  readonly when?: string;
  readonly order?: number;
  readonly where?: string;
  readonly input?: string;
  readonly event?: string;
}

export interface ProbesOptions {
  readonly context: AnalysisContext;
  readonly projections: ReadonlyMap<string, AnalysedProjection>;
}

/** Checks the probes of a network. */
export function analyseProbes(
  probes: readonly ProbeDocument[],
  options: ProbesOptions,
): readonly ProbeModel[] {
  const taken = new Set<string>();
  const files = new Set<string>();
  return probes.flatMap((probe, index) => {
    const [kind, value] = Object.entries(probe)[0] ?? [];
    if (kind === undefined) return [];
    const path = ['probes', index, kind];
    const keys: ProbeKeys = typeof value === 'string' ? { of: value } : value;
    const reading = new ProbeReading(kind, keys, path, files, options);
    const name = reading.name(taken);
    if (name === undefined) return [];
    const model = reading.read(name);
    const active = readActive(keys.active, `probe ${name}`, path, options.context.reader);
    return model === undefined || !active ? [] : [model];
  });
}

class ProbeReading {
  readonly #kind: string;
  readonly #keys: ProbeKeys;
  readonly #path: Path;
  readonly #options: ProbesOptions;
  readonly #reader: DocumentReader;
  /** Files that probes write. */
  readonly #files: Set<string>;

  constructor(
    kind: string,
    keys: ProbeKeys,
    path: Path,
    files: Set<string>,
    options: ProbesOptions,
  ) {
    this.#files = files;
    this.#kind = kind;
    this.#keys = keys;
    this.#path = path;
    this.#options = options;
    this.#reader = options.context.reader;
  }

  /** The given name, or KIND_OBJECT with the first number that is free. */
  name(taken: Set<string>): string | undefined {
    const given = this.#keys.name;
    const base = given ?? `${this.#kind}_${this.#keys.of}`;
    let name = base;
    for (let count = 1; taken.has(name) && given === undefined; count += 1)
      name = `${base}_${count}`;
    if (taken.has(name)) {
      return this.#reader.error(
        'FILE_NAME',
        [...this.#path, 'name'],
        `two probes are called ${name}`,
      );
    }
    taken.add(name);
    return name;
  }

  read(name: string): ProbeModel | undefined {
    const budgetBytes = this.#budget();
    const object = this.#object();
    const { sink, counts: countsOnly = false } = this.#keys;
    const owner = { path: this.#path, kind: this.#kind, counts: countsOnly, files: this.#files };
    const into = readSink(sink, owner, this.#reader);
    if (object === undefined || budgetBytes === undefined || into === 'faulty') return undefined;
    const written = this.#keys.budget === undefined ? this.#path : [...this.#path, 'budget'];
    const place = this.#reader.place(written);
    const kept = into === undefined ? {} : { sink: into };
    const common = { name, object: object.name, budgetBytes, ...kept, ...place };
    switch (this.#kind) {
      case 'spikes':
      case 'events': {
        const { indices, counts = false, event } = this.#keys;
        const events = object.events ?? [];
        if (this.#kind === 'events' && (event === undefined || !events.includes(event))) {
          const path = [...this.#path, 'event'];
          return this.#reader.noSuch(path, `event of ${object.name}`, String(event), events);
        }
        const listed = this.#indices(indices, object);
        const variables = this.#variables(object);
        if (listed === 'faulty' || variables === undefined) return undefined;
        if (counts && variables.length > 0) {
          return this.#reader.error(
            'FILE_CONFLICT',
            [...this.#path, 'variables'],
            'counts: true keeps numbers of spikes only, without variables',
          );
        }
        return {
          ...common,
          kind: 'spikes',
          counts,
          variables,
          ...(event === undefined ? {} : { event }),
          ...(listed && { indices: listed }),
        };
      }
      case 'state':
        return this.#state(common, object);
      case 'weights':
        return this.#weights(common, object);
      case 'rate': {
        const every = this.#everyRounded(object, `rate probe of ${object.name}`);
        return every === undefined ? undefined : { ...common, kind: 'rate', ...every };
      }
      case 'responses':
        return this.#responses(common);
      default:
        return this.#reader.unsupported(this.#path, `a probe of kind ${this.#kind}`);
    }
  }

  #budget(): number | undefined {
    const { budget } = this.#keys;
    if (budget === undefined) return defaultBudgetBytes;
    const bytes = parseByteSize(budget);
    if (bytes !== undefined && bytes > 0) return bytes;
    return this.#reader.error(
      'FILE_VALUE',
      [...this.#path, 'budget'],
      `${budget} is no number of bytes`,
      {
        expected: '64 MB, 1 GiB or a number above 0',
        found: String(budget),
      },
    );
  }

  /** The object of a probe, if this kind can watch it. */
  #object(): DeclaredObject | undefined {
    const { of } = this.#keys;
    const { context, projections } = this.#options;
    const reader = this.#reader;
    const path = reader.network.source.valueSpan([...this.#path, 'of'])
      ? [...this.#path, 'of']
      : this.#path;
    const object = context.objects.get(of) ?? projections.get(of)?.declared;
    if (object === undefined) {
      return reader.noSuch(path, 'object', of, [...context.objects.keys(), ...projections.keys()]);
    }
    const wanted = watched[this.#kind] ?? [];
    if (object.silent === true) {
      return reader.error('FILE_REFERENCE', path, `the input ${of} has no spikes to record`, {
        help: 'record the variable that it adds to',
      });
    }
    if (wanted.length === 0 || wanted.includes(object.kind)) return object;
    return reader.error(
      'FILE_REFERENCE',
      path,
      `a ${this.#kind} probe cannot watch the ${object.kind} ${of}`,
      {
        expected: wanted.join(' or '),
        found: object.kind,
      },
    );
  }

  #indices(
    indices: IndicesDocument | undefined,
    object: DeclaredObject,
  ): readonly number[] | 'faulty' | undefined {
    if (indices === undefined) return undefined;
    const path = [...this.#path, 'indices'];
    const size = object.size ?? this.#options.projections.get(object.name)?.count;
    return readIndices(path, indices, size, object.name, this.#reader) ?? 'faulty';
  }

  /** In steps of the object, or, where it is no multiple of those, as a step of its own. */
  #every(
    object: DeclaredObject,
  ): { readonly everySteps: number; readonly everySeconds?: number } | undefined {
    const { every } = this.#keys;
    if (every === undefined) return { everySteps: 1 };
    const path = [...this.#path, 'every'];
    const { dtSeconds = this.#options.context.dtSeconds } = object;
    const seconds = this.#reader.duration(path, every, 'every', true);
    if (seconds === undefined) return undefined;
    const everySteps = wholeSteps(seconds, dtSeconds);
    return everySteps === undefined ? { everySteps: 1, everySeconds: seconds } : { everySteps };
  }

  /** The listed variables that exist; undefined if one does not. */
  #variables(object: DeclaredObject): readonly string[] | undefined {
    const listed = this.#keys.variables ?? [];
    let sound = true;
    const freezable = this.#options.projections.get(object.name)?.freezable === true;
    for (const [index, variable] of listed.entries()) {
      if (object.variables.has(variable) || (freezable && variable === 'frozen')) continue;
      const engines = object.refractory && ['lastspike', 'not_refractory'].includes(variable);
      if (engines) continue;
      reportNoVariable([...this.#path, 'variables', index], object, variable, this.#reader, false);
      sound = false;
    }
    return sound ? listed : undefined;
  }

  #state(
    common: { readonly name: string; readonly object: string; readonly budgetBytes: number },
    object: DeclaredObject,
  ): ProbeModel | undefined {
    const variables = this.#variables(object);
    const indices = this.#indices(this.#keys.indices, object);
    const every = this.#every(object);
    const when = readSlot(this.#keys.when ?? 'start', [...this.#path, 'when'], this.#reader);
    if (when === undefined) return undefined;
    if (variables?.length === 0) {
      return this.#reader.error('FILE_MISSING', this.#path, 'a state probe needs variables');
    }
    if (variables === undefined || indices === 'faulty' || every === undefined) return undefined;
    return {
      ...common,
      kind: 'state',
      variables,
      ...every,
      when,
      order: this.#keys.order ?? 0,
      ...(indices && { indices }),
    };
  }

  #weights(
    common: { readonly name: string; readonly object: string; readonly budgetBytes: number },
    object: DeclaredObject,
  ): ProbeModel | undefined {
    const listed = this.#variables(object);
    const plastic = this.#options.projections.get(object.name)?.model?.plastic ?? [];
    // Weights change on several clocks: they are looked at on the network's.
    const { dtSeconds: _, ...onNetwork } = object;
    const given = this.#keys.every !== undefined;
    const every = given
      ? this.#everyRounded(onNetwork, `weights probe of ${object.name}`)
      : undefined;
    const where = this.#where(object);
    // At rounded times steps do not count.
    const times = every?.everySeconds === undefined ? every : { everySeconds: every.everySeconds };
    if (listed === undefined || where === 'faulty') return undefined;
    if (given && every === undefined) return undefined;
    const variables = this.#keys.variables === undefined ? plastic : listed;
    return {
      ...common,
      kind: 'weights',
      variables,
      ...times,
      ...(where === undefined ? {} : { where }),
    };
  }

  /** The condition of a weights probe. */
  #where(object: DeclaredObject): Expression | 'faulty' | undefined {
    const { where } = this.#keys;
    if (where === undefined) return undefined;
    const projection = this.#options.projections.get(object.name);
    const selection =
      projection &&
      readSelection(
        { where },
        {
          path: this.#path,
          object: object.name,
          isProjection: true,
          size: projection.count,
          scope: projection.scope,
          reported: new Set(),
        },
        this.#reader,
      );
    return selection?.kind === 'where' ? selection.condition : 'faulty';
  }

  /** As `#every`, for times that are rounded to steps; said if they have to be. */
  #everyRounded(
    object: DeclaredObject,
    what: string,
  ): { readonly everySteps: number; readonly everySeconds?: number } | undefined {
    const every = this.#every(object);
    if (every?.everySeconds === undefined) return every;
    const path = [...this.#path, 'every'];
    const { dtSeconds = this.#options.context.dtSeconds } = object;
    const text = String(this.#keys.every);
    if (every.everySeconds < dtSeconds) {
      return this.#reader.error('FILE_VALUE', path, `every ${text} is shorter than a step`, {
        expected: `${dtSeconds * 1e3} ms or more`,
        found: text,
      });
    }
    this.#reader.diagnostics.info(
      'CLOCK_RATIO',
      `the ${what} looks every ${text}, which is no multiple of the step of ${dtSeconds * 1e3} ms: each time counts at the first step that is not before it`,
      this.#reader.place(path),
    );
    return every;
  }

  #responses(common: {
    readonly name: string;
    readonly object: string;
    readonly budgetBytes: number;
  }): ProbeModel | undefined {
    const { input = '' } = this.#keys;
    const { document } = this.#options.context;
    const inputs = document.inputs ?? {};
    const path = [...this.#path, 'input'];
    const found = inputs[input];
    if (found === undefined) return this.#reader.noSuch(path, 'input', input, Object.keys(inputs));
    if ((found.images ?? found.table) !== undefined) return { ...common, kind: 'responses', input };
    // A table input has been refused where it is declared.
    if (found.table !== undefined) return undefined;
    return this.#reader.error('FILE_REFERENCE', path, `the input ${input} presents no items`, {
      expected: 'an images input',
      found: Object.keys(found)[0] ?? 'nothing',
    });
  }
}

const watched: Readonly<Record<string, readonly DeclaredObject['kind'][]>> = {
  spikes: ['population', 'input'],
  events: ['population'],
  state: ['population', 'projection'],
  weights: ['projection'],
  rate: ['population', 'input'],
  responses: ['population'],
};
