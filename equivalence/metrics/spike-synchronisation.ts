import type { Edges } from './observed-train.js';

/** Spikes that have a partner in the other train, and spikes of both trains. */
export interface SynchronisationCounts {
  readonly coincidences: number;
  readonly spikes: number;
}

/**
 * Counts coincidences with a window that adapts to the rates (Quian Quiroga et al. 2002, Kreuz et
 * al. 2015; PySpike 0.8.0): closer than half the smallest interval around the two spikes. A missing
 * neighbour is as far as the observation is long.
 *
 * @param maxTau - Cap on the window (PySpike only lets it stand in for missing neighbours).
 */
export function countSynchronous(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  edges: Edges,
  maxTau: number = Number.POSITIVE_INFINITY,
): SynchronisationCounts {
  const longest = edges[1] - edges[0];
  let coincidences = 0;
  let from = 0;
  for (let at = 0; at < first.length; at += 1) {
    const time = first[at] as number;
    const own = nearestInterval(first, at, longest);
    // Only a spike closer than half this spike's own intervals can be its partner.
    while (from < second.length && (second[from] as number) <= time - own / 2) from += 1;
    for (let of = from; of < second.length; of += 1) {
      const distance = Math.abs((second[of] as number) - time);
      if ((second[of] as number) >= time + own / 2) break;
      const window = Math.min(own, nearestInterval(second, of, longest)) / 2;
      if (distance < Math.min(window, maxTau)) coincidences += 2;
    }
  }
  return { coincidences, spikes: first.length + second.length };
}

/**
 * SPIKE-synchronisation of trains: coincident spikes over all spikes, summed over all pairs; 1 if
 * there is no spike at all.
 */
export function spikeSynchronisation(
  trains: readonly ArrayLike<number>[],
  edges: Edges,
  maxTau?: number,
): number {
  let [coincidences, spikes] = [0, 0];
  for (const [at, first] of trains.entries()) {
    for (const second of trains.slice(at + 1)) {
      const counts = countSynchronous(first, second, edges, maxTau);
      coincidences += counts.coincidences;
      spikes += counts.spikes;
    }
  }
  return spikes === 0 ? 1 : coincidences / spikes;
}

function nearestInterval(train: ArrayLike<number>, at: number, longest: number): number {
  const time = train[at] as number;
  const before = at === 0 ? longest : time - (train[at - 1] as number);
  const after = at === train.length - 1 ? longest : (train[at + 1] as number) - time;
  return Math.min(before, after, longest);
}
