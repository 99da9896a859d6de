import type { HostStep, HostWrite, Selection } from './host-program.js';
import type { Initialiser, ProbePlan } from './plan.js';
import { elementsOf, type ProgramIndex } from './program-index.js';
import { inputProblems, ratesProblem } from './verify-objects.js';

/** Faults of start values: arrays that exist, lists of their length, kernels that store into them alone. */
export function initialProblems(
  initial: readonly Initialiser[],
  index: ProgramIndex,
): readonly string[] {
  return initial.flatMap((entry) => {
    const where = `initial ${JSON.stringify(entry.array)}`;
    const array = index.arrays.get(entry.array);
    if (array === undefined) return [`${where}: no such array`];
    if (entry.kind === 'kernel') {
      return index.hostKernelProblems(entry.kernel, entry.array).map((what) => `${where}: ${what}`);
    }
    if (entry.kind === 'constant') return Number.isNaN(entry.value) ? [`${where}: NaN`] : [];
    return entry.values.length === array.count
      ? []
      : [`${where}: ${entry.values.length} values for ${array.count} elements`];
  });
}

/** Faults of the timeline, nested steps included. */
export function timelineProblems(
  steps: readonly HostStep[],
  index: ProgramIndex,
): readonly string[] {
  return new TimelineVerifier(index).steps(steps, 'timeline');
}

class TimelineVerifier {
  readonly #index: ProgramIndex;
  readonly #checkpoints = new Set<string>();

  constructor(index: ProgramIndex) {
    this.#index = index;
  }

  steps(steps: readonly HostStep[], where: string): readonly string[] {
    return steps.flatMap((step, n) => {
      const place = `${where}[${n}]`;
      const nested = this.#nested(step, place);
      return [...this.#step(step).map((what) => `${place} ${step.kind}: ${what}`), ...nested];
    });
  }

  #nested(step: HostStep, where: string): readonly string[] {
    if (step.kind === 'repeat') return this.steps(step.steps, where);
    if (step.kind !== 'present') return [];
    return [
      ...this.steps(step.before, `${where}.before`),
      ...this.steps(step.after, `${where}.after`),
    ];
  }

  #step(step: HostStep): readonly string[] {
    switch (step.kind) {
      case 'run':
        return step.seconds >= 0 && step.seconds < Infinity ? [] : [`${step.seconds} seconds`];
      case 'phase':
        return [];
      case 'repeat':
        return isCount(step.times) ? [] : [`${step.times} times`];
      case 'present': {
        const input = this.#index.objects.get(step.input);
        if (input?.kind !== 'input' || input.source !== 'images') {
          return [`no images ${JSON.stringify(step.input)}`];
        }
        const known = input.sets.some(({ name }) => name === step.set);
        const items = step.items === undefined || isCount(step.items);
        return [
          ...(known ? [] : [`no set ${JSON.stringify(step.set)}`]),
          ...(items ? [] : [`${step.items} items`]),
        ];
      }
      case 'set':
        return this.#set(step.object, step.selection, step.writes);
      case 'set-rates': {
        const input = this.#index.objects.get(step.input);
        if (input?.kind !== 'input' || input.source !== 'poisson') {
          return [`no Poisson input ${JSON.stringify(step.input)}`];
        }
        return ratesProblem(step.rates, input.size, 'rates');
      }
      case 'set-spikes': {
        const input = this.#index.objects.get(step.input);
        if (input?.kind !== 'input' || input.source !== 'spikes') {
          return [`no spike list ${JSON.stringify(step.input)}`];
        }
        return inputProblems({ ...input, indices: step.indices, steps: step.steps }, this.#index);
      }
      case 'switch':
        return this.#index.objects.has(step.object)
          ? []
          : [`no object ${JSON.stringify(step.object)}`];
      case 'normalize': {
        const size = this.#index.sizeOf(step.projection);
        const projection = this.#index.objectProblems(step.projection, 'projection');
        const count = this.#index.arrays.get(step.array)?.count;
        const finite = Number.isFinite(step.total);
        return [
          ...projection,
          ...(count === size ? [] : [`array ${JSON.stringify(step.array)} is not per synapse`]),
          ...(finite ? [] : [`total ${step.total}`]),
        ];
      }
      case 'checkpoint':
        this.#checkpoints.add(step.name);
        return [];
      case 'restore':
        return this.#checkpoints.has(step.name) ? [] : ['no checkpoint of that name before'];
    }
  }

  #set(object: string, selection: Selection, writes: readonly HostWrite[]): readonly string[] {
    const plan = this.#index.objects.get(object);
    if (plan === undefined) return [`no object ${JSON.stringify(object)}`];
    const size = elementsOf(plan);
    const problems: string[] = [];
    let selected: number | undefined = size;
    if (selection.kind === 'indices') {
      selected = selection.indices.length;
      if (!selection.indices.every((element) => element >= 0 && element < size)) {
        problems.push(`an index outside ${size} elements`);
      }
    } else if (selection.kind === 'where') {
      selected = undefined;
      problems.push(...this.#index.hostKernelProblems(selection.kernel, selection.mask));
      problems.push(...this.#index.missingArrays([selection.mask], 'mask'));
    }
    for (const write of writes) problems.push(...this.#write(write, selected));
    return problems;
  }

  #write(write: HostWrite, selected: number | undefined): readonly string[] {
    const array = this.#index.arrays.get(write.array);
    const where = JSON.stringify(write.array);
    if (array === undefined) return [`no array ${where}`];
    if (write.kind === 'constant') return Number.isNaN(write.value) ? [`${where}: NaN`] : [];
    if (write.kind === 'kernel') {
      return [
        ...this.#index.hostKernelProblems(write.kernel, write.staging),
        ...this.#index.missingArrays([write.staging], 'staging'),
      ];
    }
    const { length } = write.values;
    const wanted = selected === undefined ? [array.count] : [selected, array.count];
    return wanted.includes(length) ? [] : [`${where}: ${length} values, not ${wanted[0]}`];
  }
}

/** Faults of probes: objects and arrays that exist, elements inside, whole positive intervals. */
export function probeProblems(
  probes: readonly ProbePlan[],
  index: ProgramIndex,
): readonly string[] {
  return probes.flatMap((probe) => {
    const where = `probe ${JSON.stringify(probe.name)}`;
    const size = index.sizeOf(probe.object);
    if (size === undefined) return [`${where}: no object ${JSON.stringify(probe.object)}`];
    const problems: string[] = [];
    if ('arrays' in probe) problems.push(...index.missingArrays(probe.arrays, where));
    if ('input' in probe) {
      problems.push(
        ...index.objectProblems(probe.input, 'input').map((what) => `${where}: ${what}`),
      );
    }
    const indices = 'indices' in probe ? probe.indices : undefined;
    if (indices?.every((element) => element >= 0 && element < size) === false) {
      problems.push(`${where}: an index outside ${size} elements`);
    }
    if ('where' in probe && probe.where !== undefined) {
      const { kernel, mask } = probe.where;
      problems.push(...index.hostKernelProblems(kernel, mask));
      problems.push(...index.missingArrays([mask], where));
    }
    const every = 'everySteps' in probe ? probe.everySteps : undefined;
    if (every !== undefined && !(isCount(every) && every >= 1)) {
      problems.push(`${where}: every ${every} steps`);
    }
    return problems;
  });
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
