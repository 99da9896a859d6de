import type { Cause, Diagnostic } from '../diagnostics/index.js';
import { type Delivery, deliveriesTo } from './read-kernels.js';
import type { RunFacts } from './run-facts.js';
import { saturatedInterval, saturatedIntervalShare, saturatedNeuronShare } from './thresholds.js';
import { cause, count, objectOf, percent, placed, plural, seconds } from './wording.js';

/** REFRACTORY_SATURATED: neurons that spike as fast as the refractory period lets them. */
export function refractorySaturated(facts: RunFacts): readonly Diagnostic[] {
  const { plan, observations } = facts;
  const found: Diagnostic[] = [];
  for (const [population, { periodTicks, all, shortest }] of observations.intervals) {
    let [saturated, intervals, short] = [0, 0, 0];
    for (const [neuron, number] of all.entries()) {
      const near = shortest[neuron] as number;
      intervals += number;
      short += near;
      if (near > saturatedIntervalShare * number) saturated += 1;
    }
    if (saturated <= saturatedNeuronShare * all.length) continue;
    const within = percent(saturatedInterval - 1);
    const period = seconds(periodTicks * plan.dtSeconds);
    found.push({
      code: 'REFRACTORY_SATURATED',
      severity: 'warning',
      message: `${population}: ${percent(short / intervals)} of intervals within ${within} or a step of the refractory period of ${period}, in ${saturated} of ${plural(all.length, 'neuron')}`,
      context: `population ${population}`,
      causes: driveOf(facts, population),
      ...placed(objectOf(plan, population).span),
    });
  }
  return found;
}

/** The pathway that brings most, and where its events come from. */
function driveOf(facts: RunFacts, population: string): readonly Cause[] {
  const { plan, kernels, observations } = facts;
  const time = observations.ticks * plan.dtSeconds;
  let strongest: { delivery: Delivery; rate: number; mean: number } | undefined;
  for (const delivery of deliveriesTo(plan, kernels, population)) {
    const { projection, pathway } = delivery;
    const events = observations.events.get(`${projection.name}.${pathway}`) ?? 0;
    const rate = events / time / projection.targetCount;
    const mean = meanAmount(facts, delivery);
    if (strongest === undefined || rate * mean > strongest.rate * strongest.mean)
      strongest = { delivery, rate, mean };
  }
  const object = objectOf(plan, population);
  if (strongest === undefined || strongest.rate * strongest.mean <= 0)
    return [cause(`no input drives ${population}: its own equations do`, object.span)];
  const { projection, span } = strongest.delivery;
  const source = objectOf(plan, projection.source);
  const size = source.kind === 'projection' ? 0 : source.size;
  const hertz = (observations.spikes.get(source.name) ?? 0) / time / Math.max(size, 1);
  return [
    cause(
      `drive of ${projection.name}: ${count(strongest.rate)} events/s x ${count(strongest.mean)} per neuron`,
      span ?? projection.span,
    ),
    cause(`${plural(size, 'neuron')} of ${source.name} at ${count(hertz)} Hz`, source.span),
  ];
}

function meanAmount({ values }: RunFacts, { factors, constant }: Delivery): number {
  const [weight] = factors;
  if (weight === undefined) return constant ?? 1;
  const list = values(weight);
  return list.reduce((sum, value) => sum + value, 0) / Math.max(list.length, 1);
}
