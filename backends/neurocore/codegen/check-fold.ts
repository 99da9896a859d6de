import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { PopulationPlan } from '../../../core/ir/index.js';
import type { FixedKernel } from '../../fixed-point/index.js';
import { refused } from './refusal.js';

/**
 * A fold happens when the state is next needed, so one of nothing must change nothing: neither by
 * chance nor by a rounding or an overflow rule that moves exact values.
 */
export function checkFold(
  fold: FixedKernel,
  population: PopulationPlan,
  hardware: Hardware,
  diagnostics: Diagnostics,
): void {
  for (const node of fold.body) {
    if (node.op !== 'requantise') continue;
    const { rounding, overflow, shift, name } = node;
    const moves =
      (rounding === 'stochastic' && shift > 0) ||
      rounding === 'jam' ||
      rounding === 'jam_unbiased' ||
      overflow.kind === 'saturate_symmetric' ||
      overflow.kind === 'wrap_sm' ||
      (overflow.kind === 'wrap' && overflow.bits > 0);
    if (!moves) continue;
    const rule = rounding === 'stochastic' || rounding.startsWith('jam') ? rounding : overflow.kind;
    diagnostics.addAll([
      refused('CHIP_SR_IN_FOLD', `input of ${name} is folded into the state with ${rule}`, {
        span: node.span ?? population.span,
        context: `population ${population.name}, hardware ${hardware.name}`,
        expected: 'a rule that leaves exact values as they are: nearest_even, floor; saturate',
        found: rule,
        help: 'words: {accumulator: {rounding: nearest_even}}, and overflow: saturate for the state',
      }),
    ]);
  }
}
