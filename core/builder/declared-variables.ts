import { Diagnostics } from '../diagnostics/index.js';
import { parseEquations, plainOrigin } from '../equations/index.js';
import type { TextBlock } from '../network/index.js';

/**
 * Names that the equations of an object declare. Faults of the equations are left to
 * `analyseNetwork`; what can be read counts.
 */
export function declaredVariables(
  equations: TextBlock | undefined,
  where: 'population' | 'projection',
): readonly string[] {
  if (equations === undefined) return [];
  const text = typeof equations === 'string' ? equations : equations.join('\n');
  return parseEquations(plainOrigin(text), where, new Diagnostics()).map(({ name }) => name);
}
