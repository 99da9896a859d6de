import { type PlanContext, planCore, type Range } from './core-plan.js';
import type { PathwayForm } from './pathway-form.js';
import { exhausted, type Resource } from './resource-use.js';

/** Populations of one size whose slices lie together. */
export interface Group {
  readonly populations: readonly number[];
  readonly size: number;
}

/** Cores with what lies on them, or the group that does not fit an empty core. */
export type Filling =
  | { readonly ranges: readonly (readonly Range[])[]; readonly limit: Resource | undefined }
  | { readonly tooLarge: Group; readonly limit: Resource };

/** Populations joined by one_to_one projections, in the order of their first one. */
export function groupPopulations(
  { populations }: Pick<PlanContext, 'populations'>,
  forms: readonly PathwayForm[],
): readonly Group[] {
  const group = populations.map((_, place) => place);
  const placeOf = new Map(populations.map(({ name }, place) => [name, place]));
  for (const { plan, connection } of forms) {
    const source = placeOf.get(plan.source);
    const target = placeOf.get(plan.target);
    if (source === undefined || target === undefined) continue;
    const paired =
      connection.shape === 'diagonal' &&
      plan.targetFirst - plan.sourceFirst + connection.diagonal === 0 &&
      populations[source]?.size === populations[target]?.size;
    if (!paired) continue;
    const [low, high] = [group[source] as number, group[target] as number].sort((a, b) => a - b);
    for (const [place, found] of group.entries()) if (found === high) group[place] = low as number;
  }
  return [...new Set(group)].map((number) => {
    const own = populations.flatMap((_, place) => (group[place] === number ? [place] : []));
    return { populations: own, size: populations[own[0] as number]?.size ?? 0 };
  });
}

/**
 * Fills core after core: as many neurons of a group as fit, the rest on the next core. What spans
 * several cores is then spread evenly over them, if that fits as well.
 *
 * @param fits - First resource that a core with these slices lacks; undefined if it fits.
 */
export function fillCores(
  groups: readonly Group[],
  fits: (ranges: readonly Range[]) => Resource | undefined,
): Filling {
  const cores: Range[][] = [[]];
  const pieces: { readonly group: Group; readonly core: number; size: number }[] = [];
  let limit: Resource | undefined;
  for (const group of groups) {
    let next = 0;
    while (next < group.size) {
      const core = cores.at(-1) as Range[];
      const filledWith = (count: number): readonly Range[] => [
        ...core,
        ...slicesOf(group, next, count),
      ];
      const size = largestFit(group.size - next, (count) => fits(filledWith(count)) === undefined);
      if (next + size < group.size) limit ??= fits(filledWith(size + 1));
      if (size === 0 && core.length === 0) {
        const lacks = fits(slicesOf(group, next, 1));
        if (lacks === undefined) throw new Error('one neuron fits, and does not');
        return { tooLarge: group, limit: lacks };
      }
      if (size > 0) {
        core.push(...slicesOf(group, next, size));
        pieces.push({ group, core: cores.length - 1, size });
        next += size;
      }
      if (next < group.size) cores.push([]);
    }
  }
  const even = spreadEvenly(cores.length, pieces);
  return { ranges: even.every((core) => fits(core) === undefined) ? even : cores, limit };
}

function slicesOf(group: Group, low: number, count: number): readonly Range[] {
  return group.populations.map((population) => ({ population, low, end: low + count }));
}

/** Largest count of 0 .. most that fits; what fits does so for every smaller count. */
function largestFit(most: number, fits: (count: number) => boolean): number {
  if (fits(most)) return most;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function spreadEvenly(
  cores: number,
  pieces: readonly { readonly group: Group; readonly core: number }[],
): readonly (readonly Range[])[] {
  const spread: Range[][] = Array.from({ length: cores }, () => []);
  for (const group of new Set(pieces.map((piece) => piece.group))) {
    const own = pieces.filter((piece) => piece.group === group);
    for (const [place, { core }] of own.entries()) {
      const low = Math.floor((place * group.size) / own.length);
      const end = Math.floor(((place + 1) * group.size) / own.length);
      if (end > low) spread[core]?.push(...slicesOf(group, low, end - low));
    }
  }
  return spread;
}

/** Every group spread evenly over so many cores, whether that fits or not. */
export function evenCores(groups: readonly Group[], cores: number): readonly (readonly Range[])[] {
  const pieces = groups.flatMap((group) =>
    Array.from({ length: cores }, (_, core) => ({ group, core })),
  );
  return spreadEvenly(cores, pieces);
}

/** First resource of a core that does not suffice. */
export function lackOf(
  ranges: readonly Range[],
  context: PlanContext,
  capacity: Readonly<Record<Resource, number>>,
): Resource | undefined {
  return exhausted(planCore(ranges, context), capacity)[0];
}
