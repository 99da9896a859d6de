import type { ValueId } from '../ir/index.js';
import type { ProjectionModel } from '../network/index.js';
import type { ExpressionLowering } from './lower-expression.js';
import type { WrittenVariable } from './lower-statements.js';
import type { ProgramDraft } from './program-draft.js';

/** Whether a refractory neuron drops the write (semantics section 6, point 6); undefined: never. */
export function neuronGuard(
  { object, variable, at }: WrittenVariable,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
): ValueId | undefined {
  const held =
    draft.variable(object, variable)?.unlessRefractory === true &&
    draft.population(object)?.refractory !== undefined;
  return held ? lowering.builder.toBool(lowering.load(object, 'not_refractory', at)) : undefined;
}

/** Writes of synapses that do not take place: to refractory neurons, and to frozen synapses. */
export function synapticGuard(
  projection: ProjectionModel,
  target: WrittenVariable,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
): ValueId | undefined {
  const { object, variable } = target;
  if (object !== projection.name) return neuronGuard(target, lowering, draft);
  if (!projection.freezable || !projection.plastic.includes(variable)) return undefined;
  const b = lowering.builder;
  return b.not(b.toBool(lowering.load(object, 'frozen', 'lane')));
}
