/** Up to here the probability of 0 is a normal number and the search may start there. */
const searchFromZero = 500;
/** Searches from the mode take about the root of the mean in steps. */
const largestMean = 1e12;

/**
 * The smallest count whose cumulative probability under a Poisson distribution is at least `u`, the
 * inversion of semantics section 13. Probabilities are built up by p(k) = p(k-1) lam/k.
 *
 * @param u - In (0, 1).
 * @param lam - Mean, 0 to 10^12; NaN for anything else.
 */
export function poissonQuantile(u: number, lam: number): number {
  if (!(lam >= 0 && lam <= largestMean) || Number.isNaN(u)) return NaN;
  if (lam <= searchFromZero) {
    const first = Math.exp(-lam);
    return searchUp(u, lam, 0, first, first);
  }
  // The search begins where the tail below is too small for any u.
  let k = Math.floor(lam);
  let term = probability(k, lam);
  for (const enough = term * 2 ** -80; k > 0 && term > enough; k -= 1) term *= k / lam;
  return searchUp(u, lam, k, term, term);
}

function searchUp(u: number, lam: number, from: number, first: number, before: number): number {
  let [k, term, sum] = [from, first, before];
  while (sum < u) {
    term *= lam / (k + 1);
    // What is left of the tail is below the rounding of the sum.
    if (sum + term === sum && k > lam) break;
    k += 1;
    sum += term;
  }
  return k;
}

/** lam^k e^-lam / k! for large k, by Stirling's series (next term: 1/(1680 k^7)). */
function probability(k: number, lam: number): number {
  const series = 1 / (12 * k) - 1 / (360 * k ** 3) + 1 / (1260 * k ** 5);
  const exponent = k * Math.log1p((lam - k) / k) + (k - lam) - series;
  return Math.exp(exponent) / Math.sqrt(2 * Math.PI * k);
}
