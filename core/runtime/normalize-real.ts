import type { ProjectionPlan } from '../ir/index.js';

/**
 * x *= total / sum in float64, per target or source neuron, sums in synapse order. Sums of 0 are left
 * alone. Returns how many neurons with synapses had one.
 */
export function normalizeReal(
  projection: ProjectionPlan,
  values: Float64Array,
  per: 'target' | 'source',
  total: number,
): number {
  const first = per === 'target' ? projection.targetFirst : projection.sourceFirst;
  const count = per === 'target' ? projection.targetCount : projection.sourceCount;
  const ends = per === 'target' ? projection.post : projection.pre;
  const sums = new Float64Array(count);
  const seen = new Uint8Array(count);
  for (let synapse = 0; synapse < ends.length; synapse += 1) {
    const neuron = (ends[synapse] as number) - first;
    sums[neuron] = (sums[neuron] as number) + (values[synapse] as number);
    seen[neuron] = 1;
  }
  let zeros = 0;
  for (let neuron = 0; neuron < count; neuron += 1) {
    const sum = sums[neuron] as number;
    if (seen[neuron] === 1 && sum === 0) zeros += 1;
    sums[neuron] = sum === 0 ? 1 : total / sum;
  }
  for (let synapse = 0; synapse < ends.length; synapse += 1) {
    const neuron = (ends[synapse] as number) - first;
    values[synapse] = (values[synapse] as number) * (sums[neuron] as number);
  }
  return zeros;
}
