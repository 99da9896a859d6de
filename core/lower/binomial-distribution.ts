/** Counts lowest, lowest + 1, .. and the probability of that count or less; the last one is 1. */
export interface CountDistribution {
  readonly lowest: number;
  readonly cumulative: Float64Array;
}

/** Relative size of a term that no u of 53 bits can tell from 0. */
const negligible = 2 ** -80;

/**
 * The binomial distribution of `trials` with `probability` in [0, 1], cut where its tails are too
 * small for any u. Terms are built from the mode outwards by their ratios and divided by their sum,
 * so that neither large factorials nor powers are needed.
 */
export function binomialDistribution(trials: number, probability: number): CountDistribution {
  if (probability <= 0) return { lowest: 0, cumulative: Float64Array.of(1) };
  if (probability >= 1) return { lowest: trials, cumulative: Float64Array.of(1) };
  const odds = probability / (1 - probability);
  const mode = Math.min(Math.floor((trials + 1) * probability), trials);
  const below: number[] = [];
  for (let [k, term] = [mode, 1]; k > 0; k--) {
    term *= k / ((trials - k + 1) * odds);
    if (term < negligible) break;
    below.push(term);
  }
  const above: number[] = [];
  for (let [k, term] = [mode, 1]; k < trials; k++) {
    term *= ((trials - k) * odds) / (k + 1);
    if (term < negligible) break;
    above.push(term);
  }
  const terms = [...below.toReversed(), 1, ...above];
  const total = [...terms].sort((a, b) => a - b).reduce((sum, term) => sum + term, 0);
  const cumulative = new Float64Array(terms.length);
  let sum = 0;
  for (const [at, term] of terms.entries()) {
    sum += term;
    cumulative[at] = sum / total;
  }
  cumulative[terms.length - 1] = 1;
  return { lowest: mode - below.length, cumulative };
}
