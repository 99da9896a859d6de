/** Quantile of the normal distribution for 95 %, both sides. */
const z = 1.959963984540054;

/**
 * 95 % score interval of a share: keeps its coverage for few trials and shares near 0 and 1.
 *
 * @param hits - 0 .. trials
 * @param trials - At least 1
 * @see E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212
 */
export function wilsonInterval(
  hits: number,
  trials: number,
): readonly [lowest: number, highest: number] {
  const share = hits / trials;
  const spread = (z * z) / trials;
  const centre = (share + spread / 2) / (1 + spread);
  const half =
    (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) /
    (1 + spread);
  return [hits === 0 ? 0 : centre - half, hits === trials ? 1 : centre + half];
}
