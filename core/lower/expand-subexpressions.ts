import { type Expression, substitute } from '../equations/index.js';
import type { Scope } from '../network/index.js';
import type { ProgramDraft } from './program-draft.js';

/**
 * An expression with the object's own subexpressions put in their places, for the classification of
 * equations. Those of pre and post neurons stay: their names belong to another scope, and they do not
 * depend on variables of the object.
 */
export function expandSubexpressions(
  expression: Expression,
  owner: { readonly scope: Scope; readonly name: string },
  draft: ProgramDraft,
): Expression {
  return substitute(expression, (name) => {
    const resolution = owner.scope.resolve(name);
    if (resolution?.kind !== 'subexpression' || resolution.side !== 'own') return undefined;
    const model = draft.variable(owner.name, resolution.variable);
    if (model?.equation.kind !== 'subexpression' || model.constantOverDt) return undefined;
    return expandSubexpressions(model.equation.right, owner, draft);
  });
}
