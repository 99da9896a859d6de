import type { ArrayId, InputPlan, Program, ProjectionPlan, ScalarKernel } from '../ir/index.js';
import type { Model } from '../network/index.js';
import { allSteps } from './model-facts.js';
import type { StartValues } from './start-values.js';
import type { Push, TestNeurons } from './test-neurons.js';
import { weightUpdates } from './weight-updates.js';

/** What the synapses of one projection do to tested neurons. */
export interface InputEffect {
  readonly projection: ProjectionPlan;
  /** All synapses once, learned weights at the upper bound they may reach. */
  readonly volley: Push;
  /** Events expected per second times what each does with its weight at the start; undefined if rates are unknown. */
  readonly perSecond?: Push;
  /** Expected events per second, per tested neuron. */
  readonly eventsPerSecond?: readonly number[];
  /** Synapses per tested neuron. */
  readonly synapses: readonly number[];
}

/**
 * Runs the on_pre statements of every synapse of the tested neurons once, at rest, and looks at what
 * they change in the neurons. Nothing stays changed.
 */
export function inputEffects(
  neurons: TestNeurons,
  population: string,
  model: Model,
  program: Program,
  values: StartValues,
): readonly InputEffect[] {
  const rates = inputRates(program);
  const ceilings = weightCeilings(model);
  return program.objects.flatMap((projection) => {
    if (projection.kind !== 'projection' || projection.target !== population) return [];
    const pathways = projection.pathways.filter(({ side }) => side === 'pre');
    const kernels = pathways.map(({ kernel }) => values.kernel(kernel));
    const synapses = synapsesOf(projection, neurons.lanes);
    const probe = new EffectProbe(kernels, projection, population, neurons, values);
    const scale = normalization(projection, synapses, model, values);
    const rateOf = rates.get(projection.source);
    const volley = new Map<ArrayId, Float64Array>();
    const perSecond = new Map<ArrayId, Float64Array>();
    const events = [...neurons.lanes].map(() => 0);
    const ceiling = ceilings.get(projection.name);
    for (const [at, list] of synapses.entries()) {
      for (const synapse of list) {
        const rate = rateOf?.[projection.pre[synapse] ?? 0] ?? 0;
        events[at] = (events[at] ?? 0) + rate;
        addTo(volley, probe.run(synapse, ceiling ?? new Map()), at, 1, neurons.lanes.length);
        if (rate === 0) continue;
        const present = probe.run(synapse, new Map(), scale(at));
        addTo(perSecond, present, at, rate, neurons.lanes.length);
      }
    }
    return [
      {
        projection,
        volley,
        synapses: synapses.map((list) => list.length),
        ...(rateOf === undefined ? {} : { perSecond, eventsPerSecond: events }),
      },
    ];
  });
}

function addTo(
  sum: Map<ArrayId, Float64Array>,
  amounts: ReadonlyMap<ArrayId, number>,
  at: number,
  factor: number,
  count: number,
): void {
  for (const [id, amount] of amounts) {
    const entry = sum.get(id) ?? new Float64Array(count);
    entry[at] = (entry[at] ?? 0) + factor * amount;
    sum.set(id, entry);
  }
}

/** Synapse numbers that end at each of some neurons. */
function synapsesOf({ post }: ProjectionPlan, lanes: Int32Array): readonly (readonly number[])[] {
  const lists = [...lanes].map((): number[] => []);
  const places = new Map([...lanes].map((lane, at) => [lane, at]));
  for (let synapse = 0; synapse < post.length; synapse += 1) {
    const at = places.get(post[synapse] ?? -1);
    if (at !== undefined) lists[at]?.push(synapse);
  }
  return lists;
}

/** Runs pathways for one synapse and undoes what they did. */
class EffectProbe {
  readonly #kernels;
  readonly #projection: ProjectionPlan;
  readonly #neurons: TestNeurons;
  readonly #values: StartValues;
  /** Arrays of the synapses that kernels write, and arrays of the neurons. */
  readonly #own: readonly ArrayId[];
  readonly #targets: readonly ArrayId[];
  readonly #weights: readonly ArrayId[];
  readonly #one = new Int32Array(1);

  constructor(
    kernels: readonly ScalarKernel[],
    projection: ProjectionPlan,
    population: string,
    neurons: TestNeurons,
    values: StartValues,
  ) {
    const written = kernels.flatMap(({ body }) =>
      body.flatMap((node) => (node.op === 'store' || node.op === 'accumulate' ? [node] : [])),
    );
    const ids = (wanted: 'lane' | 'post'): readonly ArrayId[] => [
      ...new Set(written.filter(({ index }) => index === wanted).map(({ array }) => array)),
    ];
    this.#kernels = kernels.map((kernel) => values.bind(kernel));
    this.#projection = projection;
    this.#neurons = neurons;
    this.#values = values;
    this.#own = ids('lane');
    this.#targets = ids('post').filter((id) => id.startsWith(`${population}.`));
    this.#weights = projection.plastic;
  }

