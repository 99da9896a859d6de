import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Program } from '../../../core/ir/index.js';
import type { FormatExplanation } from './explain-formats.js';

/**
 * Warns of variables that decay in float64 and stand still in their format: a leak that is lost is
 * another model, not a less exact one (numerics section 12.2).
 */
export function warnFrozen(
  explanations: ReadonlyMap<string, FormatExplanation>,
  program: Program,
  diagnostics: Diagnostics,
): void {
  for (const { variable, decay, bitsNeeded, bitsGiven } of explanations.values()) {
    if (decay?.verdict !== 'frozen' || bitsNeeded === undefined) continue;
    const span = program.arrays.find(({ id }) => id === variable)?.span;
    diagnostics.warn(
      'UPDATE_SIZE',
      `${variable} loses ${Number(decay.lossPerStep.toPrecision(3))} of itself per step, less than its format can show: it is frozen below ${bitsNeeded} bits`,
      {
        ...(span === undefined ? {} : { span }),
        label: 'never decays in this format',
        expected: `at least ${bitsNeeded} bits, ${decay.fractionToMove} of them after the point`,
        found: `${bitsGiven} bits, ${decay.fractionGiven} of them after the point`,
        help: 'give it more bits, or stochastic rounding (hardware file, words: {state: {rounding: stochastic}}); a frozen variable is not a neutral one',
      },
    );
  }
}
