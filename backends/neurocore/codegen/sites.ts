import type { FixedKernel } from '../../fixed-point/index.js';

/**
 * Random-number site of draw 0 of a section; 0 if it draws nothing.
 *
 * @throws Error if the sites of its kernels are not consecutive: draw k is at site base + k.
 */
export function siteBaseOf(kernels: readonly FixedKernel[]): number {
  const sites = kernels.flatMap(({ body }) =>
    body.flatMap((node) =>
      node.op === 'requantise' && node.site !== undefined ? [node.site] : [],
    ),
  );
  const [base = 0] = sites;
  for (const [place, site] of sites.entries()) {
    if (site !== base + place)
      throw new Error(
        `${kernels.map(({ id }) => id).join(', ')}: site ${site} follows ${sites[place - 1]}`,
      );
  }
  return base;
}
