import type { FixedKernel } from '../../fixed-point/index.js';
import { refusal } from './refusal.js';
import type { SectionLimits } from './section-limits.js';

/**
 * Random-number site of draw 0 of a section; 0 if it draws nothing. The sites of numbers and those
 * of roundings lie in ranges of their own, and a section reaches eight from its base.
 *
 * @throws FrameworkError if a section needs both.
 * @throws Error if the sites of roundings are not consecutive: draw k is at site base + k.
 */
export function siteBaseOf(
  kernels: readonly FixedKernel[],
  { name, place }: Pick<SectionLimits, 'name' | 'place'>,
): number {
  const nodes = kernels.flatMap(({ body }) => body);
  const drawn = nodes.flatMap((node) => (node.op === 'draw' ? [node.site] : []));
  const rounded = nodes.flatMap((node) =>
    node.op === 'requantise' && node.site !== undefined ? [node.site] : [],
  );
  const [base = 0] = rounded;
  for (const [at, site] of rounded.entries()) {
    if (site !== base + at) throw new Error(`${name}: site ${site} follows ${rounded[at - 1]}`);
  }
  if (drawn.length === 0) return base;
  if (rounded.length === 0) return Math.min(...drawn);
  throw refusal('CHIP_DRAWS', `${name} rounds stochastically and draws numbers`, {
    ...place,
    expected: 'one of both in a program',
    found: `${rounded.length} roundings, ${drawn.length} numbers`,
    help: 'round to nearest there: words: {state: {rounding: nearest_even}}',
  });
}
