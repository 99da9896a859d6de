/** First and last moment of an observation. */
export type Edges = readonly [start: number, end: number];

/** Spikes of one train between edges, with an auxiliary time before the first and after the last. */
export interface ObservedTrain {
  /** Auxiliary time, spikes, auxiliary time; ascending. */
  readonly times: readonly number[];
}

/**
 * Edge correction of ISI- and SPIKE-distance (PySpike 0.8.0): the first interval is taken to be at
 * least as long as the one after it, the last as the one before it; a train without a spike counts
 * as one with spikes at both edges.
 */
export function observeTrain(spikes: ArrayLike<number>, [start, end]: Edges): ObservedTrain {
  const train = spikes.length === 0 ? [start, end] : Array.from(spikes);
  const [first, second] = train;
  const [last, beforeLast] = [train.at(-1), train.at(-2)];
  if (first === undefined || last === undefined) throw new Error('a train without spikes');
  const low = second === undefined ? start : Math.min(start, first - (second - first));
  const high = beforeLast === undefined ? end : Math.max(end, last + (last - beforeLast));
  return { times: [low, ...train, high] };
}

/** Both edges and every spike strictly between them, ascending, each once. */
export function eventTimes(trains: readonly ArrayLike<number>[], [start, end]: Edges): number[] {
  const inside = trains.flatMap((train) =>
    Array.from(train).filter((time) => time > start && time < end),
  );
  return [...new Set([start, ...inside, end])].sort((a, b) => a - b);
}

/** Walks the intervals of a train forward. */
export class IntervalWalk {
  readonly #times: readonly number[];
  /** Number of the time at which the current interval begins; 0 is the auxiliary one. */
  at = 0;

  constructor({ times }: ObservedTrain) {
    this.#times = times;
  }

  /** Moves to the interval that holds `time` and what follows it. */
  moveTo(time: number): void {
    while (this.at + 2 < this.#times.length && (this.#times[this.at + 1] as number) <= time)
      this.at += 1;
  }

  get begin(): number {
    return this.#times[this.at] as number;
  }

  get end(): number {
    return this.#times[this.at + 1] as number;
  }

  get length(): number {
    return this.end - this.begin;
  }

  /** Whether the interval begins with the auxiliary time before the first spike. */
  get isFirst(): boolean {
    return this.at === 0;
  }

  get isLast(): boolean {
    return this.at === this.#times.length - 2;
  }
}

/** Mean of a distance over all pairs of trains. @returns undefined below two trains. */
export function meanOverPairs<T>(
  trains: readonly T[],
  distance: (first: T, second: T) => number,
): number | undefined {
  let [sum, pairs] = [0, 0];
  for (const [at, first] of trains.entries()) {
    for (const second of trains.slice(at + 1)) {
      sum += distance(first, second);
      pairs += 1;
    }
  }
  return pairs === 0 ? undefined : sum / pairs;
}
