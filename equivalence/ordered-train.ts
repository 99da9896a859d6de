import type { Recording, SpikeTrain } from '../core/recording/index.js';

/** All spikes of one object below a step, sorted by step, then neuron. */
export interface OrderedTrain {
  readonly object: string;
  readonly size: number;
  readonly steps: Float64Array;
  readonly indices: Int32Array;
  /** Whether every spike of the object is listed; false for probes of some neurons, or counts alone. */
  readonly complete: boolean;
}

/** The fullest list of spikes that a recording has of an object; undefined if no probe watched it. */
export function trainOf(
  recording: Recording,
  object: string,
  endStep: number,
): OrderedTrain | undefined {
  let fullest: SpikeTrain | undefined;
  for (const train of recording.spikes) {
    if (train.object !== object) continue;
    if (fullest === undefined || train.steps.length > fullest.steps.length) fullest = train;
  }
  if (fullest === undefined) return undefined;
  const total = recording.totals.find((entry) => entry.object === object)?.spikes;
  const counted = fullest.counts.reduce((sum, count) => sum + count, 0);
  const complete = fullest.steps.length === (total ?? counted);
  return { object, size: fullest.size, complete, ...sorted(fullest, endStep) };
}

function sorted(
  { steps, indices }: SpikeTrain,
  endStep: number,
): Pick<OrderedTrain, 'steps' | 'indices'> {
  let inOrder = true;
  for (let at = 1; at < steps.length; at += 1) {
    const [before, now] = [steps[at - 1] as number, steps[at] as number];
    if (before < now) continue;
    if (before === now && (indices[at - 1] as number) < (indices[at] as number)) continue;
    inOrder = false;
    break;
  }
  if (inOrder) {
    let end = steps.length;
    while (end > 0 && (steps[end - 1] as number) >= endStep) end -= 1;
    return { steps: steps.subarray(0, end), indices: indices.subarray(0, end) };
  }
  const order = Array.from({ length: steps.length }, (_, at) => at)
    .filter((at) => (steps[at] as number) < endStep)
    .sort(
      (a, b) =>
        (steps[a] as number) - (steps[b] as number) ||
        (indices[a] as number) - (indices[b] as number),
    );
  return {
    steps: Float64Array.from(order, (at) => steps[at] as number),
    indices: Int32Array.from(order, (at) => indices[at] as number),
  };
}

/** Steps of the spikes of each neuron, ascending. */
export function trainsByNeuron({ size, steps, indices }: OrderedTrain): readonly Float64Array[] {
  const counts = new Int32Array(size);
  for (const neuron of indices) counts[neuron] = (counts[neuron] as number) + 1;
  const trains = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  for (const [at, neuron] of indices.entries()) {
    const place = counts[neuron] as number;
    (trains[neuron] as Float64Array)[place] = steps[at] as number;
    counts[neuron] = place + 1;
  }
  return trains;
}
