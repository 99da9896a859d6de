import { inlineSubexpressions, linearParts } from '../analysis/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, printExpression, walkExpression } from '../equations/index.js';
import type { Model, VariableModel } from '../network/index.js';
import {
  allWrites,
  isProjection,
  type ObjectModel,
  startRange,
  timelineWrites,
  titleOf,
  valueIn,
} from './model-facts.js';

/**
 * Warns of variables that only decay (`UNDRIVEN_VARIABLE`): they start at 0, no statement, input or
 * step of the timeline writes them, and their equation has no source. They stay 0 for ever.
 */
export function warnUndriven(model: Model, diagnostics: Diagnostics): void {
  const written = new Set([
    ...allWrites(model).map(({ object, variable }) => `${object}.${variable}`),
    ...timelineWrites(model.timeline),
  ]);
  for (const object of [...model.populations, ...model.projections]) {
    for (const variable of object.variables) {
      const { equation, name } = variable;
      if (equation.kind !== 'differential' || written.has(`${object.name}.${name}`)) continue;
      const start = startRange(object.initial, name, object.scope);
      if (start?.[0] !== 0 || start[1] !== 0) continue;
      const right = inlineSubexpressions(equation.right, object, model);
      if (!onlyDecays(variable, right, object)) continue;
      diagnostics.warn(
        'UNDRIVEN_VARIABLE',
        `nothing drives ${name}: it starts at 0 and only decays, so it stays 0`,
        {
          span: equation.span,
          context: `${titleOf(object)}, equation of ${name}`,
          label: `d${name}/dt = ${printExpression(equation.right)} has no source`,
          help: repair(object, name, model),
        },
      );
    }
  }
}

/** True for dx/dt = a x with a that depends on no variable and no input. */
function onlyDecays({ name }: VariableModel, right: Expression, { scope }: ObjectModel): boolean {
  const parts = linearParts(right, new Set([name]));
  if ('nonlinear' in parts) return false;
  const coefficient = parts.coefficients.get(name);
  if (coefficient === undefined || valueIn(parts.rest, scope) !== 0) return false;
  let constant = true;
  walkExpression(coefficient, (part) => {
    if (part.kind === 'call') constant = false;
    if (part.kind !== 'name') return;
    const kind = scope.resolve(part.name)?.kind;
    // A parameter as time constant changes nothing: the product with 0 stays 0.
    if (kind === 'array' || part.name === 'xi' || part.name.startsWith('xi_')) constant = false;
  });
  return constant;
}

function repair(object: ObjectModel, name: string, model: Model): string {
  if (isProjection(object)) {
    return `write it in on_pre or on_post (${name} += 1), or remove it and its uses`;
  }
  const incoming = model.projections.find(({ target }) => target.object === object.name);
  return incoming === undefined
    ? `connect something to ${object.name} (on_pre: ${name}_post += w), or remove ${name} and its uses`
    : `write it in a projection (${incoming.name}, on_pre: ${name}_post += w), or remove ${name} and its uses`;
}
