import type {
  NetworkDescription,
  PathwayDescription,
  PopulationDescription,
  ProjectionDescription,
} from './description.js';

/**
 * Makes a network smaller while it still shows what it showed: takes parts away one by one, and
 * begins anew after every success. Many candidates are no networks at all; both sides refuse them,
 * so they do not show it.
 *
 * @param attempts - How many candidates may be tried.
 */
export async function shrink(
  network: NetworkDescription,
  showsIt: (candidate: NetworkDescription) => Promise<boolean>,
  attempts: number,
): Promise<NetworkDescription> {
  let smallest = network;
  let left = attempts;
  const tried = new Set<string>();
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smaller(smallest)) {
      const key = JSON.stringify(candidate);
      if (tried.has(key)) continue;
      tried.add(key);
      if (left-- <= 0) return smallest;
      if (!(await showsIt(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

/** Networks with one part less, the larger parts first. */
function* smaller(network: NetworkDescription): Generator<NetworkDescription> {
  for (const projections of without(network.projections)) {
    const kept = new Set(projections.map(({ name }) => name));
    yield onlyObjects({ ...network, projections }, network.projections, kept);
  }
  for (const populations of without(network.populations)) {
    const kept = new Set(populations.map(({ name }) => name));
    yield onlyObjects({ ...network, populations }, network.populations, kept);
  }
  for (const inputs of without(network.inputs)) {
    const kept = new Set(inputs.map(({ name }) => name));
    yield onlyObjects({ ...network, inputs }, network.inputs, kept);
  }
  for (const timeline of without(network.timeline)) yield { ...network, timeline };
  for (const [at, step] of network.timeline.entries()) {
    if (step.kind !== 'run') continue;
    const steps = Math.round(step.seconds / network.dtSeconds);
    for (const fewer of [1, 2, 3, Math.floor(steps / 2), steps - 1]) {
      if (fewer < 1 || fewer >= steps) continue;
      const timeline = network.timeline.with(at, {
        kind: 'run',
        seconds: fewer * network.dtSeconds,
      });
      yield { ...network, timeline };
    }
  }
  for (const [at, projection] of network.projections.entries()) {
    for (const less of smallerProjection(projection)) {
      yield { ...network, projections: network.projections.with(at, less) };
    }
  }
  for (const [at, population] of network.populations.entries()) {
    for (const less of smallerPopulation(population)) {
      yield { ...network, populations: network.populations.with(at, less) };
    }
  }
  for (const arrays of without(network.arrays)) yield { ...network, arrays };
  for (const traces of without(network.traces)) yield { ...network, traces };
  for (const finals of without(network.finals)) yield { ...network, finals };
  for (const [at, input] of network.inputs.entries()) {
    for (const spike of input.indices.keys()) {
      const indices = input.indices.toSpliced(spike, 1);
      const timesSeconds = input.timesSeconds.toSpliced(spike, 1);
      yield { ...network, inputs: network.inputs.with(at, { ...input, indices, timesSeconds }) };
    }
    if (input.periodSeconds !== undefined) {
      const { periodSeconds: _, ...once } = input;
      yield { ...network, inputs: network.inputs.with(at, once) };
    }
  }
}

/** Lists with one entry less. */
function* without<T>(list: readonly T[]): Generator<readonly T[]> {
  for (const at of list.keys()) yield list.toSpliced(at, 1);
}

/** Takes away what belongs to objects that are gone. */
function onlyObjects(
  network: NetworkDescription,
  before: readonly { readonly name: string }[],
  kept: ReadonlySet<string>,
): NetworkDescription {
  const gone = new Set(before.map(({ name }) => name).filter((name) => !kept.has(name)));
  const stays = ({ object }: { readonly object: string }): boolean => !gone.has(object);
  return {
    ...network,
    spikes: network.spikes.filter((name) => !gone.has(name)),
    traces: network.traces.filter(stays),
    finals: network.finals.filter(stays),
    timeline: network.timeline.filter((step) => step.kind === 'run' || stays(step)),
  };
}

function* smallerPopulation(group: PopulationDescription): Generator<PopulationDescription> {
  if (group.size > 1) {
    for (const element of Array(group.size).keys()) {
      const initial = group.initial.map((entry) =>
        entry.value.kind === 'list'
          ? {
              ...entry,
              value: { ...entry.value, values: entry.value.values.toSpliced(element, 1) },
            }
          : entry,
      );
      yield { ...group, size: group.size - 1, initial };
    }
  }
  const { threshold, refractory, order, method: _, ...rest } = group;
  if (refractory !== undefined) {
    const { refractory: __, ...without } = group;
    yield without;
  }
  if (order !== undefined) {
    const { order: __, ...without } = group;
    yield without;
  }
  if (threshold !== undefined) {
    yield { ...rest, reset: [], ...(group.method === undefined ? {} : { method: group.method }) };
    if (threshold.and !== undefined) {
      const { and: __, ...alone } = threshold;
      yield { ...group, threshold: alone };
    }
  }
  for (const reset of without(group.reset)) yield { ...group, reset };
  for (const initial of without(group.initial)) yield { ...group, initial };
  for (const equations of without(group.equations)) yield { ...group, equations };
  for (const name of Object.keys(group.constants)) {
    const { [name]: __, ...constants } = group.constants;
    yield { ...group, constants };
  }
  for (const [at, line] of group.equations.entries()) {
    for (const shorter of shorterText(line)) {
      yield { ...group, equations: group.equations.with(at, shorter) };
    }
  }
}

function* smallerProjection(synapses: ProjectionDescription): Generator<ProjectionDescription> {
  for (const pathways of without(synapses.pathways)) yield { ...synapses, pathways };
  for (const end of ['from', 'to'] as const) {
    if (synapses[end].slice !== undefined) {
      yield { ...synapses, [end]: { object: synapses[end].object } };
    }
  }
  for (const connect of smallerConnect(synapses)) yield connect;
  for (const [at, pathway] of synapses.pathways.entries()) {
    for (const less of smallerPathway(pathway)) {
      yield { ...synapses, pathways: synapses.pathways.with(at, less) };
    }
  }
  for (const initial of without(synapses.initial)) yield { ...synapses, initial };
  for (const model of without(synapses.model)) yield { ...synapses, model };
  for (const name of Object.keys(synapses.constants)) {
    const { [name]: _, ...constants } = synapses.constants;
    yield { ...synapses, constants };
  }
}

/** One synapse less, with its values. */
function* smallerConnect(synapses: ProjectionDescription): Generator<ProjectionDescription> {
  const { connect } = synapses;
  if (connect.kind !== 'pairs') {
    yield { ...synapses, connect: { kind: 'pairs', pairs: [[0, 0]] } };
    return;
  }
  for (const at of connect.pairs.length > 1 ? connect.pairs.keys() : []) {
    yield {
      ...synapses,
      connect: { kind: 'pairs', pairs: connect.pairs.toSpliced(at, 1) },
      initial: synapses.initial.map((entry) =>
        entry.value.kind === 'list'
          ? { ...entry, value: { ...entry.value, values: entry.value.values.toSpliced(at, 1) } }
          : entry,
      ),
      pathways: synapses.pathways.map((pathway) =>
        typeof pathway.delaySeconds === 'object'
          ? { ...pathway, delaySeconds: pathway.delaySeconds.toSpliced(at, 1) }
          : pathway,
      ),
    };
  }
}

function* smallerPathway(pathway: PathwayDescription): Generator<PathwayDescription> {
  if (pathway.statements.length > 1) {
    for (const statements of without(pathway.statements)) yield { ...pathway, statements };
  }
  const { delaySeconds, order, ...rest } = pathway;
  if (delaySeconds !== undefined) yield { ...rest, ...(order === undefined ? {} : { order }) };
  if (order !== undefined)
    yield { ...rest, ...(delaySeconds === undefined ? {} : { delaySeconds }) };
  if (typeof delaySeconds === 'object') {
    yield { ...pathway, delaySeconds: delaySeconds[0] ?? 0 };
  }
}

/** An equation with a parenthesis replaced by a number or by its content. */
function* shorterText(line: string): Generator<string> {
  const [left, right] = line.split(' = ');
  if (left === undefined || right === undefined) return;
  const end = right.lastIndexOf(' : ');
  const text = right.slice(0, end);
  for (let open = 0; open < text.length; open++) {
    if (text[open] !== '(') continue;
    let depth = 0;
    for (let close = open; close < text.length; close++) {
      if (text[close] === '(') depth++;
      else if (text[close] === ')') depth--;
      if (depth > 0) continue;
      const word = /\w*$/.exec(text.slice(0, open))?.[0] ?? '';
      const before = text.slice(0, open - word.length);
      const tail = text.slice(close + 1) + right.slice(end);
      yield `${left} = ${before}0.3${tail}`;
      yield `${left} = ${before}${text.slice(open, close + 1)}${tail}`;
      break;
    }
  }
}
