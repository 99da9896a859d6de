import type { Equation } from '../../core/equations/index.js';
import type {
  InputDocument,
  NetworkDocument,
  PathwayDocument,
  PathwaysDocument,
  PopulationDocument,
  ProbeDocument,
  ProjectionDocument,
  QuantityText,
  RegularDocument,
  ValueSpec,
} from '../../core/network/index.js';
import { arrayAt } from './brian2-arrays.js';
import { delayOfSteps, type Pairs, preDelay } from './brian2-delays.js';
import { constantsOf, equationsOf, seconds, unitsOf, valuesFor } from './brian2-texts.js';
import { timedArraysOf } from './brian2-timed-arrays.js';
import { type TimelineOptions, timelineOf } from './brian2-timeline.js';
import {
  entriesAt,
  integerAt,
  isAbsent,
  listAt,
  member,
  numberAt,
  refuse,
  textAt,
  textsAt,
  unsupported,
  type VectorValue,
} from './vector-shape.js';

/** How a trace is sampled. */
export interface TraceRequest {
  readonly object: string;
  readonly variables: readonly string[];
  readonly indices: readonly number[];
  readonly everySteps: number;
}

/** Builds the network of a vector from its texts (never from `code`) and its data. */
export function buildDocument(
  root: VectorValue,
  spikes: readonly string[],
  traces: readonly TraceRequest[],
  options: TimelineOptions,
): NetworkDocument {
  const dt = numberAt(member(root, 'dt'));
  const [groups, sources, synapses] = ['groups', 'inputs', 'synapses'].map((key) =>
    itemsOf(member(root, key)),
  );
  const sizes = new Map<string, number>();
  const inputs: Record<string, InputDocument> = {};
  for (const input of sources ?? []) {
    const name = textAt(member(input, 'name'));
    sizes.set(name, integerAt(member(input, 'n')));
    inputs[name] = inputDocument(input, dt);
  }
  const populations: Record<string, PopulationDocument> = {};
  for (const group of groups ?? []) {
    const name = textAt(member(group, 'name'));
    sizes.set(name, integerAt(member(group, 'n')));
    populations[name] = populationDocument(group, dt);
  }
  const projections: Record<string, ProjectionDocument> = {};
  for (const item of synapses ?? [])
    projections[textAt(member(item, 'name'))] = projectionDocument(item, dt, sizes);
  const emitters = new Set([...Object.keys(populations), ...spikes]);
  const states = traces.map(
    ({ object, variables, indices, everySteps }): ProbeDocument => ({
      // Before regular statements, which stand in the same slot.
      state: { of: object, variables, indices, every: seconds(everySteps * dt), order: -1 },
    }),
  );
  return {
    isospike: 1,
    name: `brian2-${textAt(member(root, 'name'))}`,
    dt: seconds(dt),
    arrays: timedArraysOf(root, populations, projections),
    inputs,
    populations,
    projections,
    probes: [...[...emitters].map((name): ProbeDocument => ({ spikes: name })), ...states],
    timeline: timelineOf(root, dt, unitsOfSynapses(projections), options),
  };
}

function itemsOf(of: VectorValue): readonly VectorValue[] {
  return isAbsent(of) ? [] : listAt(of);
}

function linesOf(of: VectorValue): readonly string[] {
  return isAbsent(of) ? [] : textsAt(of);
}

/** Unit text by variable of the projections: `S.w`. */
function unitsOfSynapses(
  projections: Readonly<Record<string, ProjectionDocument>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(projections).flatMap(([name, { model = [] }]) =>
      [...unitsOf(equationsOf([model].flat(), 'projection'))].map(
        ([variable, unit]): [string, string] => [`${name}.${variable}`, unit],
      ),
    ),
  );
}

function inputDocument(input: VectorValue, dt: number): InputDocument {
  const spikes = member(input, 'spikes');
  const period = member(input, 'period_steps');
  const [indices, steps] = [arrayAt(member(spikes, 'i')), arrayAt(member(spikes, 'k'))];
  if (
    indices.values.length !== integerAt(member(spikes, 'n')) ||
    steps.values.length !== indices.values.length
  )
    refuse(spikes.path, 'n, i and k do not agree');
  return {
    spikes: {
      size: integerAt(member(input, 'n')),
      indices: indices.values,
      steps: steps.values,
      ...(isAbsent(period) ? {} : { period: seconds(integerAt(period) * dt) }),
    },
  };
}

function populationDocument(group: VectorValue, dt: number): PopulationDocument {
  const lines = textsAt(member(group, 'equations'));
  const [method, refractory] = [member(group, 'method'), member(group, 'refractory')];
  const [threshold, reset] = [member(group, 'threshold'), member(group, 'reset')];
  const initial = initialValues(
    member(group, 'initial'),
    equationsOf(lines, 'population'),
    integerAt(member(group, 'n')),
    { lastspike: -10000, not_refractory: 1 },
  );
  return {
    size: integerAt(member(group, 'n')),
    equations: lines,
    ...(isAbsent(method) ? {} : { method: textAt(method) }),
    ...(isAbsent(threshold) ? {} : { threshold: textAt(threshold) }),
    ...(isAbsent(reset) || textAt(reset).trim() === '' ? {} : { reset: textAt(reset) }),
    ...(isAbsent(refractory) || refractory.value === false
      ? {}
      : { refractory: refractoryText(refractory) }),
    ...regularly(group, dt),
    constants: constantsOf(member(group, 'parameters')),
    initial,
  };
}

