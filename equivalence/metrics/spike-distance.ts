import {
  type Edges,
  eventTimes,
  IntervalWalk,
  type ObservedTrain,
  observeTrain,
} from './observed-train.js';

/** Piecewise linear: from `starts[k]` just after `times[k]` to `ends[k]` just before `times[k + 1]`. */
export interface LinearProfile {
  readonly times: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Distance of the spikes around each moment, over time. */
export function spikeProfile(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  edges: Edges,
): LinearProfile {
  const times = eventTimes([first, second], edges);
  const trains = [observeTrain(first, edges), observeTrain(second, edges)] as const;
  const a = new Neighbours(trains[0], trains[1]);
  const b = new Neighbours(trains[1], trains[0]);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [at, time] of times.slice(0, -1).entries()) {
    a.moveTo(time);
    b.moveTo(time);
    const both = a.length + b.length;
    const value = (moment: number): number =>
      (a.distanceAt(moment) * b.length + b.distanceAt(moment) * a.length) / (both ** 2 / 2);
    starts.push(value(time));
    ends.push(value(times[at + 1] as number));
  }
  return { times, starts, ends };
}

/** SPIKE-distance of two ascending trains (Kreuz et al. 2013; PySpike 0.8.0), 0 to 1: mean of the profile. */
export function spikeDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  edges: Edges,
): number {
  const { times, starts, ends } = spikeProfile(first, second, edges);
  let area = 0;
  for (const [at, start] of starts.entries()) {
    const width = (times[at + 1] as number) - (times[at] as number);
    area += ((start + (ends[at] as number)) / 2) * width;
  }
  return area / (edges[1] - edges[0]);
}

/** The interval of one train around a moment, and how far its ends are from the other train. */
class Neighbours {
  readonly #walk: IntervalWalk;
  readonly #other: readonly number[];
  /** First time of the other train that is not before the end of the current interval. */
  #place = 0;
  #before = 0;
  #after = 0;

  constructor(train: ObservedTrain, other: ObservedTrain) {
    this.#walk = new IntervalWalk(train);
    this.#other = other.times;
    this.#measure();
  }

  get length(): number {
    return this.#walk.length;
  }

  moveTo(time: number): void {
    const from = this.#walk.at;
    this.#walk.moveTo(time);
    if (this.#walk.at !== from) this.#measure();
  }

  /** Distance in time at a moment within the interval, weighted by how near its ends are. */
  distanceAt(moment: number): number {
    const { begin, end, length } = this.#walk;
    if (length === 0) return 0;
    return (this.#before * (end - moment) + this.#after * (moment - begin)) / length;
  }

  #measure(): void {
    const { begin, end, isFirst, isLast } = this.#walk;
    const before = this.#nearest(begin);
    const after = this.#nearest(end);
    // Before the first spike and after the last there is but one spike to go by.
    this.#before = isFirst ? after : before;
    this.#after = isLast && !isFirst ? before : after;
  }

  #nearest(time: number): number {
    const other = this.#other;
    while (this.#place > 0 && (other[this.#place - 1] as number) >= time) this.#place -= 1;
    while (this.#place < other.length - 1 && (other[this.#place] as number) < time)
      this.#place += 1;
    const distance = Math.abs((other[this.#place] as number) - time);
    if (this.#place === 0) return distance;
    return Math.min(distance, Math.abs(time - (other[this.#place - 1] as number)));
  }
}
