import type { Recording } from '../core/recording/index.js';
import { coincidenceFactor, spikeDistance, spikeLag } from './metrics/index.js';
import { type OrderedTrain, trainOf, trainsByNeuron } from './ordered-train.js';

/** The first step in which two runs of one object differ. Neurons ascend. */
export interface SpikeDifference {
  readonly step: number;
  /** Neurons that spike in this step on the reference alone. */
  readonly onlyReference: readonly number[];
  readonly onlySubject: readonly number[];
}

/** Where the runs of a whole network part: by step, then name of the object, then neuron. */
export interface FirstDifference {
  readonly step: number;
  readonly object: string;
  readonly neuron: number;
  /** Which side has the spike. */
  readonly firedOn: 'reference' | 'subject';
  /** Everything that differs in that step, by object. */
  readonly inStep: readonly (SpikeDifference & { readonly object: string })[];
}

/** A number and the neuron it belongs to. */
export interface NeuronValue {
  readonly neuron: number;
  readonly value: number;
}

export interface GammaSummary {
  readonly windowSeconds: number;
  readonly windowTicks: number;
  /** Spikes with a partner within the window, over all neurons. */
  readonly coincidences: number;
  /** Mean over the neurons for which the factor is defined; undefined without one. */
  readonly mean: number | undefined;
  readonly worst: NeuronValue | undefined;
  /** Neurons with spikes whose factor is not defined: the window is too wide for their rate. */
  readonly undefinedNeurons: number;
}

/** Lags of the k-th spike behind the k-th of the reference; the neurons of largest size. In milliseconds. */
export interface LagSummary {
  /** Largest size of the slope, with its sign, in ms per spike. */
  readonly slope: NeuronValue | undefined;
  readonly jitter: NeuronValue | undefined;
  /** Mean lag of all pairs of spikes of equal number. */
  readonly meanMs: number | undefined;
  /** Neurons with different numbers of spikes, and the smallest spike number (from 0) at which they part. */
  readonly separated: number;
  readonly separation: NeuronValue | undefined;
}

export interface NeuronDifference {
  readonly neuron: number;
  readonly reference: number;
  readonly subject: number;
  /** Spikes of both sides in the same step. */
  readonly exact: number;
}

/** The spikes of one population or input on both sides. */
export interface SpikeComparison {
  readonly object: string;
  readonly role: 'input' | 'population';
  readonly size: number;
  /** Numbers of spikes. */
  readonly reference: number;
  readonly subject: number;
  readonly exact: number;
  /** Whether both lists of (step, neuron) are the same. */
  readonly equal: boolean;
  /** False if a probe held back some spikes: equal lists then prove nothing of the others. */
  readonly complete: boolean;
  readonly firstDifference?: SpikeDifference;
  readonly gamma: GammaSummary;
  readonly lag: LagSummary;
  /** Largest SPIKE-distance of a neuron with spikes; only if asked for. */
  readonly spikeDistance?: NeuronValue;
  readonly differingNeurons: number;
  /** The worst 12: most spikes without an exact partner, then the lower number. */
  readonly worst: readonly NeuronDifference[];
}

export interface CompareSpikesOptions {
  readonly dtSeconds: number;
  /** Spikes of steps below this are compared. */
  readonly steps: number;
  readonly inputs: ReadonlySet<string>;
  /** For the coincidence factor. */
  readonly windowSeconds: number;
  /** Whether to compute SPIKE-distances, which takes longer than all the rest. */
  readonly spikeDistance?: boolean;
}

const worstNeurons = 12;

/** Compares the spikes of every object that both recordings list, in order of names. */
export function compareSpikes(
  reference: Recording,
  subject: Recording,
  options: CompareSpikesOptions,
): readonly SpikeComparison[] {
  const objects = new Set(reference.spikes.map(({ object }) => object));
  return [...objects].sort(byName).flatMap((object) => {
    const ours = trainOf(reference, object, options.steps);
    const theirs = trainOf(subject, object, options.steps);
    return ours === undefined || theirs === undefined ? [] : [compareTrains(ours, theirs, options)];
  });
}

