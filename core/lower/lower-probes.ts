import { type ProbePlan, type Slot, slotOrder } from '../ir/index.js';
import type { ProbeModel } from '../network/index.js';
import { arrayId, type ProgramDraft } from './program-draft.js';
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
  const seconds = 'everySeconds' in probe ? probe.everySeconds : undefined;
  const clock =
    seconds === undefined ? draft.clockOf(object) : draft.clocks.clock(seconds, `probe ${name}`);
  const common = { name, object, budgetBytes, ...onClock(clock) };
  switch (probe.kind) {
    case 'spikes': {
      const indices =
        probe.indices === undefined ? {} : { indices: Int32Array.from(probe.indices) };
      const event = probe.event === undefined ? {} : { event: probe.event };
      return { ...common, kind: 'spikes', ...event, ...indices, counts: probe.counts };
    }
    case 'state': {
      const arrays = arraysOf(probe, draft);
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
      const arrays = arraysOf(probe, draft);
      if (arrays === undefined) return undefined;
      const every = probe.everySteps === undefined ? {} : { everySteps: probe.everySteps };
      return { ...common, kind: 'weights', arrays, ...every };
    }
    case 'rate':
      return { ...common, kind: 'rate', everySteps: probe.everySteps };
    case 'responses':
      return { ...common, kind: 'responses', input: probe.input };
  }
}

function arraysOf(
  { object, variables, name }: Extract<ProbeModel, { kind: 'state' | 'weights' }>,
  draft: ProgramDraft,
): readonly string[] | undefined {
  const arrays = variables.map((variable) => arrayId(object, variable));
  const missing = arrays.filter((id) => draft.array(id) === undefined);
  for (const id of missing) {
    draft.unsupported(`recording ${id}, which is not stored`, undefined, `probe ${name}`);
  }
  return missing.length > 0 ? undefined : arrays;
}

function slotNamed(text: string): Slot | undefined {
  return slotOrder.find((slot) => slot === text);
}
