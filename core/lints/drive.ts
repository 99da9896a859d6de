import { inlineSubexpressions } from '../analysis/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, namesIn, printExpression, walkExpression } from '../equations/index.js';
import type { ArrayId, Program } from '../ir/index.js';
import type { Model, PopulationModel, ProjectionModel } from '../network/index.js';
import { type Dimension, dimensionless } from '../units/index.js';
import { type InputEffect, inputEffects, inputRates } from './input-effects.js';
import { allSteps, textsOf, timelineWrites, titleOf } from './model-facts.js';
import { reachableFrom } from './shared-arrays.js';
import type { StartValues } from './start-values.js';
import { type Push, TestNeurons } from './test-neurons.js';
import { fewestInputSpikes, strongDrive, weakDrive } from './thresholds.js';
import { weightUpdates } from './weight-updates.js';
import { at, listed, short, shown } from './wording.js';

/** Neurons tested per population: those that get most synapses. */
const testedNeurons = 4;
/** Factors beyond this are not looked for. */
const largestFactor = 2 ** 20;

/** Everything the checks of one population share. */
interface Tested {
  readonly population: PopulationModel;
  readonly model: Model;
  readonly program: Program;
  readonly neurons: TestNeurons;
  readonly effects: readonly InputEffect[];
}

/**
 * Compares what inputs bring with what thresholds need, in the population's own equations:
 * `REACHABILITY` (all inputs at once, largest weights) and `DRIVE_BUDGET` (expected rates).
 *
 * @param silent - Projections whose weights are 0: reported already.
 */
export function warnDrive(
  model: Model,
  program: Program,
  values: StartValues,
  silent: ReadonlySet<string>,
  diagnostics: Diagnostics,
): void {
  warnFewSpikes(model, program, diagnostics);
  const changed = new Set([...timelineWrites(model.timeline)].map((name) => name.split('.')[0]));
  for (const population of model.populations) {
    const incoming = model.projections.filter(({ target }) => target.object === population.name);
    const known = incoming.every(
      ({ name, pathways }) =>
        !changed.has(name) &&
        !silent.has(name) &&
        pathways.every(({ event }) => event === undefined),
    );
    if (incoming.length === 0 || !known || changed.has(population.name)) continue;
    if (population.threshold === undefined || stimulated(population, model)) continue;
    const lanes = bestFed(population, program);
    const neurons = TestNeurons.atRest(population.name, population.size, lanes, program, values);
    if (neurons === undefined) continue;
    const effects = inputEffects(neurons, population.name, model, program, values).filter(
      ({ volley }) => volley.size > 0,
    );
    const tested: Tested = { population, model, program, neurons, effects };
    const enough = warnBudget(tested, diagnostics);
    if (!enough) warnUnreachable(tested, diagnostics);
  }
}

/**
 * True for a population with a stimulus of its own: a timed array, unless it is a later layer that
 * should live on the spikes of another population.
 */
function stimulated(population: PopulationModel, model: Model): boolean {
  const arrays = new Set(model.arrays.map(({ name }) => name));
  let reads = false;
  for (const { expression } of textsOf(population)) {
    walkExpression(expression, (part) => {
      if (part.kind === 'call' && arrays.has(part.callee)) reads = true;
    });
  }
  if (!reads) return false;
  const back = reachableFrom(population.name, model);
  return !model.projections.some(
    ({ source, target }) =>
      target.object === population.name &&
      model.populations.some(({ name }) => name === source.object) &&
      !back.has(source.object),
  );
}

