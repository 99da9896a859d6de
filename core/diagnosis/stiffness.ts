import type { Diagnostic } from '../diagnostics/index.js';
import type { RunFacts } from './run-facts.js';
import { stiffnessShare } from './thresholds.js';
import { arrayOf, cause, percent, placed, quantity, seconds } from './wording.js';

/** STIFFNESS: a step of dt and two steps of dt/2 lead to different places. */
export function stiffnesses({ plan, observations }: RunFacts): readonly Diagnostic[] {
  return observations.steps.flatMap((difference): readonly Diagnostic[] => {
    const { array, largest, element, step, lowest, highest } = difference;
    const range = highest - lowest;
    if (!(range > 0) || largest <= stiffnessShare * range) return [];
    const declaration = arrayOf(plan, array);
    const dt = seconds(plan.dtSeconds);
    return [
      {
        code: 'STIFFNESS',
        severity: 'warning',
        message: `${array}: one step of ${dt} and two of half that length differ by ${share(largest / range)} its range`,
        context: `population ${declaration.object}`,
        causes: [
          cause(
            `${Number.isFinite(largest) ? quantity(largest, declaration) : 'no bound'} at neuron ${element} in step ${step}, range ${quantity(lowest, declaration)} to ${quantity(highest, declaration)}`,
            declaration.span,
          ),
        ],
        help: 'use a smaller `dt`, or a `method` of higher order',
        ...placed(declaration.span),
      },
    ];
  });
}

/** A step that explodes may leave float64: the ratio then has no figure. */
function share(ratio: number): string {
  return Number.isFinite(ratio) ? `${percent(ratio)} of` : 'infinitely more than';
}
