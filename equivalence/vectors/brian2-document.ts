import { type ErrorCode, FrameworkError } from '../../core/diagnostics/index.js';
import type { Equation } from '../../core/equations/index.js';
import type {
  ConnectMap,
  InputDocument,
  NetworkDocument,
  PathwaysDocument,
  PopulationDocument,
  ProbeDocument,
  ProjectionDocument,
  QuantityText,
  StepDocument,
  TimedArrayDocument,
  ValueSpec,
} from '../../core/network/index.js';
import { arrayAt } from './brian2-arrays.js';
import {
  constantsOf,
  equationsOf,
  seconds,
  timedArrayUnit,
  unitsOf,
  valuesFor,
} from './brian2-texts.js';
import {
  entriesAt,
  integerAt,
  isAbsent,
  listAt,
  member,
  numberAt,
  numbersAt,
  refuse,
  textAt,
  textsAt,
  type VectorValue,
} from './vector-shape.js';

/** @throws FrameworkError UNSUPPORTED_FEATURE naming the construct. */
function unsupported(construct: string): never {
  const code: ErrorCode = 'UNSUPPORTED_FEATURE';
  throw new FrameworkError([{ code, severity: 'error', message: `${construct} is not available` }]);
}

/** How a trace is sampled. */
export interface TraceRequest {
  readonly object: string;
  readonly variables: readonly string[];
  readonly indices: readonly number[];
  readonly everySteps: number;
}

export interface DocumentOptions {
  /** Events that are left out, by their `op`. */
  readonly without: readonly string[];
  /** How often each `restore` is carried out. */
  readonly restores: number;
}

/** Builds the network of a vector from its texts (never from `code`) and its data. */
export function buildDocument(
  root: VectorValue,
  traces: readonly TraceRequest[],
  { without, restores }: DocumentOptions,
): NetworkDocument {
  const dt = numberAt(member(root, 'dt'));
  const groups = listAt(member(root, 'groups'));
  const sizes = new Map<string, number>();
  const inputs: Record<string, InputDocument> = {};
  for (const input of listAt(member(root, 'inputs'))) {
    const name = textAt(member(input, 'name'));
    sizes.set(name, integerAt(member(input, 'n')));
    inputs[name] = inputDocument(input);
  }
  const populations: Record<string, PopulationDocument> = {};
  const equations: Equation[] = [];
  for (const group of groups) {
    const name = textAt(member(group, 'name'));
    sizes.set(name, integerAt(member(group, 'n')));
    equations.push(...equationsOf(textsAt(member(group, 'equations')), 'population'));
    populations[name] = populationDocument(group);
  }
  const projections: Record<string, ProjectionDocument> = {};
  for (const synapses of listAt(member(root, 'synapses')))
    projections[textAt(member(synapses, 'name'))] = projectionDocument(synapses, dt, sizes);
  const spikes = Object.keys(populations).map((name): ProbeDocument => ({ spikes: name }));
  const states = traces.map(
    ({ object, variables, indices, everySteps }): ProbeDocument => ({
      state: { of: object, variables, indices, every: seconds(everySteps * dt) },
    }),
  );
  return {
    isospike: 1,
    name: `brian2-${textAt(member(root, 'name'))}`,
    dt: seconds(dt),
    arrays: timedArrays(root, equations),
    inputs,
    populations,
    projections,
    probes: [...spikes, ...states],
    timeline: timeline(root, dt, without, restores),
  };
}

function inputDocument(input: VectorValue): InputDocument {
  const spikes = member(input, 'spikes');
  const [indices, steps] = [arrayAt(member(spikes, 'i')), arrayAt(member(spikes, 'k'))];
  if (
    indices.values.length !== integerAt(member(spikes, 'n')) ||
    steps.values.length !== indices.values.length
  )
    refuse(spikes.path, 'n, i and k do not agree');
  return {
    spikes: { size: integerAt(member(input, 'n')), indices: indices.values, steps: steps.values },
  };
}