function bestFed({ name, size }: PopulationModel, program: Program): Int32Array {
  const counts = new Int32Array(size);
  for (const object of program.objects) {
    if (object.kind !== 'projection' || object.target !== name) continue;
    for (const neuron of object.post) counts[neuron] = (counts[neuron] ?? 0) + 1;
  }
  const order = Array.from({ length: size }, (_, neuron) => neuron).sort(
    (a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b,
  );
  return Int32Array.from(order.slice(0, testedNeurons));
}

function sum(pushes: readonly Push[]): Push {
  const total = new Map<ArrayId, Float64Array>();
  for (const push of pushes) {
    for (const [id, amounts] of push) {
      const entry = total.get(id);
      total.set(
        id,
        entry === undefined ? amounts.slice() : entry.map((x, k) => x + (amounts[k] ?? 0)),
      );
    }
  }
  return total;
}

/** Smallest factor from which on something holds, to a hundredth; undefined if none is found. */
function factorFor(holds: (factor: number) => boolean): number | undefined {
  let [low, high] = [1, 1];
  if (holds(1)) {
    while (holds(low) && low > 1 / largestFactor) low /= 2;
    high = low * 2;
  } else {
    while (!holds(high)) {
      high *= 2;
      if (high > largestFactor) return undefined;
    }
    low = high / 2;
  }
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Reports a volley of everything that does not reach the threshold. */
function warnUnreachable(tested: Tested, diagnostics: Diagnostics): void {
  const { population, neurons, effects, model } = tested;
  const rest = neurons.restMargin;
  const raising = effects.filter(({ volley }) => {
    const { crossed, peak } = neurons.answer(volley);
    return crossed || peak.some((margin, k) => margin > (rest[k] ?? 0) + 1e-9 * Math.abs(margin));
  });
  if (raising.length === 0) return;
  const volley = sum(raising.map((effect) => effect.volley));
  // A volley that exactly meets the threshold is a matter of rounding, not of design.
  if (neurons.answer(volley, 1 + 1e-6).crossed) return;
  const factor = factorFor((scale) => neurons.answer(volley, scale).crossed);
  const names = raising.map(({ projection }) => projection.name);
  const text = printExpression(population.threshold as Expression);
  const brings = amountsText(volley, 1, tested);
  const needs =
    factor === undefined
      ? 'no amount is enough'
      : `it takes ${amountsText(volley, factor, tested)}`;
  const strongest = model.projections.find(({ name }) => name === names[0]);
  diagnostics.warn(
    'REACHABILITY',
    `all inputs of ${population.name} at once (${listed(names)}, largest weights) bring ${brings}; ${needs} to get from rest to ${text}`,
    {
      ...at(population.threshold?.span),
      context: titleOf(population),
      label: 'one volley cannot make it spike',
      expected:
        factor === undefined
          ? 'a volley that reaches the threshold'
          : amountsText(volley, factor, tested),
      found: brings,
      help: strongest === undefined ? '' : weightRepair(strongest, factor ?? 2, model, true),
    },
  );
}

/** `v +4 mV`: the largest amounts over the tested neurons. */
function amountsText(push: Push, factor: number, { population }: Tested): string {
  return [...push]
    .map(([id, amounts]) => {
      const name = id.slice(population.name.length + 1);
      const dimension = dimensionOf(population, name);
      const largest = amounts.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0) * factor;
      return `${name} ${largest < 0 ? '' : '+'}${shown(largest, dimension)}`;
    })
    .join(', ');
}

function dimensionOf(population: PopulationModel, name: string): Dimension {
  return (
    population.variables.find((variable) => variable.name === name)?.dimension ?? dimensionless
  );
}

/** A weight's start value, scaled: text that can be pasted. */
function weightRepair(
  projection: ProjectionModel,
  factor: number,
  model: Model,
  ceiling = false,
): string {
  const up = Number((factor * 1.1).toPrecision(2));
  const weight = deliveredWeight(projection, model);
  const bound = weightUpdates(model).find(
    (update) => update.projection === projection && update.weight.name === weight,
  );
  if (ceiling && bound?.bounds !== undefined) {
    const { dimension } = bound.weight;
    return `raise the upper bound of ${projection.name}.${weight} from ${shown(bound.bounds[1], dimension)} to ${shown(bound.bounds[1] * up, dimension)}, or connect more`;
  }
  if (weight === undefined) return `raise what ${projection.name} delivers by a factor of ${up}`;
  const value = projection.initial.findLast(({ variable }) => variable === weight)?.value;
  const variable = projection.variables.find(({ name }) => name === weight);
  const scaled =
    value?.kind === 'expression'
      ? `${up}*(${printExpression(value.expression)})`
      : value?.kind === 'number'
        ? shown(value.value * up, variable?.dimension ?? dimensionless)
        : undefined;
  return scaled === undefined
    ? `scale ${projection.name}.${weight} by ${up}, for example with normalize in the timeline`
    : `in ${projection.name}, for example: initial: {${weight}: ${scaled}}`;
}

function deliveredWeight(projection: ProjectionModel, model: Model): string | undefined {
  for (const pathway of projection.pathways) {
    for (const { target, value } of pathway.statements) {
      const resolution = projection.scope.resolve(target);
      if (resolution?.kind !== 'variable' || resolution.side === 'own') continue;
      const names = namesIn(inlineSubexpressions(value, projection, model));
      const weight = projection.variables.find(
        ({ name, kind, type }) => kind === 'parameter' && type === 'real' && names.has(name),
      );
      if (weight !== undefined) return weight.name;
    }
  }
  return undefined;
}

/**
 * Reports expected drive far from what the threshold needs.
 *
 * @returns True if the known drive alone reaches the threshold.
 */
function warnBudget(tested: Tested, diagnostics: Diagnostics): boolean {
  const { population, neurons, effects, program, model } = tested;
  const known = effects.filter(({ perSecond }) => perSecond !== undefined);
  const perTick = sum(
    known.map(({ perSecond = new Map() }) => scaled(perSecond, program.dtSeconds)),
  );
  if (perTick.size === 0) return false;
  const reaches = (factor: number): boolean => neurons.reaches(perTick, factor);
  const enough = reaches(1);
  // Spikes of other populations may help; nothing is known of them.
  const judged = enough
    ? reaches(1 / strongDrive)
    : known.length === effects.length && !reaches(1 / weakDrive);
  if (!judged) return enough;
  const factor = factorFor(reaches);
  const ratio = factor === undefined ? 0 : 1 / factor;
  const lines = known.map(({ projection, eventsPerSecond = [], synapses }) => {
    const events = Math.max(...eventsPerSecond);
    const per = perSynapseText(perTick, program.dtSeconds, events, tested);
    return `${Math.max(...synapses)} synapses of ${projection.name} bring ${short(events)} events/s${known.length === 1 ? `, each ${per}` : ''}`;
  });
  const first = model.projections.find(({ name }) => name === known[0]?.projection.name);
  diagnostics.warn(
    'DRIVE_BUDGET',
    `${population.name} gets ${ratio === 0 ? 'far less than' : `${short(ratio, 3)} times`} the drive its threshold needs: ${lines.join('; ')}`,
    {
      ...at(population.threshold?.span),
      context: titleOf(population),
      label: enough ? 'it will fire as fast as it can' : 'it will hardly ever fire',
      expected: `${weakDrive} to ${strongDrive} times`,
      found: `${short(ratio, 3)} times`,
      help: first === undefined ? '' : weightRepair(first, (factor ?? 100) * 1.2, model),
    },
  );
  return enough;
}

function scaled(push: Push, factor: number): Push {
  return new Map([...push].map(([id, amounts]) => [id, amounts.map((amount) => amount * factor)]));
}

function perSynapseText(perTick: Push, dt: number, events: number, tested: Tested): string {
  return events === 0 ? 'nothing' : amountsText(perTick, 1 / (dt * events), tested);
}

/** Reports inputs that bring less than a spike while an item is shown, or while the network runs. */
function warnFewSpikes(model: Model, program: Program, diagnostics: Diagnostics): void {
  const rates = inputRates(program);
  const runs = allSteps(model.timeline).flatMap((step) =>
    step.kind === 'run' ? [step.seconds] : [],
  );
  for (const input of model.inputs) {
    const each = rates.get(input.name);
    if (each === undefined || input.kind === 'spikes') continue;
    const shown = input.kind === 'images' || input.kind === 'table';
    const shownFor = shown ? input.presentSeconds : Math.max(0, ...runs);
    const total = each.reduce((a, b) => a + b, 0);
    const expected = total * shownFor;
    // Silent inputs are switched off, or get their rates from the timeline.
    if (expected === 0 || expected >= fewestInputSpikes) continue;
    const what = shown ? 'a presentation' : 'the longest run';
    diagnostics.warn(
      'DRIVE_BUDGET',
      `${input.name} brings ${short(expected, 2)} spikes in ${what} of ${short(shownFor * 1e3)} ms: ${each.length} neurons with ${short(total / each.length, 3)} Hz on average`,
      {
        ...at(input.span),
        context: `input ${input.name}`,
        label: 'less than one input spike',
        expected: `at least ${fewestInputSpikes} spike`,
        found: `${short(expected, 2)} spikes`,
        help: `raise the rates ${short(Math.ceil(10 / expected))} times for about 10 spikes, or make ${what} longer`,
      },
    );
  }
}
