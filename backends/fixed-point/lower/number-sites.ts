import type { FixedKernel, FixedNode } from './fixed-ir.js';

/** Sites of requantisations start here (semantics section 13). */
export const firstSite = 32768;

/**
 * Gives every stochastic requantisation its random-number site: 32768 + number of those before it in
 * its object, in the order of the kernels. What does not round stochastically has no site, so the
 * sites of one kernel are consecutive.
 */
export function numberSites(kernels: readonly FixedKernel[]): readonly FixedKernel[] {
  const next = new Map<string, number>();
  return kernels.map((kernel) => {
    const { object } = kernel.domain;
    const body = kernel.body.map((node): FixedNode => {
      if (node.op !== 'requantise' || node.rounding !== 'stochastic') return node;
      const site = next.get(object) ?? firstSite;
      next.set(object, site + 1);
      return { ...node, site };
    });
    return { ...kernel, body };
  });
}
