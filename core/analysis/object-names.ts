import type { BuiltinName } from '../network/index.js';
import { noiseDimension } from './built-in-names.js';
import { booleanType, realOf } from './expression-type.js';
import {
  builtinMeaning,
  type Meaning,
  type OwnNames,
  type VariableTable,
  variableMeaning,
} from './name-scope.js';

/** A population, input or projection as far as other objects need to know it. */
export interface DeclaredObject {
  readonly kind: 'population' | 'input' | 'projection';
  readonly name: string;
  /** Neurons; undefined for images (known from the file) and for faulty declarations. */
  readonly size: number | undefined;
  readonly variables: VariableTable;
  /** An input that adds to a variable and has no spikes of its own. */
  readonly silent?: boolean;
  /** Has `lastspike` and `not_refractory`. */
  readonly refractory: boolean;
  /** Time step of its own; absent: the network's. */
  readonly dtSeconds?: number;
  /** Names of its custom events; absent: none. */
  readonly events?: readonly string[];
  /** False if its equations could not all be read. */
  readonly complete: boolean;
}

const always: readonly BuiltinName[] = ['t', 'dt', 't_in_timesteps', 'N'];
const ofRefractory: readonly BuiltinName[] = ['lastspike', 'not_refractory'];
const ofSynapses: readonly BuiltinName[] = [
  ...['i', 'j', 'N_pre', 'N_post'],
  ...['N_incoming', 'N_outgoing', 'lastupdate'],
] as BuiltinName[];

/** Names of a population's texts. */
export function populationNames(population: DeclaredObject): OwnNames {
  const names: readonly BuiltinName[] = [
    ...always,
    'i',
    ...(population.refractory ? ofRefractory : []),
  ];
  const builtins = new Set<string>(names);
  return {
    title: `${population.kind} ${population.name}`,
    searched: [`variables of ${population.name}`],
    complete: population.complete,
    meaning(name) {
      const entry = population.variables.get(name);
      if (entry !== undefined) return variableMeaning(population.name, entry, 'own');
      return builtins.has(name) ? builtinMeaning(name as BuiltinName) : noiseMeaning(name);
    },
    names: () => [...population.variables.keys(), ...names],
  };
}

/** White noise; `xi_a` and `xi_b` are independent, the same name is the same noise. */
function noiseMeaning(name: string): Meaning | undefined {
  if (name !== 'xi' && !name.startsWith('xi_')) return undefined;
  return { resolution: { kind: 'noise', name }, type: realOf(noiseDimension) };
}

/** A name of one side, without its suffix. */
function sideMeaning(
  object: DeclaredObject,
  name: string,
  side: 'pre' | 'post',
): Meaning | undefined {
  const entry = object.variables.get(name);
  if (entry !== undefined) return variableMeaning(object.name, entry, side);
  const builtin = ofRefractory.find((candidate) => candidate === name);
  return object.refractory && builtin !== undefined ? builtinMeaning(builtin, side) : undefined;
}

export interface ProjectionNamesOptions {
  readonly projection: DeclaredObject;
  readonly source: DeclaredObject;
  readonly target: DeclaredObject;
  readonly freezable: boolean;
}

/** Names of a projection's texts: its own, then `NAME_pre` and `NAME_post`, then bare target names. */
export function projectionNames(options: ProjectionNamesOptions): OwnNames {
  const { projection, source, target, freezable } = options;
  const names: readonly BuiltinName[] = [...always, ...ofSynapses];
  const builtins = new Set<string>(names);
  function meaning(name: string): Meaning | undefined {
    const entry = projection.variables.get(name);
    // What is summed is a variable of the target or source.
    const own = entry?.model?.summed === true ? undefined : entry;
    if (own !== undefined) return variableMeaning(projection.name, own, 'own');
    if (freezable && name === 'frozen') return frozenMeaning(projection.name);
    if (builtins.has(name)) return builtinMeaning(name as BuiltinName);
    const noise = noiseMeaning(name);
    if (noise !== undefined) return noise;
    if (name.endsWith('_pre')) return sideMeaning(source, name.slice(0, -4), 'pre');
    if (name.endsWith('_post')) return sideMeaning(target, name.slice(0, -5), 'post');
    return sideMeaning(target, name, 'post');
  }
  return {
    title: `projection ${projection.name}`,
    searched: [
      `variables of ${projection.name}`,
      `of its source ${source.name} (NAME_pre)`,
      `of its target ${target.name} (NAME_post)`,
    ],
    complete: projection.complete && source.complete && target.complete,
    meaning,
    names: () => [
      ...projection.variables.keys(),
      ...(freezable ? ['frozen'] : []),
      ...names,
      ...[...source.variables.keys()].map((name) => `${name}_pre`),
      ...[...target.variables.keys()].flatMap((name) => [`${name}_post`, name]),
    ],
  };
}

function frozenMeaning(object: string): Meaning {
  return {
    resolution: { kind: 'variable', object, variable: 'frozen', side: 'own' },
    type: booleanType,
  };
}
