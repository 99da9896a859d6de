/** How spikes of two trains are paired. */
export type Matching =
  /** Each spike at most once, greedily in time. */
  | 'one-to-one'
  /** One spike of the subject may serve several of the reference (brian2modelfitting). */
  | 'reuse';

export interface CoincidenceOptions {
  /** Two spikes coincide if they are at most so many ticks apart. */
  readonly windowTicks: number;
  /** Length of the observation in ticks, above 0. */
  readonly durationTicks: number;
  /** Default `one-to-one`. */
  readonly matching?: Matching;
}

export interface Coincidence {
  /** Spikes of the reference that found a partner. */
  readonly count: number;
  /**
   * Coincidence factor: 1 for identical trains, 0 at chance level. Undefined if both trains are
   * empty, or if the window covers so much time that chance alone explains every coincidence.
   */
  readonly gamma: number | undefined;
}

/**
 * Coincidence factor of two trains, both ascending step numbers:
 * `(Nc - 2 nu D Nd)/((Nd + Nm)/2) / (1 - 2 nu D)` with Nd, Nm spikes of reference and subject,
 * D the window and nu = Nd / duration (Jolivet et al., as in brian2modelfitting).
 */
export function coincidenceFactor(
  reference: Float64Array,
  subject: Float64Array,
  options: CoincidenceOptions,
): Coincidence {
  const { windowTicks, durationTicks, matching = 'one-to-one' } = options;
  const count =
    matching === 'reuse'
      ? countNear(reference, subject, windowTicks)
      : countPairs(reference, subject, windowTicks);
  const [data, model] = [reference.length, subject.length];
  if (data + model === 0) return { count, gamma: undefined };
  // Equal trains are 1 by definition, also where the formula becomes 0/0.
  if (data === model && reference.every((step, at) => step === subject[at]))
    return { count, gamma: 1 };
  const chance = (2 * data * windowTicks) / durationTicks;
  if (chance >= 1) return { count, gamma: undefined };
  return { count, gamma: (count - chance * data) / ((data + model) / 2) / (1 - chance) };
}

/**
 * Fitting error of a coincidence factor: `max(0, 1 - gamma)`, with rates plus
 * `2 abs(subject - reference)/reference` (brian2modelfitting).
 */
export function coincidenceError(
  gamma: number,
  rates?: { readonly reference: number; readonly subject: number },
): number {
  const error = Math.max(0, 1 - gamma);
  if (rates === undefined) return error;
  return error + (2 * Math.abs(rates.subject - rates.reference)) / rates.reference;
}

function countPairs(reference: Float64Array, subject: Float64Array, window: number): number {
  let count = 0;
  let other = 0;
  for (let at = 0; at < reference.length && other < subject.length; ) {
    const lag = (subject[other] as number) - (reference[at] as number);
    if (Math.abs(lag) <= window) {
      count += 1;
      at += 1;
      other += 1;
    } else if (lag < 0) other += 1;
    else at += 1;
  }
  return count;
}

function countNear(reference: Float64Array, subject: Float64Array, window: number): number {
  let count = 0;
  let other = 0;
  for (const step of reference) {
    while (other < subject.length && (subject[other] as number) < step - window) other += 1;
    if (other < subject.length && (subject[other] as number) <= step + window) count += 1;
  }
  return count;
}