/** Statements that are carried out every so many steps, in slot `start`. */
function regularly(
  owner: VectorValue,
  dt: number,
): { readonly regularly?: readonly RegularDocument[] } {
  const tasks = itemsOf(member(owner, 'run_regularly'));
  if (tasks.length === 0) return {};
  return {
    regularly: tasks.map((task) => ({
      do: textsAt(member(task, 'statements')),
      every: seconds(integerAt(member(task, 'every_steps')) * dt),
    })),
  };
}

function refractoryText(of: VectorValue): QuantityText {
  return typeof of.value === 'string' ? of.value : seconds(numberAt(of));
}

/**
 * Start values of the variables. What an engine sets up by itself (`lastspike`, `lastupdate`) must
 * have its usual value: starting in the middle of a run is something else.
 */
function initialValues(
  initial: VectorValue,
  equations: readonly Equation[],
  size: number,
  usual: Readonly<Record<string, number>>,
): Readonly<Record<string, ValueSpec>> {
  const units = unitsOf(equations);
  const values: Record<string, ValueSpec> = {};
  const computed = new Set(
    equations.flatMap(({ kind, name }) => (kind === 'subexpression' ? [name] : [])),
  );
  for (const [name, encoded] of isAbsent(initial) ? [] : entriesAt(initial)) {
    // What follows from other values is listed by some files, and cannot be set.
    if (computed.has(name)) continue;
    const array = arrayAt(encoded).values;
    const expected = usual[name];
    if (expected !== undefined) {
      if (array.some((value) => value !== expected)) unsupported(`a start value of ${name}`);
      continue;
    }
    if (array.length !== size && array.length !== 1)
      refuse(encoded.path, `${array.length} values for ${size} elements`);
    const shared = equations.some(
      (equation) => equation.name === name && equation.flags.some(({ flag }) => flag === 'shared'),
    );
    values[name] = valuesFor(array, units.get(name), shared || array.length !== size);
  }
  return values;
}

function projectionDocument(
  synapses: VectorValue,
  dt: number,
  sizes: ReadonlyMap<string, number>,
): ProjectionDocument {
  const lines = linesOf(member(synapses, 'model'));
  const count = integerAt(member(synapses, 'n'));
  const [source, target] = [textAt(member(synapses, 'source')), textAt(member(synapses, 'target'))];
  const pairs = pairsOf(synapses, count, sizeOf(target, sizes));
  const [method, parameters] = [member(synapses, 'method'), member(synapses, 'parameters')];
  const [onPre, onPost] = [
    pathwaysOf(synapses, 'pre', dt, pairs),
    pathwaysOf(synapses, 'post', dt, pairs),
  ];
  return {
    from: source,
    to: target,
    connect: isAllToAll(synapses) ? 'all' : { pairs },
    ...(lines.length === 0 ? {} : { model: lines }),
    ...(onPre === undefined ? {} : { onPre }),
    ...(onPost === undefined ? {} : { onPost }),
    ...(isAbsent(method) ? {} : { method: textAt(method) }),
    ...regularly(synapses, dt),
    constants: isAbsent(parameters) ? {} : constantsOf(parameters),
    initial: initialValues(member(synapses, 'initial'), equationsOf(lines, 'projection'), count, {
      lastupdate: 0,
    }),
  };
}

/** The pathway `pre` or `post`, and those of the same side with names of their own. */
function pathwaysOf(
  synapses: VectorValue,
  side: 'pre' | 'post',
  dt: number,
  pairs: Pairs,
): PathwaysDocument | undefined {
  const statements = linesOf(member(synapses, `on_${side}`));
  const paths: Record<string, PathwayDocument> = {};
  if (statements.length > 0) {
    const delay =
      side === 'pre'
        ? preDelay(synapses, dt, pairs)
        : delayOfSteps(member(synapses, 'post_delay_steps'), dt, pairs.length);
    paths[side] = { do: statements, delay };
  }
  for (const path of itemsOf(member(synapses, 'pathways'))) {
    if (textAt(member(path, 'side')) !== side) continue;
    paths[textAt(member(path, 'name'))] = {
      do: textsAt(member(path, 'statements')),
      delay: delayOfSteps(member(path, 'delay_steps'), dt, pairs.length),
    };
  }
  return Object.keys(paths).length === 0 ? undefined : paths;
}

/** Neurons of `G` or of its part `G[2:9]`. */
function sizeOf(end: string, sizes: ReadonlyMap<string, number>): number {
  const [, name = end, first, last] = /^\s*(\w+)\s*\[\s*(\d+)\s*:\s*(\d+)\s*\]\s*$/.exec(end) ?? [];
  const size = sizes.get(name) ?? 0;
  return first === undefined ? size : Math.min(Number(last), size) - Number(first);
}

function isAllToAll(synapses: VectorValue): boolean {
  const connect = textAt(member(synapses, 'connect'));
  if (connect.startsWith('all_to_all')) return true;
  return connect.startsWith('explicit') ? false : unsupported(`connect ${connect}`);
}

/** Source and target of every synapse, in synapse order. */
function pairsOf(synapses: VectorValue, count: number, targets: number): Pairs {
  if (isAllToAll(synapses)) {
    if (count > 0 && !(targets > 0 && count % targets === 0))
      refuse(synapses.path, `${count} synapses do not connect all with ${targets} targets`);
    return Array.from({ length: count }, (_, s): readonly [number, number] => [
      Math.floor(s / targets),
      s % targets,
    ]);
  }
  const [pre, post] = [
    arrayAt(member(synapses, 'i')).values,
    arrayAt(member(synapses, 'j')).values,
  ];
  if (pre.length !== count || post.length !== count)
    refuse(synapses.path, `i and j do not have ${count} entries`);
  return pre.map((i, s): readonly [number, number] => [i, post[s] ?? 0]);
}
