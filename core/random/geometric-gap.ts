/**
 * Trials up to and with the next hit, if each hits with `probability` in [0, 1]: 1 + floor(log(u) /
 * log1p(-p)) for a uniform u in (0, 1) (semantics section 13). Infinity for probability 0, 1 for
 * probability 1. The one place where gaps take their logarithms, so that all engines share them.
 */
export function geometricGap(u: number, probability: number): number {
  if (probability <= 0) return Infinity;
  return 1 + Math.floor(Math.log(u) / Math.log1p(-probability));
}
