import type { Expression } from '../equations/index.js';
import {
  KernelBuilder,
  type KernelDomain,
  type ProbePlan,
  type Slot,
  slotOrder,
} from '../ir/index.js';
import type { ProbeModel } from '../network/index.js';
import { ExpressionLowering } from './lower-expression.js';
import { converted } from './lower-statements.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import { type OrderedAction, onClock } from './timestep-order.js';

/** Where a state probe stands among what else its slot does; other probes look at the end of theirs. */
export function probeActions(
  models: readonly ProbeModel[],
  plans: readonly ProbePlan[],
): readonly OrderedAction[] {
  return plans.flatMap((plan): readonly OrderedAction[] => {
    const model = models.find(({ name }) => name === plan.name);
    if (plan.kind !== 'state' || model?.kind !== 'state') return [];
    const { name, when, clock = 0 } = plan;
    const action = { kind: 'probe', slot: when, name, probe: name, ...onClock(clock) } as const;
    return [{ order: model.order, action }];
  });
}

/** A probe with arrays in place of variables; undefined if it asks for what is not available. */
export function lowerProbe(probe: ProbeModel, draft: ProgramDraft): ProbePlan | undefined {
  const { name, object, budgetBytes } = probe;
  const seconds = probe.kind === 'state' ? probe.everySeconds : undefined;
  const ownClock = probe.kind === 'weights' ? 0 : draft.clockOf(object);
  const clock = seconds === undefined ? ownClock : draft.clocks.clock(seconds, `probe ${name}`);
  const common = {
    name,
    object,
    budgetBytes,
    ...onClock(clock),
    ...(probe.sink === undefined ? {} : { sink: probe.sink }),
    ...(probe.span === undefined ? {} : { span: probe.span }),
  };
  switch (probe.kind) {
    case 'spikes': {
      const indices =
        probe.indices === undefined ? {} : { indices: Int32Array.from(probe.indices) };
      const event = probe.event === undefined ? {} : { event: probe.event };
      const recorded = probe.variables.length === 0 ? [] : arraysOf(probe, clock, draft);
      if (recorded === undefined) return undefined;
      const arrays = recorded.length === 0 ? {} : { arrays: recorded };
      return { ...common, kind: 'spikes', ...event, ...arrays, ...indices, counts: probe.counts };
    }
    case 'state': {
      const arrays = arraysOf(probe, clock, draft);
      const when = slotNamed(probe.when);
      if (when === undefined) {
        draft.unsupported(`a state probe in slot ${probe.when}`, undefined, `probe ${name}`);
      }
      if (arrays === undefined || when === undefined) return undefined;
      const all = Array.from({ length: draft.sizeOf(object) }, (_, index) => index);
      const indices = Int32Array.from(probe.indices ?? all);
      return { ...common, kind: 'state', arrays, indices, everySteps: probe.everySteps, when };
    }
    case 'weights': {
      const arrays = arraysOf(probe, clock, draft);
      if (arrays === undefined) return undefined;
      const { everySteps, everySeconds, where } = probe;
      return {
        ...common,
        kind: 'weights',
        arrays,
        ...(everySteps === undefined ? {} : { everySteps }),
        ...(everySeconds === undefined ? {} : { everySeconds }),
        ...(where === undefined ? {} : { where: chosenSynapses(object, name, where, draft) }),
      };
    }
    case 'rate': {
      const { everySteps, everySeconds } = probe;
      const bins = everySeconds === undefined ? {} : { everySeconds };
      return { ...common, kind: 'rate', everySteps, ...bins };
    }
    case 'responses':
      return { ...common, kind: 'responses', input: probe.input };
  }
}

function arraysOf(
  { object, variables, name }: Extract<ProbeModel, { kind: 'spikes' | 'state' | 'weights' }>,
  clock: number,
  draft: ProgramDraft,
): readonly string[] | undefined {
  const arrays = variables.map((variable) => {
    const id = arrayId(object, variable);
    if (draft.array(id) !== undefined) return id;
    return subexpressionArray(object, variable, clock, draft);
  });
  const known = arrays.filter((id) => id !== undefined);
  if (known.length === arrays.length) return known;
  for (const [at, id] of arrays.entries()) {
    const what = `recording ${object}.${variables[at]}, which is not stored`;
    if (id === undefined) draft.unsupported(what, undefined, `probe ${name}`);
  }
  return undefined;
}

/** An array that a host kernel fills with the values of a subexpression, at the ticks of a clock. */
function subexpressionArray(
  object: string,
  variable: string,
  clock: number,
  draft: ProgramDraft,
): string | undefined {
  const model = draft.variable(object, variable);
  const projection = draft.projection(object);
  const owner = projection ?? draft.population(object);
  if (model?.equation.kind !== 'subexpression' || owner === undefined) return undefined;
  const id = `${arrayId(object, variable)}#probe_${clock}`;
  if (draft.array(id) !== undefined) return id;
  const count = draft.sizeOf(object);
  draft.declareHelper({
    id,
    object,
    variable,
    count,
    role: 'scratch',
    kind: model.type,
    dimension: model.dimension.twelfths,
    unitText: model.equation.unitText,
  });
  const lanes: KernelDomain =
    projection === undefined ? { kind: 'elements', object, count } : { kind: 'synapses', object };
  const b = new KernelBuilder(id, lanes);
  const lowering = new ExpressionLowering(draft, b, clock);
  const frame = { scope: owner.scope, object, at: 'lane' } as const;
  b.span = model.equation.span;
  const value = lowering.value(model.equation.right, frame, {});
  b.store(id, 'lane', converted(value, model.type, lowering));
  draft.hostKernels.push(b.finish());
  const readouts = draft.readouts.get(object) ?? [];
  readouts.push({ array: id, kernel: b.id });
  draft.readouts.set(object, readouts);
  return id;
}

/** A host kernel that marks the synapses for which the condition holds. */
function chosenSynapses(
  object: string,
  probe: string,
  where: Expression,
  draft: ProgramDraft,
): { readonly kernel: string; readonly mask: string } {
  const mask = arrayId(object, '#mask');
  if (draft.array(mask) === undefined) {
    const count = draft.sizeOf(object);
    const helper = { id: mask, object, variable: '#mask', count } as const;
    draft.declareHelper({ ...helper, kind: 'boolean', role: 'scratch' });
  }
  const b = new KernelBuilder(`${object}.chosen_by_${probe}`, { kind: 'synapses', object });
  const { scope } = found(draft.projection(object), `projection ${object}`);
  const truth = new ExpressionLowering(draft, b).truth(where, { scope, object, at: 'lane' });
  b.store(mask, 'lane', b.toReal(truth));
  draft.hostKernels.push(b.finish());
  return { kernel: b.id, mask };
}

function slotNamed(text: string): Slot | undefined {
  return slotOrder.find((slot) => slot === text);
}
