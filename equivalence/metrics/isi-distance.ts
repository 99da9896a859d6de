import { type Edges, eventTimes, IntervalWalk, observeTrain } from './observed-train.js';

/** Piecewise constant: `values[k]` from `times[k]` to `times[k + 1]`. */
export interface StepProfile {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Difference of the current intervals of two trains, `abs(x1 - x2)/max(x1, x2)`, over time. */
export function isiProfile(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  edges: Edges,
): StepProfile {
  const times = eventTimes([first, second], edges);
  const a = new IntervalWalk(observeTrain(first, edges));
  const b = new IntervalWalk(observeTrain(second, edges));
  const values = times.slice(0, -1).map((time) => {
    a.moveTo(time);
    b.moveTo(time);
    const longer = Math.max(a.length, b.length);
    return longer === 0 ? 0 : Math.abs(a.length - b.length) / longer;
  });
  return { times, values };
}

/** ISI-distance of two ascending trains (Kreuz et al. 2007; PySpike 0.8.0), 0 to 1: mean of the profile. */
export function isiDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  edges: Edges,
): number {
  const { times, values } = isiProfile(first, second, edges);
  let area = 0;
  for (const [at, value] of values.entries()) {
    area += value * ((times[at + 1] as number) - (times[at] as number));
  }
  return area / (edges[1] - edges[0]);
}
