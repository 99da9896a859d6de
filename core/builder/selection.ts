import { FrameworkError, nearNames } from '../diagnostics/index.js';
import type { IndicesDocument, SetDocument, StepDocument, ValueSpec } from '../network/index.js';

/** Which elements of an object a step acts on. */
export type SelectedElements = Pick<SetDocument, 'where' | 'indices' | 'pairs'>;

/** Adds a step to the timeline, checked. */
export type AddStep = (step: StepDocument) => void;

/** What a selection belongs to. */
export interface SelectionOwner {
  readonly name: string;
  /** Names of its variables, as far as its equations tell. */
  readonly variables: readonly string[];
  readonly addStep: AddStep;
}

/**
 * Some elements of one object, chosen anew whenever the step is carried out. Assigning to a
 * property of a selection throws: `set` is the way.
 */
export interface Selection {
  /**
   * Appends a step that assigns values to the selected elements.
   *
   * @throws FrameworkError `NO_SUCH_VARIABLE` for a name that the object's equations do not have,
   * and with the faults of the step.
   */
  set(values: Readonly<Record<string, ValueSpec>>): void;
}

export function createSelection(owner: SelectionOwner, elements: SelectedElements): Selection {
  const selection: Selection = {
    set(values) {
      owner.addStep({ set: assignments(owner, values), ...elements });
    },
  };
  return refuseAssignment(owner, selection);
}

/** `{w: 0}` of the object S as `{'S.w': 0}`. */
export function assignments(
  owner: SelectionOwner,
  values: Readonly<Record<string, ValueSpec>>,
): SetDocument['set'] {
  const unknown = Object.keys(values).filter((name) => !owner.variables.includes(name));
  if (unknown.length > 0) {
    throw new FrameworkError(unknown.map((name) => noSuchVariable(owner, name)));
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${owner.name}.${name}`, value]),
  );
}

function noSuchVariable(
  owner: SelectionOwner,
  name: string,
  help?: string,
): FrameworkError['diagnostics'][number] {
  const near = nearNames(name, owner.variables);
  const known = owner.variables.join(', ');
  const proposal =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : `its variables: ${known}`;
  return {
    code: 'NO_SUCH_VARIABLE',
    severity: 'error',
    message: `${owner.name} has no variable ${name}`,
    context: owner.name,
    found: name,
    help: help ?? proposal,
  };
}

/** `S.where('w > 0.3').learned = 0` would otherwise set a property of a JavaScript object. */
export function refuseAssignment<T extends object>(owner: SelectionOwner, target: T): T {
  const refuse = (_: T, property: string | symbol): never => {
    const name = String(property);
    const known = owner.variables.includes(name);
    const message = known
      ? `assigning to the property ${name} does not set the variable`
      : `${owner.name} has no variable ${name}`;
    const help = known ? `write .set({ ${name}: .. })` : undefined;
    throw new FrameworkError([{ ...noSuchVariable(owner, name, help), message }]);
  };
  return new Proxy(target, { set: refuse, defineProperty: refuse, deleteProperty: refuse });
}

/** Indices in any of their forms, for the step. */
export function selectedIndices(indices: IndicesDocument): SelectedElements {
  return { indices };
}
