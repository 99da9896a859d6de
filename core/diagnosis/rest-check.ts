import type { Diagnostic } from '../diagnostics/index.js';
import type { RestSighting, RunFacts } from './run-facts.js';
import { restResidual } from './thresholds.js';
import { arrayOf, cause, objectOf, percent, placed, quantity, seconds } from './wording.js';

/** REST_CHECK: what the gap between two items leaves of the distance from rest. */
export function restChecks(facts: RunFacts): readonly Diagnostic[] {
  const { plan, observations } = facts;
  const found = observations.rests.filter(
    ({ computed, atGap, atOnset }) =>
      Math.abs(computed) > restResidual && atOnset > restResidual * atGap,
  );
  const populations = new Set(found.map(({ array }) => arrayOf(plan, array).object));
  return [...populations].map((population) => {
    const own = found.filter(({ array }) => arrayOf(plan, array).object === population);
    const names = own.map(({ array }) => arrayOf(plan, array).variable).join(', ');
    return {
      code: 'REST_CHECK',
      severity: 'info',
      message: `${population}: not at rest when the next item begins: ${names}`,
      context: `population ${population}`,
      causes: own.map((sighting) => link(facts, sighting)),
      help: 'a longer `rest`, or a `restore` of a checkpoint before each item, begins from rest',
      ...placed(objectOf(plan, population).span),
    };
  });
}

function link({ plan }: RunFacts, sighting: RestSighting) {
  const { array, rest, computed, atGap, atOnset, gapTicks } = sighting;
  const declaration = arrayOf(plan, array);
  const show = (value: number): string => quantity(value, declaration);
  return cause(
    `${declaration.variable}: ${percent(computed)} left after ${seconds(gapTicks * plan.dtSeconds)} by its equation; seen ${show(atOnset)} of ${show(atGap)} from its rest at ${show(rest)}`,
    declaration.span,
  );
}
