import type { ArrayDeclaration, ArrayId, StepPlan } from '../ir/index.js';

/** Arrays that hold a state. What a kernel writes anew before it is read is none. */
export function statefulArrays(plan: StepPlan): readonly ArrayDeclaration[] {
  const derived = new Set<ArrayId>();
  for (const object of plan.objects)
    if (object.kind !== 'input') for (const { array } of object.readouts ?? []) derived.add(array);
  return plan.arrays.filter(({ id, role }) => role !== 'scratch' && !derived.has(id));
}
