import type { StepPlan } from '../ir/index.js';
import type { Engine } from './engine.js';
import type { Variables } from './variables.js';

/**
 * Carries out the initialisers in order, before step 0. Rings start with the initial values in
 * every slot.
 */
export function setInitialValues(plan: StepPlan, engine: Engine, variables: Variables): void {
  for (const initial of plan.initial) {
    const { count } = variables.declaration(initial.array);
    if (initial.kind === 'kernel') {
      engine.runHost(initial.kernel, 0, undefined, 0, count);
      continue;
    }
    if (initial.kind === 'data' && initial.values.length !== count)
      throw new Error(`${initial.array} takes ${count} values, not ${initial.values.length}`);
    for (let element = 0; element < count; element += 1) {
      const value = initial.kind === 'constant' ? initial.value : initial.values[element];
      variables.store(initial.array, 0, element, value as number);
    }
  }
  for (const { id, count, slots } of plan.arrays) {
    if (slots === 1) continue;
    const data = engine.storage.get(id);
    for (let slot = 1; slot < slots; slot += 1) data?.copyWithin(slot * count, 0, count);
  }
}
