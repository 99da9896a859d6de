import { evaluateConstant } from '../core/analysis/index.js';
import type { Expression } from '../core/equations/index.js';
import type { ProjectionModel } from '../core/network/index.js';

/**
 * Between what a plastic variable moves, in SI: its declared bounds, else the constant bounds of the
 * `clip()` that pathways write it with. Undefined if there is neither, or if two clips disagree.
 */
export function weightBounds(
  projection: ProjectionModel,
  variable: string,
): readonly [number, number] | undefined {
  const declared = projection.bounds.get(variable);
  if (declared !== undefined) return declared;
  let found: readonly [number, number] | undefined;
  for (const { statements } of projection.pathways) {
    // What a pathway writes last is what stays.
    const written = statements.findLast(({ target }) => target === variable);
    if (written === undefined) continue;
    const bounds = clipBounds(written.value, projection);
    if (bounds === undefined) return undefined;
    if (found !== undefined && (found[0] !== bounds[0] || found[1] !== bounds[1])) return undefined;
    found = bounds;
  }
  return found;
}

function clipBounds(
  value: Expression,
  { scope }: ProjectionModel,
): readonly [number, number] | undefined {
  if (value.kind !== 'call' || value.callee !== 'clip') return undefined;
  const [, low, high] = value.args;
  if (low === undefined || high === undefined) return undefined;
  const constant = (name: string): number | undefined => {
    const meaning = scope.resolve(name);
    return meaning?.kind === 'constant' || meaning?.kind === 'unit'
      ? meaning.quantity.value
      : undefined;
  };
  const bounds = [evaluateConstant(low, constant), evaluateConstant(high, constant)] as const;
  const [from, to] = bounds;
  return from === undefined || to === undefined || !(from < to) ? undefined : [from, to];
}