function populationDocument(group: VectorValue): PopulationDocument {
  const lines = textsAt(member(group, 'equations'));
  const refractory = member(group, 'refractory');
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
    method: textAt(member(group, 'method')),
    ...(isAbsent(threshold) ? {} : { threshold: textAt(threshold) }),
    ...(isAbsent(reset) || textAt(reset) === '' ? {} : { reset: textAt(reset) }),
    ...(isAbsent(refractory) ? {} : { refractory: refractoryText(refractory) }),
    constants: constantsOf(member(group, 'parameters')),
    initial,
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
  for (const [name, encoded] of entriesAt(initial)) {
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
  const lines = textsAt(member(synapses, 'model'));
  const count = integerAt(member(synapses, 'n'));
  const [source, target] = [textAt(member(synapses, 'source')), textAt(member(synapses, 'target'))];
  const pathways = (side: 'pre' | 'post'): PathwaysDocument | undefined => {
    const statements = textsAt(member(synapses, `on_${side}`));
    if (statements.length === 0) return undefined;
    const delay = delayOf(synapses, side, dt, pairsOf(synapses, count, sizes.get(target) ?? 0));
    return { [side]: { do: statements, delay } };
  };
  const [onPre, onPost] = [pathways('pre'), pathways('post')];
  return {
    from: source,
    to: target,
    connect: connectOf(synapses, count),
    model: lines,
    ...(onPre === undefined ? {} : { onPre }),
    ...(onPost === undefined ? {} : { onPost }),
    constants: constantsOf(member(synapses, 'parameters')),
    initial: initialValues(member(synapses, 'initial'), equationsOf(lines, 'projection'), count, {
      lastupdate: 0,
    }),
  };
}

type Pairs = readonly (readonly [number, number])[];

function isAllToAll(synapses: VectorValue): boolean {
  const connect = textAt(member(synapses, 'connect'));
  if (connect.startsWith('all_to_all')) return true;
  return connect === 'explicit' ? false : unsupported(`connect ${connect}`);
}

function connectOf(synapses: VectorValue, count: number): string | ConnectMap {
  return isAllToAll(synapses) ? 'all' : { pairs: pairsOf(synapses, count, 0) };
}

/** Source and target of every synapse, in synapse order. */
function pairsOf(synapses: VectorValue, count: number, targets: number): Pairs {
  if (isAllToAll(synapses))
    return Array.from({ length: count }, (_, s): readonly [number, number] => [
      Math.floor(s / targets),
      s % targets,
    ]);
  const [pre, post] = [
    arrayAt(member(synapses, 'i')).values,
    arrayAt(member(synapses, 'j')).values,
  ];
  if (pre.length !== count || post.length !== count)
    refuse(synapses.path, `i and j do not have ${count} entries`);
  return pre.map((i, s): readonly [number, number] => [i, post[s] ?? 0]);
}

/** Delay of a pathway in seconds: the value before rounding where the vector gives it. */
function delayOf(synapses: VectorValue, side: 'pre' | 'post', dt: number, pairs: Pairs): ValueSpec {
  const stepsKey = side === 'pre' ? 'delay_steps' : 'post_delay_steps';
  const steps = member(synapses, stepsKey);
  const formula = member(synapses, 'delay_steps_formula');
  const unrounded = member(synapses, 'delay');
  if (side === 'pre' && !isAbsent(unrounded)) {
    const values = numbersAt(unrounded);
    checkRounding(
      unrounded,
      values,
      isAbsent(steps) ? undefined : stepList(steps, pairs.length),
      dt,
    );
    return { values, unit: 'second' };
  }
  if (side === 'pre' && isAbsent(steps) && !isAbsent(formula)) {
    const rule = delayFormula(formula);
    return { values: pairs.map(([i, j]) => rule(i, j) * dt), unit: 'second' };
  }
  if (isAbsent(steps)) return seconds(0);
  if (Array.isArray(steps.value))
    return { values: stepList(steps, pairs.length).map((count) => count * dt), unit: 'second' };
  return seconds(numberAt(member(steps, 'const')) * dt);
}

function stepList(of: VectorValue, count: number): readonly number[] {
  if (!Array.isArray(of.value)) return new Array<number>(count).fill(numberAt(member(of, 'const')));
  const values = numbersAt(of);
  return values.length === count
    ? values
    : refuse(of.path, `${values.length} delays, not ${count}`);
}

/** Rounding the delays must give the steps that the vector states. */
function checkRounding(
  of: VectorValue,
  delays: readonly number[],
  steps: readonly number[] | undefined,
  dt: number,
): void {
  if (steps === undefined) return;
  const wrong = delays.findIndex((delay, s) => Math.floor(delay / dt + 0.5) !== steps[s]);
  if (wrong >= 0 || delays.length !== steps.length)
    refuse(`${of.path}[${wrong}]`, 'the delay does not round to the step that is stated');
}

/** `delay_steps[s] = (2*i + 5*j) mod 11`: integers, i, j, +, * and one mod at the end. */
function delayFormula(of: VectorValue): (i: number, j: number) => number {
  const text = textAt(of).replace(/^delay_steps\[s\]\s*=\s*/, '');
  const match = /^\(([^()]+)\)\s*mod\s*(\d+)$/.exec(text.trim());
  const [sum, modulus] = match === null ? [text, 0] : [match[1] ?? '', Number(match[2])];
  const terms = sum.split('+').map((term) => {
    const factors = term.split('*').map((factor) => factor.trim());
    if (!factors.every((factor) => /^(?:\d+|i|j)$/.test(factor)))
      return unsupported(`the delay formula ${text}`);
    return factors;
  });
  return (i, j) => {
    const total = terms.reduce(
      (found, factors) =>
        found +
        factors.reduce(
          (product, factor) => product * (factor === 'i' ? i : factor === 'j' ? j : Number(factor)),
          1,
        ),
      0,
    );
    return modulus === 0 ? total : total % modulus;
  };
}

function timedArrays(
  root: VectorValue,
  equations: readonly Equation[],
): Readonly<Record<string, TimedArrayDocument>> {
  const arrays = member(root, 'timed_arrays');
  const documents: Record<string, TimedArrayDocument> = {};
  if (isAbsent(arrays)) return documents;
  for (const [name, array] of entriesAt(arrays)) {
    const unit =
      timedArrayUnit(name, equations) ??
      unsupported(`the timed array ${name}, whose unit no equation states,`);
    documents[name] = {
      dt: seconds(numberAt(member(array, 'dt'))),
      unit,
      values: listAt(member(array, 'values')).map((row) => arrayAt(row).values),
    };
  }
  return documents;
}

/** Events come before the step round(t / dt). */
function timeline(
  root: VectorValue,
  dt: number,
  without: readonly string[],
  restores: number,
): readonly StepDocument[] {
  const last = integerAt(member(root, 'n_steps'));
  const steps: StepDocument[] = [];
  let now = 0;
  const runTo = (step: number): void => {
    if (step < now) refuse('events', 'the events are not in order of time');
    if (step > now) steps.push({ run: seconds((step - now) * dt) });
    now = step;
  };
  for (const event of listAt(member(root, 'events'))) {
    const op = textAt(member(event, 'op'));
    if (without.includes(op)) continue;
    const step = Math.round(numberAt(member(event, 't')) / dt);
    runTo(step);
    if (op !== 'restore') {
      steps.push(eventStep(event, op, step));
      continue;
    }
    const to = Math.round(numberAt(member(event, 'to')) / dt);
    for (let time = 0; time < restores; time++) {
      steps.push({ restore: checkpointName(to) }, { run: seconds((last - to) * dt) });
      now = last;
    }
  }
  runTo(last);
  return steps;
}

function eventStep(event: VectorValue, op: string, step: number): StepDocument {
  switch (op) {
    case 'set_where': {
      const variable = `${textAt(member(event, 'synapses'))}.${textAt(member(event, 'var'))}`;
      const value = numberAt(member(event, 'value'));
      return { set: { [variable]: value }, where: textAt(member(event, 'where')) };
    }
    case 'normalize_columns': {
      const variable = `${textAt(member(event, 'synapses'))}.${textAt(member(event, 'var'))}`;
      return { normalize: { variable, per: 'target', total: numberAt(member(event, 'total')) } };
    }
    case 'store':
      return { checkpoint: checkpointName(step) };
    default:
      return unsupported(`the event ${op}`);
  }
}

function checkpointName(step: number): string {
  return `step_${step}`;
}
