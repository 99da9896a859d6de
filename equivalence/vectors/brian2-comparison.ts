import type { Recording } from '../../core/recording/index.js';
import type { ExpectedFinal, ExpectedResults, ExpectedSpikes, ExpectedTrace } from './brian2.js';

/** Largest difference allowed, as a part of the largest magnitude of the row or variable. */
const brian2Tolerances = { trace: 1e-8, final: 1e-9, finalScaled: 1e-6 } as const;

export interface SpikeComparison {
  readonly population: string;
  readonly expected: number;
  readonly found: number;
  readonly equal: boolean;
  /** The first place in emission order where the lists part. */
  readonly firstDifference?: {
    readonly step: number;
    readonly neuron: number;
    readonly missing: boolean;
  };
}
/** A value and how far off it is. */
export interface WorstValue {
  /** `Syn.w[25]`. */
  readonly name: string;
  /** Step of a sample; absent for final values. */
  readonly step?: number;
  readonly expected: number;
  readonly found: number;
  /** Difference by the largest magnitude of the row or variable; infinite for NaN and what is missing. */
  readonly relative: number;
  readonly tolerance: number;
}
export interface Brian2Comparison {
  readonly passed: boolean;
  readonly spikes: readonly SpikeComparison[];
  readonly worstTrace?: WorstValue;
  readonly worstFinal?: WorstValue;
  /** One line per thing that is not as it should be. */
  readonly failures: readonly string[];
  /** How much was compared: never report equality without a number. */
  readonly compared: {
    readonly spikes: number;
    readonly samples: number;
    readonly finals: number;
  };
}

/** Compares a run with what Brian2 gave: spikes exactly, traces and final values within tolerance. */
export function compareWithExpected(
  expected: ExpectedResults,
  recording: Recording,
): Brian2Comparison {
  const failures: string[] = [];
  const spikes = expected.spikes.map((list) => compareSpikes(list, recording, failures));
  const traces = new Worst();
  for (const trace of expected.traces) compareTrace(trace, recording, traces, failures);
  const finals = new Worst();
  for (const final of expected.final) compareFinal(final, recording, finals, failures);
  failures.push(...traces.failures(), ...finals.failures());
  return {
    passed: failures.length === 0,
    spikes,
    ...(traces.worst === undefined ? {} : { worstTrace: traces.worst }),
    ...(finals.worst === undefined ? {} : { worstFinal: finals.worst }),
    failures,
    compared: {
      spikes: spikes.reduce((sum, { expected: count }) => sum + count, 0),
      samples: traces.compared,
      finals: finals.compared,
    },
  };
}

/** Collects differences: the worst one in units of its tolerance, and how many were too large. */
class Worst {
  worst: WorstValue | undefined;
  compared = 0;
  #outside = 0;

  add(value: WorstValue): void {
    this.compared++;
    if (!(value.relative <= value.tolerance)) this.#outside++;
    const badness = ({ relative, tolerance }: WorstValue): number => relative / tolerance;
    if (this.worst === undefined || badness(value) > badness(this.worst)) this.worst = value;
  }

  failures(): readonly string[] {
    const { worst } = this;
    if (this.#outside === 0 || worst === undefined) return [];
    const at = worst.step === undefined ? '' : ` at step ${worst.step}`;
    return [
      `${this.#outside} of ${this.compared} values outside tolerance, the worst ${worst.name}${at}: ` +
        `${worst.found}, expected ${worst.expected} (${worst.relative} of the largest)`,
    ];
  }
}

function compareSpikes(
  { population, steps, indices }: ExpectedSpikes,
  recording: Recording,
  failures: string[],
): SpikeComparison {
  const train = recording.spikes.find(({ object }) => object === population);
  const count = steps.length;
  if (train === undefined) {
    failures.push(`spikes of ${population} were not recorded`);
    return { population, expected: count, found: 0, equal: false };
  }
  const found = train.steps.length;
  const most = Math.max(count, found);
  let place = 0;
  while (
    place < most &&
    train.steps[place] === steps[place] &&
    train.indices[place] === indices[place]
  )
    place++;
  if (place === most) return { population, expected: count, found, equal: true };
  const want = { step: steps[place] ?? Infinity, neuron: indices[place] ?? -1 };
  const have = { step: train.steps[place] ?? Infinity, neuron: train.indices[place] ?? -1 };
  // The earlier of the two is the one that the other list lacks.
  const missing = want.step < have.step || (want.step === have.step && want.neuron < have.neuron);
  const { step, neuron } = missing ? want : have;
  failures.push(
    `spikes of ${population}: ${missing ? 'missing' : 'unexpected'} spike of neuron ${neuron} in ` +
      `step ${step} (${found} spikes, expected ${count})`,
  );
  return {
    population,
    expected: count,
    found,
    equal: false,
    firstDifference: { step, neuron, missing },
  };
}

function compareTrace(
  { object, variable, indices, steps, rows }: ExpectedTrace,
  recording: Recording,
  worst: Worst,
  failures: string[],
): void {
  const trace = recording.states.find(
    (state) => state.object === object && state.variable === variable,
  );
  if (trace === undefined) {
    failures.push(`${object}.${variable} was not recorded`);
    return;
  }
  const sampleAt = new Map([...trace.steps].map((step, sample) => [step, sample]));
  const width = trace.indices.length;
  rows.forEach((row, line) => {
    const index = indices[line] ?? -1;
    const column = trace.indices.indexOf(index);
    const largest = magnitude(row);
    row.forEach((expected, at) => {
      const step = steps[at] ?? -1;
      const sample = sampleAt.get(step);
      const place = sample === undefined || column < 0 ? -1 : sample * width + column;
      const found = trace.values[place] ?? Number.NaN;
      worst.add({
        name: `${object}.${variable}[${index}]`,
        step,
        expected,
        found,
        relative: relativeDifference(expected, found, largest),
        tolerance: brian2Tolerances.trace,
      });
    });
  });
}

function compareFinal(
  { object, variable, values, scaled }: ExpectedFinal,
  recording: Recording,
  worst: Worst,
  failures: string[],
): void {
  const snapshot = recording.final.find(
    (final) => final.object === object && final.variable === variable,
  );
  if (snapshot === undefined) {
    failures.push(`the final values of ${object}.${variable} are missing`);
    return;
  }
  // A shared value may be written once or for every element.
  const count = Math.max(values.length, snapshot.values.length);
  const sizes = [values.length, snapshot.values.length];
  if (sizes.some((size) => size !== count && size !== 1)) {
    failures.push(
      `${object}.${variable} has ${snapshot.values.length} values, not ${values.length}`,
    );
    return;
  }
  const largest = magnitude(values);
  for (let index = 0; index < count; index++) {
    const expected = values[values.length === 1 ? 0 : index] ?? Number.NaN;
    const found = snapshot.values[snapshot.values.length === 1 ? 0 : index] ?? Number.NaN;
    worst.add({
      name: `${object}.${variable}[${index}]`,
      expected,
      found,
      relative: relativeDifference(expected, found, largest),
      tolerance: scaled ? brian2Tolerances.finalScaled : brian2Tolerances.final,
    });
  }
}

function magnitude(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** NaN, and any difference where all expected values are 0, count as infinite. */
function relativeDifference(expected: number, found: number, largest: number): number {
  const difference = Math.abs(found - expected);
  if (difference === 0) return 0;
  const relative = difference / largest;
  return Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative;
}
