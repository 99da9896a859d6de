import { builtInConstants } from '../equations/index.js';
import type { BuiltinName, Resolution, Scope, VariableModel } from '../network/index.js';
import type { Quantity } from '../units/index.js';
import { builtInMeaning, builtInType } from './built-in-names.js';
import { type ExpressionType, realOf } from './expression-type.js';
import { functionSignatures } from './function-signatures.js';

/** A constant of the file; without a quantity if its text is faulty (and reported). */
export interface ConstantEntry {
  readonly name: string;
  readonly quantity: Quantity | undefined;
  readonly source?: string;
}
export type ConstantTable = ReadonlyMap<string, ConstantEntry>;

/** A variable as declared; without a model if its declaration is faulty (and reported). */
export interface VariableEntry {
  readonly name: string;
  readonly model: VariableModel | undefined;
}
export type VariableTable = ReadonlyMap<string, VariableEntry>;

/**
 * What a name means in a text. `resolution` and `type` are absent where the declaration of the name
 * is faulty: whatever uses it is then not judged, so that one fault gives one message.
 */
export interface Meaning {
  readonly resolution?: Resolution;
  readonly type?: ExpressionType;
  readonly variable?: VariableModel;
}

/** A scope that knows units and variables, for the checks. */
export interface NameScope extends Scope {
  /** `population exc`. */
  readonly title: string;
  /** Where names are looked for, in order, for messages. */
  readonly searched: readonly string[];
  /** False if declarations are missing because their text is faulty: then nothing is unresolved. */
  readonly complete: boolean;
  meaning(name: string): Meaning | undefined;
  /** SI value of a constant, unit or built-in constant. */
  constantValue(name: string): number | undefined;
}

/** Names that an object itself gives a meaning, before constants and units are looked at. */
export interface OwnNames {
  readonly title: string;
  readonly searched: readonly string[];
  readonly complete: boolean;
  meaning(name: string): Meaning | undefined;
  names(): Iterable<string>;
}

const unknown: Meaning = {};

export function builtinMeaning(name: BuiltinName, side: 'own' | 'pre' | 'post' = 'own'): Meaning {
  return { resolution: { kind: 'builtin', name, side }, type: builtInType(name) };
}

/** Meaning of a variable of an object, seen from itself or from one side of a projection. */
export function variableMeaning(
  object: string,
  entry: VariableEntry,
  side: 'own' | 'pre' | 'post',
): Meaning {
  const { model } = entry;
  if (model === undefined) return unknown;
  const kind = model.kind === 'subexpression' ? 'subexpression' : 'variable';
  return {
    resolution: { kind, object, variable: model.name, side },
    type: { dimension: model.dimension, type: model.type },
    variable: model,
  };
}

function constantMeaning(entry: ConstantEntry, scope: 'object' | 'network'): Meaning {
  const { quantity } = entry;
  if (quantity === undefined) return unknown;
  return { resolution: { kind: 'constant', quantity, scope }, type: realOf(quantity.dimension) };
}

function textMeaning(name: string): Meaning | undefined {
  const meaning = builtInMeaning(name);
  if (meaning === undefined) return undefined;
  if (meaning === 'function') return { resolution: { kind: 'function' } };
  const { kind, quantity } = meaning;
  return {
    resolution: kind === 'unit' ? { kind, quantity } : { kind, quantity, scope: 'built-in' },
    type: realOf(quantity.dimension),
  };
}

/** What the whole network shares. */
export interface SharedNames {
  readonly constants: ConstantTable;
  /** Timed arrays; undefined entries are faulty ones. */
  readonly arrays: ReadonlyMap<string, { readonly type?: ExpressionType }>;
}

/** Builds the scope of one object in the order of semantics, names, point 1. */
export function createNameScope(
  own: OwnNames,
  constants: ConstantTable,
  shared: SharedNames,
): NameScope {
  function meaning(name: string): Meaning | undefined {
    const first = own.meaning(name) ?? textMeaning(name);
    if (first !== undefined) return first;
    const local = constants.get(name);
    if (local !== undefined) return constantMeaning(local, 'object');
    const outer = shared.constants.get(name);
    if (outer !== undefined) return constantMeaning(outer, 'network');
    const array = shared.arrays.get(name);
    if (array === undefined) return undefined;
    const resolution = { kind: 'array', array: name } as const;
    return array.type === undefined ? unknown : { resolution, type: array.type };
  }
  return {
    title: own.title,
    searched: own.searched,
    complete: own.complete,
    meaning,
    resolve: (name) => meaning(name)?.resolution,
    candidates: () => [
      ...own.names(),
      ...constants.keys(),
      ...shared.constants.keys(),
      ...shared.arrays.keys(),
      ...builtInConstants.keys(),
      ...functionSignatures.keys(),
    ],
    constantValue(name) {
      const resolution = meaning(name)?.resolution;
      return resolution?.kind === 'constant' || resolution?.kind === 'unit'
        ? resolution.quantity.value
        : undefined;
    },
  };
}

/** Names of a text that belongs to no object: constants, and what `names` adds. */
export function plainNames(title: string, names: readonly BuiltinName[]): OwnNames {
  const known = new Set<string>(names);
  return {
    title,
    searched: [],
    complete: true,
    meaning: (name) => (known.has(name) ? builtinMeaning(name as BuiltinName) : undefined),
    names: () => known,
  };
}
