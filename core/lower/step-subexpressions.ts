import { type Expression, namesIn } from '../equations/index.js';
import { KernelBuilder, type KernelDomain } from '../ir/index.js';
import type { PopulationModel, ProjectionModel, VariableModel } from '../network/index.js';
import { sharedDomain } from './initial-values.js';
import { ExpressionLowering } from './lower-expression.js';
import { converted } from './lower-statements.js';
import { arrayId, type ProgramDraft } from './program-draft.js';
import { type OrderedAction, onClock } from './timestep-order.js';

type Owner = PopulationModel | ProjectionModel;

/**
 * Kernels of the subexpressions that are evaluated once per step, in slot before_start, and stored
 * (semantics sections 4 and 7). What is shared is evaluated first, once for the whole object: a shared
 * expression reads nothing else.
 */
export function lowerStepSubexpressions(
  owner: Owner,
  draft: ProgramDraft,
): readonly OrderedAction[] {
  const { name } = owner;
  const ordered = inOrderOfUse(owner);
  const count = draft.sizeOf(name);
  const domain: KernelDomain =
    draft.projection(name) === undefined
      ? { kind: 'elements', object: name, count }
      : { kind: 'synapses', object: name };
  return [
    { part: 'subexpressions_shared', lanes: sharedDomain(name), shared: true },
    { part: 'subexpressions', lanes: domain, shared: false },
  ].flatMap(({ part, lanes, shared }) => {
    const variables = ordered.filter((variable) => variable.shared === shared);
    if (variables.length === 0) return [];
    const b = new KernelBuilder(`${name}.${part}`, lanes);
    const lowering = new ExpressionLowering(draft, b);
    for (const { name: variable, equation, type } of variables) {
      if (equation.kind !== 'subexpression') throw new Error(`${variable} is no subexpression`);
      b.span = equation.span;
      const frame = { scope: owner.scope, object: name, at: 'lane' } as const;
      const value = lowering.value(equation.right, frame, {});
      b.store(
        arrayId(name, variable),
        shared ? 'shared' : 'lane',
        converted(value, type, lowering),
      );
    }
    draft.kernels.push(b.finish());
    const action = {
      kind: 'kernel',
      slot: 'before_start',
      name: `${name}_subexpression_update`,
      kernel: b.id,
      ...onClock(draft.clockOf(name)),
    } as const;
    return [{ order: owner.order, action }];
  });
}

/** Those that are constant over dt, each behind the ones that it uses; else as written. */
function inOrderOfUse(owner: Owner): readonly VariableModel[] {
  const byName = new Map(owner.variables.map((variable) => [variable.name, variable]));
  const ordered: VariableModel[] = [];
  const seen = new Set<VariableModel>();
  const visit = (variable: VariableModel): void => {
    if (seen.has(variable) || variable.equation.kind !== 'subexpression') return;
    seen.add(variable);
    for (const used of usedBy(variable.equation.right, owner)) {
      const other = byName.get(used);
      if (other !== undefined) visit(other);
    }
    if (variable.constantOverDt) ordered.push(variable);
  };
  for (const variable of owner.variables) visit(variable);
  return ordered;
}

function usedBy(expression: Expression, owner: Owner): readonly string[] {
  return [...namesIn(expression)].flatMap((name) => {
    const resolution = owner.scope.resolve(name);
    return resolution?.kind === 'subexpression' && resolution.side === 'own'
      ? [resolution.variable]
      : [];
  });
}
