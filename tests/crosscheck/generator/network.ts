import fc from 'fast-check';
import type {
  InputDescription,
  NetworkDescription,
  StepDescription,
  TimedArrayDescription,
  TraceDescription,
} from '../description.js';
import { Draws } from './draws.js';
import { randomPopulation } from './population.js';
import type { DraftPopulation } from './population-draft.js';
import { type DraftProjection, randomProjection, type Source } from './projection.js';

/** Capitals, underscores and small letters, whose order by code point matters. */
const populationNames = ['mid', 'Zed', 'a_last'] as const;
const projectionNames = ['syn', 'B_syn', 'a_syn', 'Zyn'] as const;

/** A random network as plain data: every number is stored in it, nothing is drawn when it runs. */
export const networks: fc.Arbitrary<NetworkDescription> = fc
  .gen()
  .map((generate) => randomNetwork(new Draws(generate)));

function randomNetwork(draws: Draws): NetworkDescription {
  const dtSeconds = draws.pick([1e-4, 1e-4, 1e-4, 2e-4, 5e-5]);
  const steps = draws.integer(60, 250);
  const arrays = randomArrays(draws, dtSeconds);
  const drives = arrays.map(({ name, values }) =>
    Array.isArray(values[0]) ? `${name}(t, i)` : `${name}(t)`,
  );
  const inputs = Array.from({ length: draws.integer(0, 2) }, (_, at) =>
    randomInput(draws, at === 0 ? 'stim' : 'Extra', dtSeconds, steps),
  );
  const populations = populationNames
    .slice(0, draws.integer(1, 3))
    .map((name) => randomPopulation(draws, name, drives));
  const targets = populations.map((population) => ({
    name: population.description.name,
    size: population.description.size,
    population,
  }));
  const sources: Source[] = [...inputs, ...inputs, ...targets];
  const summed = new Set<string>();
  const projections = projectionNames
    .slice(0, draws.integer(inputs.length > 0 ? 1 : 0, 4))
    .map((name) => {
      const target = draws.pick(targets as [(typeof targets)[number]]);
      // One summed writer per variable.
      const summing = draws.chance(60) && !summed.has(target.name);
      if (summing) summed.add(target.name);
      const source = draws.pick(sources as [Source]);
      return randomProjection(draws, name, source, target, drives, summing);
    });
  return {
    name: 'crosscheck',
    dtSeconds,
    constants: { limit: { value: 1e9, unit: 'volt' }, spare: { value: 2, unit: '1' } },
    arrays,
    inputs,
    populations: populations.map(({ description }) => description),
    projections: projections.map(({ description }) => description),
    timeline: randomTimeline(draws, steps * dtSeconds, populations, projections),
    spikes: [...inputs, ...targets].map(({ name }) => name),
    traces: recorded(populations, projections, false),
    finals: recorded(populations, projections, true),
  };
}

function randomArrays(draws: Draws, dtSeconds: number): TimedArrayDescription[] {
  const arrays: TimedArrayDescription[] = [];
  const ratio = (): number => draws.pick([1, 2, 3, 5, 10, 0.5, 0.7, 2.5, 1.4, 7.3, 33]);
  const rows = (): number => draws.integer(1, 12);
  if (draws.chance(40)) {
    const values = draws.reals(rows(), 0.2, 1.6);
    arrays.push({ name: 'A_drive', dtSeconds: ratio() * dtSeconds, unit: '1', values });
  }
  if (draws.chance(30)) {
    const values = Array.from({ length: rows() }, () => draws.reals(5, 0.2, 1.6));
    arrays.push({ name: 'B_drive', dtSeconds: ratio() * dtSeconds, unit: '1', values });
  }
  return arrays;
}

function randomInput(
  draws: Draws,
  name: string,
  dtSeconds: number,
  steps: number,
): InputDescription {
  const size = draws.integer(1, 5);
  const periodic = draws.chance(20);
  const within = periodic ? draws.integer(20, 40) : steps;
  const spikes: { readonly index: number; readonly time: number }[] = [];
  for (let index = 0; index < size; index++) {
    for (let step = draws.integer(0, 30); step < within - 1; step += draws.integer(1, 40)) {
      // Anywhere in the step, but not near its ends.
      const offset = draws.pick([0, draws.real(0.05, 0.9)]);
      spikes.push({ index, time: (step + offset) * dtSeconds });
    }
  }
  // Not in order of time: both sides have to sort.
  return {
    name,
    size,
    indices: spikes.map(({ index }) => index),
    timesSeconds: spikes.map(({ time }) => time),
    ...(periodic ? { periodSeconds: within * dtSeconds } : {}),
  };
}

function randomTimeline(
  draws: Draws,
  seconds: number,
  populations: readonly DraftPopulation[],
  projections: readonly DraftProjection[],
): StepDescription[] {
  const timeline: StepDescription[] = [];
  const parts = draws.integer(1, 3);
  for (let part = 0; part < parts; part++) {
    timeline.push({ kind: 'run', seconds: (seconds / parts) * draws.pick([1, 1, 0.83]) });
    if (part === parts - 1) break;
    for (let at = draws.integer(0, 2); at > 0; at--) {
      timeline.push(
        projections.length > 0 && draws.chance(50)
          ? setSynapses(draws, draws.pick(projections as [DraftProjection]))
          : setNeurons(draws, draws.pick(populations as [DraftPopulation])),
      );
    }
  }
  return timeline;
}

function setNeurons(draws: Draws, population: DraftPopulation): StepDescription {
  const { description, guarded, membrane, unit } = population;
  const { name: object, size } = description;
  const scale = unit === '1' ? 0.4 : -0.06;
  if (guarded.has(membrane) || draws.chance(30)) {
    // Brian2 drops expressions, not lists, for refractory neurons.
    const values = draws.reals(size, scale * 0.9, scale * 1.1);
    return { kind: 'set', object, variable: membrane, value: { kind: 'list', values, unit } };
  }
  if (draws.chance(30)) {
    const value = { kind: 'number', value: scale, unit } as const;
    return {
      kind: 'set',
      object,
      variable: membrane,
      value,
      indices: [draws.integer(0, size - 1)],
    };
  }
  const limit = unit === '1' ? '0.3' : '-58*mV';
  const text = draws.pick([`${membrane}*0.9`, `${limit} - 0.01*${membrane}*(i + 1)`]);
  return {
    kind: 'set',
    object,
    variable: membrane,
    value: { kind: 'expression', text },
    ...(draws.chance(70) ? { where: draws.pick([`${membrane} > ${limit}`, 'i != 1']) } : {}),
  };
}

function setSynapses(draws: Draws, projection: DraftProjection): StepDescription {
  const { name: object } = projection.description;
  const text = draws.pick(['w*0.8', '0.5*w_max', 'w + eta*(i + 2*j)/20']);
  const wheres = ['w > 0.4*w_max', 'i == 0', 'i <= j'] as const;
  const where = draws.chance(60) ? { where: draws.pick([...wheres]) } : {};
  return { kind: 'set', object, variable: 'w', value: { kind: 'expression', text }, ...where };
}

/** Traces of neurons and of weights; the end values of everything. */
function recorded(
  populations: readonly DraftPopulation[],
  projections: readonly DraftProjection[],
  all: boolean,
): TraceDescription[] {
  return [...populations, ...projections].flatMap(({ description, stored }) =>
    stored
      .filter(({ name, shared }) => all || (!shared && ('size' in description || name === 'w')))
      .map(({ name }) => ({ object: description.name, variable: name })),
  );
}