  /**
   * Changes of the target's variables by one event.
   *
   * @param ceilings - Learned weights are first raised to these, if they are below.
   * @param scale - Factor for learned weights.
   */
  run(
    synapse: number,
    ceilings: ReadonlyMap<ArrayId, number>,
    scale = 1,
  ): ReadonlyMap<ArrayId, number> {
    const target = this.#projection.post[synapse] ?? 0;
    const kept = [...new Set([...this.#own, ...this.#weights, ...ceilings.keys()])].map((id) => {
      const { data } = this.#values.array(id);
      return { data, value: data[synapse] ?? 0 };
    });
    this.#neurons.restore();
    const before = this.#targets.map((id) => this.#values.array(id).data[target] ?? 0);
    for (const [id, ceiling] of ceilings) {
      const { data } = this.#values.array(id);
      data[synapse] = Math.max(data[synapse] ?? 0, ceiling);
    }
    if (scale !== 1) {
      for (const id of this.#weights) {
        const { data } = this.#values.array(id);
        data[synapse] = (data[synapse] ?? 0) * scale;
      }
    }
    this.#one[0] = synapse;
    for (const kernel of this.#kernels) kernel(this.#neurons.tick, this.#one, 0, 1);
    const changes = new Map<ArrayId, number>();
    for (const [at, id] of this.#targets.entries()) {
      const { data } = this.#values.array(id);
      const change = (data[target] ?? 0) - (before[at] ?? 0);
      data[target] = before[at] ?? 0;
      if (change !== 0) changes.set(id, change);
    }
    for (const { data, value } of kept) data[synapse] = value;
    return changes;
  }
}

/** Upper bounds that clip() or `bounds` set for learned weights, by projection and array. */
function weightCeilings(model: Model): ReadonlyMap<string, ReadonlyMap<ArrayId, number>> {
  const ceilings = new Map<string, Map<ArrayId, number>>();
  for (const { projection, weight, bounds } of weightUpdates(model)) {
    if (bounds === undefined) continue;
    const own = ceilings.get(projection.name) ?? new Map<ArrayId, number>();
    own.set(`${projection.name}.${weight.name}`, bounds[1]);
    ceilings.set(projection.name, own);
  }
  return ceilings;
}

/** Factor of the first `normalize` per target of the timeline, which acts before anything is shown. */
function normalization(
  projection: ProjectionPlan,
  synapses: readonly (readonly number[])[],
  model: Model,
  values: StartValues,
): (at: number) => number {
  const step = allSteps(model.timeline).find(
    (candidate) => candidate.kind === 'normalize' && candidate.projection === projection.name,
  );
  if (step?.kind !== 'normalize' || step.per !== 'target') return () => 1;
  const { data } = values.array(`${projection.name}.${step.variable}`);
  return (at) => {
    const sum = (synapses[at] ?? []).reduce((total, synapse) => total + (data[synapse] ?? 0), 0);
    return sum === 0 ? 1 : step.total / sum;
  };
}

/** Expected rates in Hz of the inputs whose rates are known before the run, per neuron. */
export function inputRates(program: Program): ReadonlyMap<string, Float64Array> {
  const rates = new Map<string, Float64Array>();
  for (const object of program.objects) {
    if (object.kind !== 'input') continue;
    const known = ratesOf(object, program.dtSeconds);
    if (known !== undefined) rates.set(object.name, known);
  }
  return rates;
}

function ratesOf(input: InputPlan, dtSeconds: number): Float64Array | undefined {
  switch (input.source) {
    case 'poisson':
      return input.rates.length === input.size
        ? input.rates
        : new Float64Array(input.size).fill(input.rates[0] ?? 0);
    case 'images':
      return imageRates(input);
    case 'spikes': {
      // Without a period a list is an experiment of its own, not a rate.
      if (input.periodSteps === undefined) return undefined;
      const rates = new Float64Array(input.size);
      const each = 1 / (input.periodSteps * dtSeconds);
      for (const index of input.indices) rates[index] = (rates[index] ?? 0) + each;
      return rates;
    }
  }
}

/** Items looked at for the mean brightness of each pixel. */
const sampledItems = 1000;

/** Mean rates while an item is shown. */
function imageRates(input: Extract<InputPlan, { source: 'images' }>): Float64Array {
  const sums = new Float64Array(input.size);
  let items = 0;
  for (const { pixels, count } of input.sets) {
    const every = Math.max(1, Math.floor(count / sampledItems));
    for (let item = 0; item < count; item += every) {
      items += 1;
      for (let pixel = 0; pixel < input.size; pixel += 1) {
        sums[pixel] = (sums[pixel] ?? 0) + (pixels[item * input.size + pixel] ?? 0);
      }
    }
  }
  return sums.map((sum) => (sum / Math.max(1, items)) * input.rateHertzPerGray);
}