/** Where the runs part first; undefined if they never do. */
export function firstDifferenceOf(
  comparisons: readonly SpikeComparison[],
): FirstDifference | undefined {
  const found = comparisons.flatMap(({ object, firstDifference }) =>
    firstDifference === undefined ? [] : [{ object, ...firstDifference }],
  );
  const step = Math.min(...found.map((difference) => difference.step));
  const inStep = found
    .filter((difference) => difference.step === step)
    .sort((a, b) => byName(a.object, b.object));
  const [first] = inStep;
  if (first === undefined) return undefined;
  const [ours, theirs] = [first.onlyReference[0], first.onlySubject[0]];
  const onReference = theirs === undefined || (ours !== undefined && ours < theirs);
  const neuron = onReference ? ours : theirs;
  if (neuron === undefined) throw new Error(`${first.object} differs in step ${step} by no spike`);
  const firedOn = onReference ? 'reference' : 'subject';
  return { step, object: first.object, neuron, firedOn, inStep };
}

function compareTrains(
  reference: OrderedTrain,
  subject: OrderedTrain,
  options: CompareSpikesOptions,
): SpikeComparison {
  const { object } = reference;
  if (reference.size !== subject.size)
    throw new Error(
      `${object} has ${reference.size} neurons on one side, ${subject.size} on the other`,
    );
  const { exact, firstDifference } = mergeTrains(reference, subject);
  const neurons = compareNeurons(reference, subject);
  const differing = neurons.filter(({ ours, theirs, exact }) => missing(ours, theirs, exact) > 0);
  const worst = differing
    .map(({ neuron, ours, theirs, exact }) => ({
      neuron,
      reference: ours.length,
      subject: theirs.length,
      exact,
    }))
    .sort(
      (a, b) =>
        b.reference + b.subject - 2 * b.exact - (a.reference + a.subject - 2 * a.exact) ||
        a.neuron - b.neuron,
    );
  return {
    object,
    role: options.inputs.has(object) ? 'input' : 'population',
    size: reference.size,
    reference: reference.steps.length,
    subject: subject.steps.length,
    exact,
    equal: firstDifference === undefined,
    complete: reference.complete && subject.complete,
    ...(firstDifference === undefined ? {} : { firstDifference }),
    gamma: summariseGamma(neurons, options),
    lag: summariseLag(neurons, options.dtSeconds),
    ...(options.spikeDistance === true ? worstDistance(neurons, options.steps) : {}),
    differingNeurons: differing.length,
    worst: worst.slice(0, worstNeurons),
  };
}

interface NeuronTrains {
  readonly neuron: number;
  readonly ours: Float64Array;
  readonly theirs: Float64Array;
  readonly exact: number;
}

const missing = (ours: Float64Array, theirs: Float64Array, exact: number): number =>
  ours.length + theirs.length - 2 * exact;

/** Counts equal entries of two sorted lists and finds the first step with entries of one side. */
function mergeTrains(
  reference: OrderedTrain,
  subject: OrderedTrain,
): { readonly exact: number; readonly firstDifference?: SpikeDifference } {
  let exact = 0;
  let [a, b] = [0, 0];
  let step = Number.POSITIVE_INFINITY;
  const onlyReference: number[] = [];
  const onlySubject: number[] = [];
  const note = (train: OrderedTrain, at: number, list: number[]): void => {
    const when = train.steps[at] as number;
    step = Math.min(step, when);
    if (when === step) list.push(train.indices[at] as number);
  };
  while (a < reference.steps.length || b < subject.steps.length) {
    const order = compareEntries(reference, a, subject, b);
    if (order === 0) exact += 1;
    else if (order < 0) note(reference, a, onlyReference);
    else note(subject, b, onlySubject);
    if (order <= 0) a += 1;
    if (order >= 0) b += 1;
  }
  return Number.isFinite(step)
    ? { exact, firstDifference: { step, onlyReference, onlySubject } }
    : { exact };
}

/** Below 0: the entry of the first list comes first. A list that has ended comes last. */
function compareEntries(first: OrderedTrain, a: number, second: OrderedTrain, b: number): number {
  const left = first.steps[a] ?? Number.POSITIVE_INFINITY;
  const right = second.steps[b] ?? Number.POSITIVE_INFINITY;
  if (left !== right) return left < right ? -1 : 1;
  return (first.indices[a] as number) - (second.indices[b] as number);
}

