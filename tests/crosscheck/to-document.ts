import type {
  ConnectMap,
  Constants,
  InputDocument,
  NetworkDocument,
  PathwayDocument,
  PathwaysDocument,
  PopulationDocument,
  ProbeDocument,
  ProjectionDocument,
  RegularDocument,
  StepDocument,
  TimedArrayDocument,
  ValueSpec,
} from '../../core/network/index.js';
import type {
  Amount,
  Assignment,
  ElementValues,
  EndDescription,
  InputDescription,
  NetworkDescription,
  PathwayDescription,
  PopulationDescription,
  ProjectionDescription,
  RegularDescription,
  StepDescription,
  ThresholdDescription,
} from './description.js';

/** Our own document of a network in neutral words. */
export function toDocument(network: NetworkDescription): NetworkDocument {
  const arrays: Record<string, TimedArrayDocument> = {};
  for (const { name, dtSeconds, unit, values } of network.arrays) {
    arrays[name] = { dt: seconds(dtSeconds), unit, values };
  }
  return {
    isospike: 1,
    name: network.name,
    dt: seconds(network.dtSeconds),
    constants: constants(network.constants),
    arrays,
    inputs: byName(network.inputs, input),
    populations: byName(network.populations, population),
    projections: byName(network.projections, projection),
    probes: probes(network),
    timeline: network.timeline.map(step),
  };
}

function byName<T extends { readonly name: string }, U>(
  items: readonly T[],
  convert: (item: T) => U,
): Record<string, U> {
  return Object.fromEntries(items.map((item) => [item.name, convert(item)]));
}

function amount({ value, unit }: Amount): string | number {
  return unit === '1' ? value : `${value} ${unit}`;
}
function seconds(value: number): string {
  return `${value} second`;
}
function constants(entries: Readonly<Record<string, Amount>>): Constants {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, amount(entry)]));
}

function elementValues(value: ElementValues): ValueSpec {
  switch (value.kind) {
    case 'expression':
      return value.text;
    case 'number':
      return amount(value);
    case 'list':
      return { values: value.values, unit: value.unit };
  }
}

function assignments(entries: readonly Assignment[]): Record<string, ValueSpec> {
  return Object.fromEntries(entries.map((entry) => [entry.variable, elementValues(entry.value)]));
}

function input({ size, indices, timesSeconds, periodSeconds }: InputDescription): InputDocument {
  return {
    spikes: {
      size,
      indices,
      times: timesSeconds.map(seconds),
      ...(periodSeconds === undefined ? {} : { period: seconds(periodSeconds) }),
    },
  };
}

function population(group: PopulationDescription): PopulationDocument {
  const { size, equations, threshold, reset, refractory, method, order } = group;
  return {
    size,
    equations: [...equations],
    ...(threshold === undefined ? {} : { threshold: condition(threshold) }),
    ...(reset.length === 0 ? {} : { reset: [...reset] }),
    ...(refractory === undefined
      ? {}
      : { refractory: 'text' in refractory ? refractory.text : seconds(refractory.seconds) }),
    ...(method === undefined ? {} : { method }),
    ...(order === undefined ? {} : { order }),
    constants: constants(group.constants),
    initial: assignments(group.initial),
    ...(group.events === undefined
      ? {}
      : {
          events: byName(group.events, ({ condition: text }) => text),
          onEvent: byName(group.events, ({ statements }) => [...statements]),
        }),
    ...regularly(group),
  };
}

function regularly(owner: { readonly regularly?: readonly RegularDescription[] }): {
  readonly regularly?: readonly RegularDocument[];
} {
  if (owner.regularly === undefined) return {};
  return {
    regularly: owner.regularly.map(({ statements, everySeconds }) => ({
      do: [...statements],
      ...(everySeconds === undefined ? {} : { every: seconds(everySeconds) }),
    })),
  };
}

function condition({ left, right, and }: ThresholdDescription): string {
  const text = `${left} > ${right}`;
  return and === undefined ? text : `(${text}) and (${and})`;
}

function projection(synapses: ProjectionDescription): ProjectionDocument {
  const { model, pathways, initial } = synapses;
  const pre = pathways.filter(({ side }) => side === 'pre');
  const post = pathways.filter(({ side }) => side === 'post');
  return {
    from: end(synapses.from),
    to: end(synapses.to),
    connect: connect(synapses),
    model: [...model],
    ...(pre.length === 0 ? {} : { onPre: pathwayMap(pre) }),
    ...(post.length === 0 ? {} : { onPost: pathwayMap(post) }),
    ...(synapses.method === undefined ? {} : { method: synapses.method }),
    ...regularly(synapses),
    constants: constants(synapses.constants),
    initial: assignments(initial),
  };
}

function end({ object, slice }: EndDescription): string {
  return slice === undefined ? object : `${object}[${slice[0]}:${slice[1]}]`;
}

function connect({ connect: how }: ProjectionDescription): ConnectMap {
  if (how.kind === 'pairs') return { pairs: how.pairs };
  if (how.kind !== 'condition') {
    return { [how.kind]: how.text, ...(how.skipInvalid ? { skipInvalid: true } : {}) };
  }
  return { condition: how.text, n: how.repeats };
}

function pathwayMap(pathways: readonly PathwayDescription[]): PathwaysDocument {
  const map: Record<string, PathwayDocument> = {};
  for (const { name, statements, order, event, delaySeconds } of pathways) {
    map[name] = {
      do: [...statements],
      ...(order === undefined ? {} : { order }),
      ...(event === undefined ? {} : { event }),
      ...(delaySeconds === undefined
        ? {}
        : typeof delaySeconds === 'number'
          ? { delay: seconds(delaySeconds) }
          : { delay: { values: delaySeconds, unit: 'second' } }),
    };
  }
  return map;
}

function probes({ spikes, traces }: NetworkDescription): ProbeDocument[] {
  const variables = new Map<string, string[]>();
  for (const { object, variable } of traces) {
    variables.set(object, [...(variables.get(object) ?? []), variable]);
  }
  return [
    ...spikes.map((object) => ({ spikes: object })),
    ...[...variables].map(([of, names]) => ({ state: { of, variables: names } })),
  ];
}

function step(entry: StepDescription): StepDocument {
  if (entry.kind === 'run') return { run: seconds(entry.seconds) };
  return {
    set: { [`${entry.object}.${entry.variable}`]: elementValues(entry.value) },
    ...(entry.where === undefined ? {} : { where: entry.where }),
    ...(entry.indices === undefined ? {} : { indices: entry.indices }),
  };
}
