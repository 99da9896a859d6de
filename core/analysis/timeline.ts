import type {
  AssignmentModel,
  PresentDocument,
  SetDocument,
  StepDocument,
  StepModel,
  ValueSpec,
} from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { reportNoVariable } from './bounds.js';
import { readConstantQuantity } from './constant-quantity.js';
import { delayName, pathwayOfDelay, readDelay } from './delay-values.js';
import type { DocumentReader, Path } from './document-reader.js';
import { booleanType } from './expression-type.js';
import { readAssignment } from './initial-values.js';
import { inputScope, readRates } from './inputs.js';
import type { NameScope } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';
import type { AnalysedProjection } from './projections.js';
import { readSelection } from './selections.js';
import { readSpikes } from './spike-list.js';
import { readValue } from './values.js';

export interface TimelineOptions {
  readonly context: AnalysisContext;
  readonly projections: ReadonlyMap<string, AnalysedProjection>;
  /** Scopes of populations, by name. */
  readonly scopes: ReadonlyMap<string, NameScope>;
}

/** Checks the timeline of a network. */
export function analyseTimeline(
  steps: readonly StepDocument[],
  options: TimelineOptions,
): readonly StepModel[] {
  const reading = new TimelineReading(options);
  return reading.steps(steps, ['timeline']);
}

interface Addressed {
  readonly object: DeclaredObject;
  readonly variable: string;
  readonly key: string;
}

