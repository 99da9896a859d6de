import { analyseNetwork } from '../core/analysis/index.js';
import { FrameworkError } from '../core/diagnostics/index.js';
import type {
  InputModel,
  Model,
  Network,
  PopulationModel,
  ProbeDocument,
  StepModel,
} from '../core/network/index.js';

export interface PrepareOptions {
  /** Steps of the whole timeline, if known; otherwise estimated from what the network says. */
  readonly steps?: number;
  /** Further variables to sample, `OBJECT.VARIABLE` of populations. */
  readonly variables?: readonly string[];
}

/** Neurons of a population whose state is sampled, at most. */
export const sampledNeurons = 8;
/** Samples of a state probe, about at most. */
const stateSamples = 2000;
/** Items that a set without a declared count is taken to have. */
const assumedItems = 10_000;

/**
 * A network with everything recorded that a comparison needs, behind the probes the user declared
 * (which stay as they are): all spikes of every population and input, the differential variables of
 * up to 8 neurons of each population at up to some 2,000 steps, plastic variables at checkpoints and
 * at the end. The probes added are called `comparison_..`.
 *
 * @throws FrameworkError with all faults of the network.
 */
export function prepareComparison(network: Network, options: PrepareOptions = {}): Network {
  const { model, diagnostics } = analyseNetwork(network);
  if (model === undefined)
    throw new FrameworkError(diagnostics.filter(({ severity }) => severity === 'error'));
  const declared = network.document.probes ?? [];
  const names = new ProbeNames(model.probes.map(({ name }) => name));
  const steps = options.steps ?? estimateSteps(model);
  const added: ProbeDocument[] = [
    ...[...model.inputs, ...model.populations]
      .filter((object) => !isFullyWatched(model, object.name))
      .map(({ name }) => ({ spikes: { of: name, name: names.take('spikes', name) } })),
    ...model.populations.flatMap((population) =>
      stateProbes(population, { model, names, steps, wanted: options.variables ?? [] }),
    ),
    ...model.projections
      .filter(({ plastic }) => plastic.length > 0)
      .map(({ name }) => ({ weights: { of: name, name: names.take('weights', name) } })),
  ];
  // Property by property: a network of the builder has getters, which a spread would lose.
  return {
    document: { ...network.document, probes: [...declared, ...added] },
    source: network.source,
  };
}

/** Whether a probe of the user already lists all spikes of an object. */
function isFullyWatched(model: Model, object: string): boolean {
  return model.probes.some(
    (probe) =>
      probe.object === object &&
      probe.kind === 'spikes' &&
      probe.sink === undefined &&
      probe.event === undefined &&
      !probe.counts &&
      probe.indices === undefined,
  );
}

interface StateProbeOptions {
  readonly model: Model;
  readonly names: ProbeNames;
  readonly steps: number;
  readonly wanted: readonly string[];
}

function stateProbes(
  { name, size, variables }: PopulationModel,
  { model, names, steps, wanted }: StateProbeOptions,
): readonly ProbeDocument[] {
  const sampled = variables.filter(
    (variable) =>
      variable.kind === 'differential' ||
      (variable.kind === 'parameter' && wanted.includes(`${name}.${variable.name}`)),
  );
  const every = Math.max(1, Math.ceil(steps / stateSamples));
  const probe = (shared: boolean): readonly ProbeDocument[] => {
    const list = sampled.filter((variable) => variable.shared === shared);
    if (list.length === 0) return [];
    return [
      {
        state: {
          of: name,
          name: names.take(shared ? 'shared' : 'state', name),
          variables: list.map((variable) => variable.name),
          indices: shared ? [0] : spreadIndices(size),
          every: `${every * model.dtSeconds} second`,
        },
      },
    ];
  };
  return [...probe(false), ...probe(true)];
}

/** Up to 8 neurons, the first and the last among them, evenly spread. */
export function spreadIndices(size: number): readonly number[] {
  if (size <= sampledNeurons) return Array.from({ length: size }, (_, index) => index);
  const step = (size - 1) / (sampledNeurons - 1);
  return Array.from({ length: sampledNeurons }, (_, at) => Math.round(at * step));
}

/** Gives names that no probe of the user has. */
class ProbeNames {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  take(kind: string, object: string): string {
    const base = `comparison_${kind}_${object}`;
    let name = base;
    for (let count = 1; this.#taken.has(name); count += 1) name = `${base}_${count}`;
    this.#taken.add(name);
    return name;
  }
}

function estimateSteps(model: Model): number {
  return Math.ceil(durationOf(model.timeline, model) / model.dtSeconds);
}

function durationOf(steps: readonly StepModel[], model: Model): number {
  let seconds = 0;
  for (const step of steps) {
    if (step.kind === 'run') seconds += step.seconds;
    if (step.kind === 'repeat') seconds += step.times * durationOf(step.steps, model);
    if (step.kind !== 'present') continue;
    const input = model.inputs.find(({ name }) => name === step.input);
    if (input?.kind !== 'images' && input?.kind !== 'table') continue;
    const around = durationOf(step.before, model) + durationOf(step.after, model);
    const one = input.presentSeconds + input.restSeconds + around;
    seconds += (step.items ?? itemsOf(input, step.set)) * one;
  }
  return seconds;
}

function itemsOf(input: Extract<InputModel, { kind: 'images' | 'table' }>, set: string): number {
  return input.sets.find(({ name }) => name === set)?.count ?? assumedItems;
}
