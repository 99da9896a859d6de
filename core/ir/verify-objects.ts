import type { InputPlan, PopulationPlan, ProjectionPlan } from './plan.js';
import type { ProgramIndex } from './program-index.js';

/** Faults of an input: lists of the right length, spikes of existing neurons in order of time. */
export function inputProblems(input: InputPlan, index: ProgramIndex): readonly string[] {
  const name = `input ${JSON.stringify(input.name)}`;
  switch (input.source) {
    case 'spikes': {
      const problems: string[] = [];
      if (input.indices.length !== input.steps.length) {
        problems.push(`${name}: ${input.indices.length} indices, ${input.steps.length} steps`);
      }
      if (!input.indices.every((index) => index >= 0 && index < input.size)) {
        problems.push(`${name}: a spike of no neuron`);
      }
      if (!input.steps.every((step, n) => isCount(step) && step >= (input.steps[n - 1] ?? 0))) {
        problems.push(`${name}: steps are no ascending list of integers`);
      }
      return problems;
    }
    case 'counts': {
      const size = index.sizeOf(input.target);
      return size === input.size ? [] : [`${name}: ${input.size} lanes for a target of ${size}`];
    }
    case 'rates':
      return [
        ...countProblem(input.array, input.size, index),
        ...index.hostKernelProblems(input.kernel, input.array),
      ].map((what) => `${name}: ${what}`);
    case 'poisson':
      return ratesProblem(input.rates, input.size, name);
    case 'images':
      return [
        ...(input.retry === undefined
          ? []
          : index
              .objectProblems(input.retry.population, 'population')
              .map((what) => `${name}: ${what}`)),
        ...input.sets.flatMap((set) => {
          const where = `${name}, set ${JSON.stringify(set.name)}`;
          const problems: string[] = [];
          if (set.pixels.length !== set.count * input.size) {
            problems.push(`${where}: ${set.pixels.length} pixels of ${set.count} x ${input.size}`);
          }
          if (set.labels !== undefined && set.labels.length !== set.count) {
            problems.push(`${where}: ${set.labels.length} labels of ${set.count}`);
          }
          return problems;
        }),
      ];
  }
}

export function ratesProblem(rates: Float64Array, size: number, where: string): readonly string[] {
  return rates.length === 1 || rates.length === size
    ? []
    : [`${where}: ${rates.length} rates for ${size} neurons`];
}

/** Faults of a population: arrays that exist, readouts of one value per neuron. */
export function populationProblems(
  { name, size, watched, readouts = [] }: PopulationPlan,
  index: ProgramIndex,
): readonly string[] {
  const where = `population ${JSON.stringify(name)}`;
  const problems = readouts.flatMap(({ array, kernel }) => [
    ...countProblem(array, size, index),
    ...index.hostKernelProblems(kernel, array),
  ]);
  return [...index.missingArrays(watched, where), ...problems.map((what) => `${where}: ${what}`)];
}

/** Faults of a projection: slices inside their objects, ends inside their slices, parts that exist. */
export function projectionProblems(
  projection: ProjectionPlan,
  index: ProgramIndex,
): readonly string[] {
  const name = `projection ${JSON.stringify(projection.name)}`;
  const problems: string[] = [];
  const { pre, post, sourceFirst, sourceCount, targetFirst, targetCount } = projection;
  for (const [side, ends, first, count, object] of [
    ['source', pre, sourceFirst, sourceCount, projection.source],
    ['target', post, targetFirst, targetCount, projection.target],
  ] as const) {
    const size = index.sizeOf(object);
    if (size === undefined || index.objects.get(object)?.kind === 'projection') {
      problems.push(`${name}: no ${side} ${JSON.stringify(object)}`);
    } else if (!(isCount(first) && isCount(count) && first + count <= size)) {
      problems.push(`${name}: ${side} slice ${first} + ${count} of ${size} neurons`);
    }
    if (!ends.every((neuron) => neuron >= first && neuron < first + count)) {
      problems.push(`${name}: a synapse outside the ${side} slice`);
    }
  }
  if (pre.length !== post.length) {
    problems.push(`${name}: ${pre.length} sources, ${post.length} targets of synapses`);
  }
  for (const what of [
    ...pathwayProblems(projection, index),
    ...traceProblems(projection, index),
    ...variableProblems(projection, index),
  ]) {
    problems.push(`${name}: ${what}`);
  }
  return problems;
}

function pathwayProblems(projection: ProjectionPlan, index: ProgramIndex): readonly string[] {
  return projection.pathways.flatMap(({ kernel, delay, side, event }) => {
    const problems = [...index.kernelProblems(kernel, 'synapses', projection.name)];
    const trigger = index.objects.get(side === 'pre' ? projection.source : projection.target);
    const events = trigger?.kind === 'population' ? (trigger.events ?? []) : [];
    if (event !== undefined && !events.some(({ name }) => name === event)) {
      problems.push(`no event ${JSON.stringify(event)}`);
    }
    if (delay.kind === 'ticks') {
      if (!isCount(delay.ticks)) problems.push(`delay of ${delay.ticks} ticks`);
    } else {
      for (const id of [delay.seconds, delay.ticks]) {
        problems.push(...countProblem(id, projection.pre.length, index));
      }
    }
    return problems;
  });
}

function traceProblems(projection: ProjectionPlan, index: ProgramIndex): readonly string[] {
  return projection.traces.flatMap(({ name, side, neurons, kernel, carried }) => {
    const expected = side === 'pre' ? projection.source : projection.target;
    const wrongSide =
      neurons === expected ? [] : [`trace ${name} on ${neurons}, expected ${expected}`];
    const size = index.sizeOf(neurons) ?? 0;
    return [
      ...wrongSide,
      ...index.kernelProblems(kernel, 'listed', neurons),
      ...carried.flatMap((id) => countProblem(id, size, index)),
    ];
  });
}

function variableProblems(projection: ProjectionPlan, index: ProgramIndex): readonly string[] {
  return [
    ...index.missingArrays(projection.plastic, 'plastic'),
    ...(projection.watched ?? []).flatMap((id) => countProblem(id, projection.pre.length, index)),
    ...projection.readouts.flatMap(({ array, kernel }) => [
      ...countProblem(array, projection.pre.length, index),
      ...index.hostKernelProblems(kernel, array),
    ]),
  ];
}

function countProblem(id: string, count: number, index: ProgramIndex): readonly string[] {
  const found = index.arrays.get(id)?.count;
  if (found === undefined) return [`no array ${JSON.stringify(id)}`];
  return found === count ? [] : [`array ${JSON.stringify(id)} has ${found} elements, not ${count}`];
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
