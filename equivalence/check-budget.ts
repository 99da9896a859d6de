import { type Diagnostic, Diagnostics, nearNames } from '../core/diagnostics/index.js';
import type { Model, VariableModel } from '../core/network/index.js';
import { equalDimensions, formatDimension, type Quantity } from '../core/units/index.js';
import type { Budget } from './budget.js';

/**
 * Holds a budget against the network it is for: populations and variables that do not exist
 * (`FILE_REFERENCE`), limits of another unit than their variable (`FILE_VALUE`), variables of
 * which there is nothing to judge.
 */
export function checkBudget(budget: Budget, model: Model): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  const check = new BudgetCheck(budget, diagnostics);
  const populations = model.populations.map(({ name }) => name);
  for (const [at, name] of (budget.trains?.populations ?? []).entries()) {
    if (populations.includes(name)) continue;
    check.unknown(['tiers', 'T3', 'populations', at], 'population', name, populations);
  }
  const states = variablesOf(model.populations, ({ kind }) => kind !== 'subexpression');
  for (const [name, { maxError }] of budget.variables)
    check.variable(['variables', name], name, states, maxError, 'maxError');
  const plastic = new Map(
    model.projections.flatMap((projection) => [
      ...variablesOf([projection], (variable) => projection.plastic.includes(variable.name)),
    ]),
  );
  for (const [name, { maxRms }] of budget.weights)
    check.variable(['weights', name], name, plastic, maxRms, 'maxRms');
  return diagnostics.all;
}

function variablesOf(
  objects: readonly { readonly name: string; readonly variables: readonly VariableModel[] }[],
  accepts: (variable: VariableModel) => boolean,
): ReadonlyMap<string, VariableModel> {
  return new Map(
    objects.flatMap(({ name, variables }) =>
      variables.filter(accepts).map((variable) => [`${name}.${variable.name}`, variable] as const),
    ),
  );
}

class BudgetCheck {
  readonly #budget: Budget;
  readonly #diagnostics: Diagnostics;

  constructor(budget: Budget, diagnostics: Diagnostics) {
    this.#budget = budget;
    this.#diagnostics = diagnostics;
  }

  unknown(
    path: readonly (string | number)[],
    kind: string,
    name: string,
    known: readonly string[],
  ): void {
    const near = nearNames(name, known);
    const help = near.length === 0 ? {} : { help: `did you mean ${near.join(' or ')}?` };
    this.#diagnostics.error('FILE_REFERENCE', `the network has no ${kind} ${name}`, {
      ...this.#place(path),
      found: name,
      ...help,
    });
  }

  variable(
    path: readonly string[],
    name: string,
    known: ReadonlyMap<string, VariableModel>,
    limit: Quantity | undefined,
    key: string,
  ): void {
    const variable = known.get(name);
    const kind = path[0] === 'weights' ? 'plastic variable' : 'variable of a population';
    if (variable === undefined) {
      this.unknown(path, kind, name, [...known.keys()]);
      return;
    }
    if (limit === undefined || limit.value === 0) return;
    if (equalDimensions(limit.dimension, variable.dimension)) return;
    const [expected, found] = [variable.dimension, limit.dimension].map(formatDimension);
    this.#diagnostics.error(
      'FILE_VALUE',
      `${key} of ${name} must be in ${expected}, not in ${found}`,
      {
        ...this.#place([...path, key]),
        expected: expected ?? '',
        found: found ?? '',
      },
    );
  }

  #place(path: readonly (string | number)[]): Pick<Diagnostic, 'span' | 'context'> {
    const span = this.#budget.span(path);
    return { ...(span === undefined ? {} : { span }), context: path.join('.') };
  }
}
