import type { SourceSpan } from '../../../core/diagnostics/index.js';

/** One demand on a format, in the words of the file it comes from. */
export interface Demand<Kind extends string> {
  readonly kind: Kind;
  /** `words.state.fraction: 20`. */
  readonly text: string;
  readonly span?: SourceSpan;
}

/**
 * A set of demands that cannot be met together although each smaller one can: each is left out in
 * turn, for good where the rest still conflicts.
 *
 * @param satisfiable - Whether a format meets all demands of the given kinds.
 * @returns empty where all of them can be met.
 */
export function minimalConflict<Kind extends string>(
  demands: readonly Demand<Kind>[],
  satisfiable: (kinds: ReadonlySet<Kind>) => boolean,
): readonly Demand<Kind>[] {
  const kindsOf = (subset: readonly Demand<Kind>[]): ReadonlySet<Kind> =>
    new Set(subset.map(({ kind }) => kind));
  if (satisfiable(kindsOf(demands))) return [];
  let conflict = demands;
  for (const demand of demands) {
    const rest = conflict.filter((other) => other !== demand);
    if (!satisfiable(kindsOf(rest))) conflict = rest;
  }
  return conflict;
}

/** `words.state.bits: 8 and words.state.fraction: 7`, with lines where there are any. */
export function listDemands(demands: readonly Demand<string>[]): string {
  const texts = demands.map(({ text, span }) =>
    span === undefined ? text : `${text} (${span.source.name}:${lineOf(span)})`,
  );
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}

function lineOf({ source, start }: SourceSpan): number {
  return source.text.slice(0, start).split('\n').length;
}
