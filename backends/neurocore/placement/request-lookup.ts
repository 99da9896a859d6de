import type { ProjectionPlan, StepPlan } from '../../../core/ir/index.js';

export function projectionNamed({ objects }: StepPlan, name: string): ProjectionPlan {
  const found = objects.find((object) => object.name === name);
  if (found?.kind !== 'projection') throw new Error(`there is no projection ${name}`);
  return found;
}
