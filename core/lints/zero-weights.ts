import { linearParts } from '../analysis/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { printStatement } from '../equations/index.js';
import type { Program } from '../ir/index.js';
import type { Model, ProjectionModel } from '../network/index.js';
import { allWrites, pathwayWrites, timelineWrites, titleOf, valueIn } from './model-facts.js';
import type { StartValues } from './start-values.js';
import { at } from './wording.js';

/**
 * Warns of projections whose weights all are 0 and stay 0 (`ZERO_WEIGHTS`). A weight is a parameter
 * that an event's effect on a neuron is proportional to.
 *
 * @returns The names of these projections: other checks need not judge what they deliver.
 */
export function warnZeroWeights(
  model: Model,
  program: Program,
  values: StartValues,
  diagnostics: Diagnostics,
): ReadonlySet<string> {
  const found = new Set<string>();
  const raised = new Set([
    ...allWrites(model)
      .filter(({ statement }) => statement.operator !== '*=' && statement.operator !== '/=')
      .map(({ object, variable }) => `${object}.${variable}`),
    ...timelineWrites(model.timeline),
  ]);
  for (const projection of model.projections) {
    for (const { name, statement } of weightsOf(projection)) {
      const id = `${projection.name}.${name}`;
      if (found.has(projection.name) || raised.has(id)) continue;
      const count = program.arrays.find((array) => array.id === id)?.count ?? 0;
      if (count === 0 || values.array(id).data.some((weight) => weight !== 0)) continue;
      found.add(projection.name);
      const given = projection.initial.find(({ variable }) => variable === name);
      const unit = projection.variables.find((variable) => variable.name === name)?.equation;
      diagnostics.warn(
        'ZERO_WEIGHTS',
        `all ${count} values of ${name} are 0, and nothing raises them: ${printStatement(statement)} has no effect`,
        {
          ...at(given?.span ?? unit?.span ?? projection.span),
          context: titleOf(projection),
          label: given === undefined ? `${name} has no initial value` : 'all of them 0',
          found: '0',
          help: `give ${name} a value, for example: initial: {${name}: ${exampleOf(unit?.unitText ?? '1')}}`,
        },
      );
    }
  }
  return found;
}

/** Parameters of a projection that deliveries to neurons are proportional to. */
function weightsOf(projection: ProjectionModel) {
  return projection.pathways.flatMap((pathway) =>
    pathwayWrites(projection, pathway).flatMap(({ statement, side }) => {
      if (side === 'own' || !['+=', '-='].includes(statement.operator)) return [];
      return projection.variables.flatMap((variable) => {
        if (variable.kind !== 'parameter' || variable.type === 'boolean') return [];
        const parts = linearParts(statement.value, new Set([variable.name]));
        if ('nonlinear' in parts || !parts.coefficients.has(variable.name)) return [];
        if (valueIn(parts.rest, projection.scope) !== 0) return [];
        return [{ name: variable.name, statement }];
      });
    }),
  );
}

/** A value of the usual size in a declared unit. */
function exampleOf(unit: string): string {
  const usual: Readonly<Record<string, string>> = {
    1: '1',
    volt: '1 mV',
    amp: '10 pA',
    siemens: '1 nS',
  };
  return usual[unit] ?? `1 ${unit}`;
}
