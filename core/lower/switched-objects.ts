import type { StepPlan } from '../ir/index.js';
import type { Model, StepModel } from '../network/index.js';
import type { OrderedAction } from './timestep-order.js';

interface Declared {
  readonly name: string;
  readonly active: boolean;
}

/** Who takes part in a run, and with what: always, never, or as the timeline says. */
interface SwitchedObjects {
  /** For the plan: the objects that the timeline switches. */
  readonly plan: NonNullable<StepPlan['switched']>;
  /** Whether an object is ever on. */
  takesPart(object: Declared): boolean;
  /** The actions of an object, with the note that they wait for it; none if it is never on. */
  taking(object: Declared, actions: readonly OrderedAction[]): readonly OrderedAction[];
}

/** Finds the objects that the timeline switches on or off. */
export function switchedObjects(model: Model): SwitchedObjects {
  const names = new Set<string>();
  collect(model.timeline, names);
  const declared = [...model.inputs, ...model.populations, ...model.projections];
  const takesPart = ({ name, active }: Declared): boolean => active || names.has(name);
  return {
    plan: declared
      .filter(({ name }) => names.has(name))
      .map(({ name, active }) => ({ object: name, active })),
    takesPart,
    taking(object, actions) {
      if (!takesPart(object)) return [];
      if (!names.has(object.name)) return actions;
      return actions.map(({ order, action }) => ({
        order,
        action: { ...action, whileOn: object.name },
      }));
    },
  };
}

function collect(steps: readonly StepModel[], names: Set<string>): void {
  for (const step of steps) {
    if (step.kind === 'switch') names.add(step.object);
    if (step.kind === 'repeat') collect(step.steps, names);
    if (step.kind === 'present') {
      collect(step.before, names);
      collect(step.after, names);
    }
  }
}
