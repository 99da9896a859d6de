/** How far the spikes of one neuron come late, spike number by spike number. In ticks. */
export interface SpikeLag {
  /** Spikes that have a partner of the same number. */
  readonly pairs: number;
  /** Mean of subject - reference; positive: late. Undefined without pairs. */
  readonly mean: number | undefined;
  /** Least-squares slope of the lag over the spike number. Undefined below 2 pairs. */
  readonly slopePerSpike: number | undefined;
  /** Standard deviation of the lags around that line (pairs - 2 degrees of freedom). Undefined below 3 pairs. */
  readonly jitter: number | undefined;
  /** Number of the first spike without a partner, from 0. Undefined if the counts are equal. */
  readonly separation: number | undefined;
}

/** Compares the k-th spike of one train with the k-th of the other, both ascending step numbers. */
export function spikeLag(reference: Float64Array, subject: Float64Array): SpikeLag {
  const pairs = Math.min(reference.length, subject.length);
  const separation = reference.length === subject.length ? undefined : pairs;
  const lag = (at: number): number => (subject[at] as number) - (reference[at] as number);
  if (pairs === 0)
    return { pairs, mean: undefined, slopePerSpike: undefined, jitter: undefined, separation };
  let sum = 0;
  for (let at = 0; at < pairs; at += 1) sum += lag(at);
  const mean = sum / pairs;
  if (pairs === 1) return { pairs, mean, slopePerSpike: undefined, jitter: undefined, separation };
  const middle = (pairs - 1) / 2;
  let products = 0;
  let squares = 0;
  for (let at = 0; at < pairs; at += 1) {
    products += (at - middle) * (lag(at) - mean);
    squares += (at - middle) ** 2;
  }
  const slope = products / squares;
  let residuals = 0;
  for (let at = 0; at < pairs; at += 1) {
    residuals += (lag(at) - mean - slope * (at - middle)) ** 2;
  }
  const jitter = pairs < 3 ? undefined : Math.sqrt(residuals / (pairs - 2));
  return { pairs, mean, slopePerSpike: slope, jitter, separation };
}