function compareNeurons(reference: OrderedTrain, subject: OrderedTrain): readonly NeuronTrains[] {
  const theirs = trainsByNeuron(subject);
  return trainsByNeuron(reference).map((train, neuron) => {
    const other = theirs[neuron] as Float64Array;
    return { neuron, ours: train, theirs: other, exact: commonSteps(train, other) };
  });
}

function commonSteps(ours: Float64Array, theirs: Float64Array): number {
  let [a, b, common] = [0, 0, 0];
  while (a < ours.length && b < theirs.length) {
    const difference = (ours[a] as number) - (theirs[b] as number);
    if (difference === 0) common += 1;
    if (difference <= 0) a += 1;
    if (difference >= 0) b += 1;
  }
  return common;
}

function summariseGamma(
  neurons: readonly NeuronTrains[],
  { dtSeconds, steps, windowSeconds }: CompareSpikesOptions,
): GammaSummary {
  // A window that is a whole number of ticks must not lose one to rounding.
  const windowTicks = Math.floor(windowSeconds / dtSeconds + 1e-6);
  let coincidences = 0;
  let undefinedNeurons = 0;
  const values: NeuronValue[] = [];
  for (const { neuron, ours, theirs } of neurons) {
    if (ours.length + theirs.length === 0) continue;
    const found = coincidenceFactor(ours, theirs, { windowTicks, durationTicks: steps });
    coincidences += found.count;
    if (found.gamma === undefined) undefinedNeurons += 1;
    else values.push({ neuron, value: found.gamma });
  }
  const sum = values.reduce((total, { value }) => total + value, 0);
  return {
    windowSeconds,
    windowTicks,
    coincidences,
    mean: values.length === 0 ? undefined : sum / values.length,
    worst: extreme(values, (value) => -value),
    undefinedNeurons,
  };
}

function summariseLag(neurons: readonly NeuronTrains[], dtSeconds: number): LagSummary {
  const millisecondsPerTick = dtSeconds * 1000;
  const slopes: NeuronValue[] = [];
  const jitters: NeuronValue[] = [];
  const separations: NeuronValue[] = [];
  let [ticks, pairs] = [0, 0];
  for (const { neuron, ours, theirs } of neurons) {
    const lag = spikeLag(ours, theirs);
    ticks += (lag.mean ?? 0) * lag.pairs;
    pairs += lag.pairs;
    if (lag.slopePerSpike !== undefined)
      slopes.push({ neuron, value: lag.slopePerSpike * millisecondsPerTick });
    if (lag.jitter !== undefined) jitters.push({ neuron, value: lag.jitter * millisecondsPerTick });
    if (lag.separation !== undefined) separations.push({ neuron, value: lag.separation });
  }
  return {
    slope: extreme(slopes, Math.abs),
    jitter: extreme(jitters, Math.abs),
    meanMs: pairs === 0 ? undefined : (ticks / pairs) * millisecondsPerTick,
    separated: separations.length,
    separation: extreme(separations, (value) => -value),
  };
}

function worstDistance(
  neurons: readonly NeuronTrains[],
  steps: number,
): Pick<SpikeComparison, 'spikeDistance'> {
  const values = neurons
    .filter(({ ours, theirs }) => ours.length + theirs.length > 0)
    .map(({ neuron, ours, theirs }) => ({
      neuron,
      value: spikeDistance(ours, theirs, [0, steps]),
    }));
  const worst = extreme(values, Math.abs);
  return worst === undefined ? {} : { spikeDistance: worst };
}

/** The entry of highest rank; of several the one of the lowest neuron. */
function extreme(
  values: readonly NeuronValue[],
  rank: (value: number) => number,
): NeuronValue | undefined {
  let best: NeuronValue | undefined;
  for (const entry of values) {
    if (best === undefined || rank(entry.value) > rank(best.value)) best = entry;
  }
  return best;
}

/** Order of names by code units: the same everywhere. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
