/**
 * Van Rossum distance of two ascending trains, each convolved with exp(-t/tau); one spike against
 * none is 1. O(n + m).
 *
 * @param tau - In the unit of the times. 0: only coincident times count; Infinity: only numbers of spikes.
 */
export function vanRossumDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  tau: number,
): number {
  if (tau === Number.POSITIVE_INFINITY) return Math.abs(first.length - second.length);
  const squared =
    overlap(first, first, tau) + overlap(second, second, tau) - 2 * overlap(first, second, tau);
  return Math.sqrt(Math.max(0, squared));
}

/** Sum of exp(-abs(t - u)/tau) over all pairs: decaying sums over what came before, from both sides. */
function overlap(first: ArrayLike<number>, second: ArrayLike<number>, tau: number): number {
  const decay = (distance: number): number =>
    distance === 0 ? 1 : tau === 0 ? 0 : Math.exp(-distance / tau);
  let total = 0;
  let at = 0;
  let sum = 0;
  let last = Number.NEGATIVE_INFINITY;
  // Spikes of the second train not after each one of the first.
  for (let of = 0; of < first.length; of += 1) {
    const time = first[of] as number;
    for (; at < second.length && (second[at] as number) <= time; at += 1) {
      const other = second[at] as number;
      sum = sum * decay(other - last) + 1;
      last = other;
    }
    total += sum * decay(time - last);
  }
  at = second.length - 1;
  sum = 0;
  last = Number.POSITIVE_INFINITY;
  // And those after it.
  for (let of = first.length - 1; of >= 0; of -= 1) {
    const time = first[of] as number;
    for (; at >= 0 && (second[at] as number) > time; at -= 1) {
      const other = second[at] as number;
      sum = sum * decay(last - other) + 1;
      last = other;
    }
    total += sum * decay(last - time);
  }
  return total;
}
