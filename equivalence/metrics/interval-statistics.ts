/**
 * Local variation of successive intervals, `3/(n-1) sum ((a - b)/(a + b))^2` (Shinomoto et al. 2003).
 * About 1 for a Poisson process, 0 for a regular one.
 * @returns undefined below two intervals.
 */
export function localVariation(intervals: ArrayLike<number>): number | undefined {
  return overNeighbours(intervals, 3, (a, b) => ((a - b) / (a + b)) ** 2);
}

/**
 * CV2 of successive intervals, `2/(n-1) sum abs(a - b)/(a + b)` (Holt et al. 1996).
 * @returns undefined below two intervals.
 */
export function neighbourVariation(intervals: ArrayLike<number>): number | undefined {
  return overNeighbours(intervals, 2, (a, b) => Math.abs(a - b) / (a + b));
}

/**
 * Local variation corrected for a refractory time (LvR, Shinomoto et al. 2009),
 * `3/(n-1) sum (1 - 4ab/(a + b)^2)(1 + 4R/(a + b))`.
 *
 * @param refractory - R in the unit of the intervals, 0 or more.
 * @returns undefined below two intervals.
 */
export function refractoryVariation(
  intervals: ArrayLike<number>,
  refractory: number,
): number | undefined {
  return overNeighbours(
    intervals,
    3,
    (a, b) => (1 - (4 * a * b) / (a + b) ** 2) * (1 + (4 * refractory) / (a + b)),
  );
}

function overNeighbours(
  intervals: ArrayLike<number>,
  factor: number,
  term: (a: number, b: number) => number,
): number | undefined {
  if (intervals.length < 2) return undefined;
  let sum = 0;
  for (let at = 1; at < intervals.length; at += 1) {
    sum += term(intervals[at - 1] as number, intervals[at] as number);
  }
  return (factor * sum) / (intervals.length - 1);
}