class TimelineReading {
  readonly #options: TimelineOptions;
  readonly #context: AnalysisContext;
  readonly #reader: DocumentReader;
  readonly #reported: Set<string> = new Set();
  /** Checkpoints written so far, in the order of the file. */
  readonly #checkpoints: Set<string> = new Set();

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#reader = options.context.reader;
  }

  steps(steps: readonly StepDocument[], path: Path): readonly StepModel[] {
    return steps.flatMap((step, index) => this.#step(step, [...path, index]) ?? []);
  }

  #step(step: StepDocument, path: Path): StepModel | readonly StepModel[] | undefined {
    const reader = this.#reader;
    const place = reader.place(path);
    if ('run' in step) {
      const seconds = reader.duration([...path, 'run'], step.run, 'run');
      return seconds === undefined ? undefined : { ...place, kind: 'run', seconds };
    }
    if ('phase' in step) return { ...place, kind: 'phase', name: step.phase };
    if ('repeat' in step) {
      const times = reader.integer([...path, 'repeat'], step.repeat, 'repeat', 0);
      const steps = this.steps(step.steps, [...path, 'steps']);
      return times === undefined ? undefined : { ...place, kind: 'repeat', times, steps };
    }
    if ('present' in step) return this.#present(step.present, path);
    if ('freeze' in step) return this.#freeze('freeze', step.freeze, step.where, path);
    if ('unfreeze' in step) return this.#freeze('unfreeze', step.unfreeze, step.where, path);
    if ('normalize' in step) return this.#normalize(step.normalize, path);
    if ('checkpoint' in step) {
      this.#checkpoints.add(step.checkpoint);
      return { ...place, kind: 'checkpoint', name: step.checkpoint };
    }
    if ('restore' in step) {
      const name = step.restore;
      if (this.#checkpoints.has(name)) return { ...place, kind: 'restore', name };
      return reader.noSuch([...path, 'restore'], 'earlier checkpoint', name, this.#checkpoints);
    }
    return this.#set(step, path);
  }

  #present(present: string | PresentDocument, path: Path): StepModel | undefined {
    const reader = this.#reader;
    const whole = typeof present === 'object';
    const at = [...path, 'present'];
    const inputPath = whole ? [...at, 'input'] : at;
    const name = whole ? present.input : present;
    const inputs = this.#context.document.inputs ?? {};
    const input = inputs[name];
    const before = whole ? this.steps(present.before ?? [], [...at, 'before']) : [];
    const after = whole ? this.steps(present.after ?? [], [...at, 'after']) : [];
    if (input === undefined) return reader.noSuch(inputPath, 'input', name, Object.keys(inputs));
    const items = input.images ?? input.table;
    if (items === undefined) {
      return reader.error(
        'FILE_REFERENCE',
        inputPath,
        `the input ${name} has no items to present`,
        {
          expected: 'an input of images or of a table',
        },
      );
    }
    const sets = Object.keys(items.sets);
    const set =
      whole && present.set !== undefined ? present.set : sets.length === 1 ? sets[0] : undefined;
    if (set === undefined) {
      return reader.error('FILE_MISSING', at, `say which set of ${name} is presented`, {
        expected: sets.join(' or '),
        help: `write present: {input: ${name}, set: ${sets[0] ?? ''}}`,
      });
    }
    if (!sets.includes(set)) return reader.noSuch([...at, 'set'], `set of ${name}`, set, sets);
    const shown = whole ? present.items : undefined;
    return {
      ...reader.place(path),
      kind: 'present',
      input: name,
      set,
      ...(shown === undefined ? {} : { items: shown }),
      before,
      after,
    };
  }

  #freeze(
    verb: 'freeze' | 'unfreeze',
    name: string,
    where: string | undefined,
    path: Path,
  ): StepModel | undefined {
    const reader = this.#reader;
    const found = this.#options.projections.get(name);
    if (found === undefined) {
      return reader.noSuch([...path, verb], 'projection', name, this.#options.projections.keys());
    }
    if (!found.freezable) {
      return reader.error(
        'FILE_MISSING',
        [...path, verb],
        `the projection ${name} is not freezable`,
        {
          help: `write freezable: true in ${name}`,
        },
      );
    }
    const selection = readSelection(
      where === undefined ? {} : { where },
      {
        path,
        object: name,
        isProjection: true,
        size: found.count,
        scope: found.scope,
        reported: this.#reported,
      },
      reader,
    );
    if (selection === undefined) return undefined;
    const frozen = verb === 'freeze';
    return { ...reader.place(path), kind: 'freeze', projection: name, frozen, selection };
  }

  #normalize(
    step: Extract<StepDocument, { normalize: unknown }>['normalize'],
    path: Path,
  ): StepModel | undefined {
    const reader = this.#reader;
    const at = [...path, 'normalize'];
    const addressed = this.#address(step.variable, [...at, 'variable'], false);
    if (addressed === undefined) return undefined;
    const { object, variable } = addressed;
    if (object.kind !== 'projection') {
      return reader.error(
        'FILE_REFERENCE',
        [...at, 'variable'],
        `${object.name} is no projection`,
        {
          expected: 'a variable of a projection',
          found: step.variable,
        },
      );
    }
    const entry = object.variables.get(variable);
    if (entry === undefined) {
      reportNoVariable([...at, 'variable'], object, variable, reader, false);
      return undefined;
    }
    if (entry.model === undefined) return undefined;
    const { kind, shared, type, dimension } = entry.model;
    if (kind === 'subexpression' || shared || type !== 'real') {
      const what = shared ? 'shared' : type === 'real' ? 'a subexpression' : type;
      return reader.error(
        'ILLEGAL_WRITE',
        [...at, 'variable'],
        `${variable} is ${what}, it cannot be normalised`,
      );
    }
    const scope = this.#scopeOf(object);
    const what = `total of ${variable}`;
    const total =
      scope &&
      readConstantQuantity([...at, 'total'], step.total, { dimension, what, scope }, reader);
    if (total === undefined) return undefined;
    if (!Number.isFinite(total)) {
      return reader.error('FILE_VALUE', [...at, 'total'], `${what} must be finite`, {
        expected: 'a finite value',
        found: String(total),
      });
    }
    return {
      ...reader.place(path),
      kind: 'normalize',
      projection: object.name,
      variable,
      per: step.per,
      total,
    };
  }

  /** Finds what `OBJECT.VARIABLE` names; the variable itself is not looked for. */
  #address(key: string, path: Path, atKey: boolean): Addressed | undefined {
    const reader = this.#reader;
    const [name = '', first = '', ...more] = key.split('.');
    const { projections } = this.#options;
    const pathway = more.length === 1 && more[0] === 'delay' ? first : undefined;
    // The delay of pathway pre has two names.
    const variable =
      pathway === undefined || pathway === 'pre' ? (more[0] ?? first) : delayName(pathway);
    if (first === '' || (more.length > 0 && pathway === undefined)) {
      const message = `${key} is not of the form OBJECT.VARIABLE, or PROJECTION.PATHWAY.delay`;
      if (atKey) return reader.errorAtKey('FILE_VALUE', path, message);
      return reader.error('FILE_VALUE', path, message);
    }
    const { objects } = this.#context;
    const object = objects.get(name) ?? projections.get(name)?.declared;
    if (object !== undefined) return { object, variable, key };
    return reader.noSuch(path, 'object', name, [...objects.keys(), ...projections.keys()]);
  }

  /** One step per object, in the order of the keys. */
  #set(step: SetDocument, path: Path): readonly StepModel[] | undefined {
    const reader = this.#reader;
    const at = [...path, 'set'];
    const others: StepModel[] = [];
    const selected = (step.where ?? step.indices ?? step.pairs) !== undefined;
    const groups = new Map<DeclaredObject, { key: string; variable: string; value: ValueSpec }[]>();
    for (const [key, value] of Object.entries(step.set)) {
      const addressed = this.#address(key, [...at, key], true);
      if (addressed === undefined) continue;
      const { object, variable } = addressed;
      if (object.kind === 'input' && variable === 'spikes') {
        const spikes = this.#spikes(object, value, [...at, key]);
        if (spikes !== undefined) others.push({ ...reader.place(path), ...spikes });
        continue;
      }
      if (variable === 'active' && !object.variables.has(variable)) {
        const switched = this.#switch(object, value, selected, [...at, key]);
        if (switched !== undefined) others.push({ ...reader.place(path), ...switched });
        continue;
      }
      if (typeof value === 'object' && 'indices' in value) {
        reader.error('FILE_TYPE', [...at, key], `${key} takes no list of spikes`);
        continue;
      }
      const group = groups.get(object) ?? [];
      group.push({ key, variable, value });
      groups.set(object, group);
    }
    if (selected && groups.size > 1) {
      return reader.error('FILE_CONFLICT', at, 'with a selection all variables are of one object', {
        found: [...groups.keys()].map(({ name }) => name).join(', '),
      });
    }
    const sets = [...groups].flatMap(([object, entries]): readonly StepModel[] => {
      const scope = this.#scopeOf(object);
      const projection = this.#options.projections.get(object.name);
      if (scope === undefined) return [];
      const size = object.size ?? projection?.count;
      const isProjection = object.kind === 'projection';
      const selection = readSelection(
        step,
        { path, object: object.name, isProjection, size, scope, reported: this.#reported },
        reader,
      );
      const assignments = entries.flatMap(
        (entry) =>
          this.#assignment(
            object,
            entry.variable,
            entry.value,
            [...at, entry.key],
            scope,
            selected,
          ) ?? [],
      );
      if (selection === undefined || assignments.length === 0) return [];
      return [{ ...reader.place(path), kind: 'set', object: object.name, assignments, selection }];
    });
    return [...others, ...sets];
  }

  /** `OBJECT.active`: true or false, for the whole object. */
  #switch(
    { name }: DeclaredObject,
    value: SetDocument['set'][string],
    selected: boolean,
    path: Path,
  ): Extract<StepModel, { kind: 'switch' }> | undefined {
    if (typeof value !== 'boolean') {
      return this.#reader.error('FILE_TYPE', path, `${name}.active is true or false`, {
        expected: 'true or false',
        found: JSON.stringify(value),
      });
    }
    if (!selected) return { kind: 'switch', object: name, active: value };
    return this.#reader.errorAtKey(
      'FILE_CONFLICT',
      path,
      `${name} is switched as a whole, not by elements`,
      { help: 'write it as a step of its own, without where, indices or pairs' },
    );
  }

  /** A new list for a spikes input: {indices, times}. */
  #spikes(
    object: DeclaredObject,
    value: SetDocument['set'][string],
    path: Path,
  ): Extract<StepModel, { kind: 'set-spikes' }> | undefined {
    const reader = this.#reader;
    const { name, size } = object;
    const isList = this.#context.document.inputs?.[name]?.spikes !== undefined;
    if (!isList || size === undefined) {
      return reader.errorAtKey('NO_SUCH_VARIABLE', path, `input ${name} has no variable spikes`, {
        help: 'only inputs of kind spikes have a list to replace',
      });
    }
    if (typeof value !== 'object' || !('indices' in value)) {
      return reader.error('FILE_TYPE', path, `${name}.spikes takes a list of spikes`, {
        expected: '{indices: [..], times: [..]}',
      });
    }
    const spikes = readSpikes(path, value, name, size, this.#context.dtSeconds, reader);
    return (
      spikes && {
        kind: 'set-spikes',
        input: name,
        indices: spikes.map(({ index }) => index),
        steps: spikes.map(({ step }) => step),
      }
    );
  }

  #scopeOf(object: DeclaredObject): NameScope | undefined {
    if (object.kind === 'input') return inputScope(object, this.#context);
    return (
      this.#options.projections.get(object.name)?.scope ?? this.#options.scopes.get(object.name)
    );
  }

  #assignment(
    object: DeclaredObject,
    variable: string,
    spec: ValueSpec,
    path: Path,
    scope: NameScope,
    selected: boolean,
  ): AssignmentModel | undefined {
    const reader = this.#reader;
    const projection = this.#options.projections.get(object.name);
    const count = selected ? undefined : (object.size ?? projection?.count);
    const elements =
      object.kind === 'projection' ? `synapses of ${object.name}` : `neurons of ${object.name}`;
    const reported = this.#reported;
    if (object.kind === 'input') return this.#rates(object, variable, spec, path, scope, selected);
    const pathway = projection && pathwayOfDelay(variable);
    if (pathway !== undefined) {
      const { pathways = [] } = projection ?? {};
      if (!pathways.includes(pathway)) {
        const named = pathways.filter((other) => other !== 'pre');
        const ways = named.map((other) => `${object.name}.${delayName(other)}`);
        return reader.errorAtKey(
          'NO_SUCH_VARIABLE',
          path,
          `${object.name} has no pathway ${pathway}`,
          { help: `delays that can be set: ${ways.join(', ') || `${object.name}.delay`}` },
        );
      }
      const value = readDelay(path, spec, scope.title, {
        scope,
        reported,
        reader,
        count,
        elements,
      });
      return value && { variable, value, ...reader.place(path) };
    }
    if (projection?.freezable === true && variable === 'frozen') {
      const check = { scope, context: `${scope.title}, value of frozen`, reported };
      const options = {
        target: 'frozen',
        type: booleanType,
        count,
        elements,
        shared: false,
        check,
      };
      const value = readValue(path, spec, options, reader);
      return value && { variable, value, ...reader.place(path) };
    }
    const options = { path: [], object, count, elements, scope, reported, selected };
    return readAssignment(variable, spec, path, options, reader);
  }

  #rates(
    object: DeclaredObject,
    variable: string,
    spec: ValueSpec,
    path: Path,
    scope: NameScope,
    selected: boolean,
  ): AssignmentModel | undefined {
    const reader = this.#reader;
    const isPoisson = this.#context.document.inputs?.[object.name]?.poisson !== undefined;
    if (variable !== 'rates' || !isPoisson) {
      return reader.errorAtKey(
        'NO_SUCH_VARIABLE',
        path,
        `input ${object.name} has no variable ${variable}`,
        {
          help: isPoisson ? `did you mean ${object.name}.rates?` : 'only Poisson inputs have rates',
        },
      );
    }
    const value = readRates(path, spec, object, scope, this.#context, selected);
    return value && { variable, value, ...reader.place(path) };
  }
}
