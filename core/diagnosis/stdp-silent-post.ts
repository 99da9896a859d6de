import type { Cause, Diagnostic } from '../diagnostics/index.js';
import type { ProjectionPlan } from '../ir/index.js';
import type { RunFacts } from './run-facts.js';
import { whySilent } from './silent-group.js';
import { cause, count, objectOf, placed } from './wording.js';

/** STDP_SILENT_POST: on_pre ran, on_post never, so that a rule of two sides has only one. */
export function stdpSilentPost(facts: RunFacts): readonly Diagnostic[] {
  const { plan, observations } = facts;
  const found: Diagnostic[] = [];
  for (const projection of plan.objects) {
    if (projection.kind !== 'projection' || projection.plastic.length === 0) continue;
    const [before, after] = [
      eventsOf(facts, projection, 'pre'),
      eventsOf(facts, projection, 'post'),
    ];
    if (before === undefined || after === undefined || before === 0 || after > 0) continue;
    const { name, target, plastic } = projection;
    found.push({
      code: 'STDP_SILENT_POST',
      severity: 'warning',
      message: `${name}: ${plastic.join(', ')} learned from one side only`,
      context: `projection ${name}`,
      causes: [
        cause(`on_post ran 0 times, on_pre ${count(before)}`, projection.span),
        ...whyTarget(facts, target, observations.spikes.get(target) ?? 0),
      ],
      ...placed(projection.span),
    });
  }
  return found;
}

function whyTarget(facts: RunFacts, target: string, spikes: number): readonly Cause[] {
  const object = objectOf(facts.plan, target);
  if (spikes > 0)
    return [cause(`the spikes of ${target} came from neurons without these synapses`, object.span)];
  const window = facts.observations.silent.find(({ population }) => population === target);
  const silent = cause(`${target} never spiked`, object.span);
  return window === undefined ? [silent] : [silent, ...whySilent(facts, window, target, new Set())];
}

/** Events of all pathways of a side; undefined if it has none. */
function eventsOf(
  { observations }: RunFacts,
  { name, pathways }: ProjectionPlan,
  side: 'pre' | 'post',
): number | undefined {
  const own = pathways.filter((pathway) => pathway.side === side);
  if (own.length === 0) return undefined;
  return own.reduce(
    (sum, pathway) => sum + (observations.events.get(`${name}.${pathway.name}`) ?? 0),
    0,
  );
}
