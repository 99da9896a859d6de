import type { Cause, Diagnostic, SourceSpan } from '../diagnostics/index.js';
import type { ArrayDeclaration, HostStep, ObjectPlan, StepPlan } from '../ir/index.js';
import { evaluateNode } from './evaluate-node.js';
import { type Delivery, deliveriesTo, readThreshold } from './read-kernels.js';
import type { RunFacts, SilentWindow } from './run-facts.js';
import { arrayOf, cause, count, objectOf, placed, plural, quantity, seconds } from './wording.js';

/** SILENT_GROUP: no spike in a presentation, or in the first 100 ms under input, and why. */
export function silentGroups(facts: RunFacts): readonly Diagnostic[] {
  return facts.observations.silent.map((window) => {
    const { population, windows, silent, presentation, ticks } = window;
    const length = seconds(ticks * facts.plan.dtSeconds);
    const often = presentation ? `, in ${silent} of ${plural(windows, 'presentation')}` : '';
    const total = facts.observations.spikes.get(population) ?? 0;
    const later = total > 0 ? `; ${plural(total, 'spike')} at other times` : '';
    return {
      code: 'SILENT_GROUP',
      severity: 'warning',
      message: `${population}: 0 spikes in ${length}${often}${later}`,
      context: `population ${population}`,
      causes: whySilent(facts, window, population, new Set()),
      ...placed(objectOf(facts.plan, population).span),
    };
  });
}

/** Why a population did not spike in a window, innermost cause last. */
export function whySilent(
  facts: RunFacts,
  window: SilentWindow,
  population: string,
  seen: Set<string>,
): readonly Cause[] {
  if (seen.has(population)) return [cause(`${population} would have to spike first`)];
  seen.add(population);
  const chain = population === window.population ? [...thresholdLink(facts, window)] : [];
  const object = objectOf(facts.plan, population);
  const deliveries = deliveriesTo(facts.plan, facts.kernels, population);
  if (deliveries.length === 0)
    return [...chain, cause(`no projection delivers anything to ${population}`, object.span)];
  const arrived = deliveries.filter((delivery) => eventsOf(window, delivery) > 0);
  if (arrived.length === 0) return [...chain, ...noEvents(facts, window, deliveries, seen)];
  const amounts = arrived.map((delivery) => ({ delivery, ...rangeOf(facts, delivery) }));
  const effective = amounts.filter(({ lowest, highest }) => lowest !== 0 || highest !== 0);
  if (effective.length > 0)
    return [...chain, ...effective.map((amount) => tooWeak(facts.plan, window, amount))];
  const events = eventSum(window, arrived);
  chain.push(cause(`${plural(events, 'input event')} carried weight 0`));
  for (const { delivery, zero } of amounts) chain.push(...whyZero(facts, delivery, zero));
  return chain;
}

function thresholdLink(facts: RunFacts, { population, extreme }: SilentWindow): readonly Cause[] {
  const { plan, kernels } = facts;
  const reading = readThreshold(plan, kernels, population);
  if (reading === undefined) return [];
  const { kernel, array, limit, above, span } = reading;
  const declaration = arrayOf(plan, array);
  const known = new Map<string, Float64Array>();
  const values = (id: string): Float64Array => {
    const found = known.get(id) ?? facts.values(id);
    known.set(id, found);
    return found;
  };
  let nearest: number | undefined;
  for (let neuron = 0; neuron < declaration.count; neuron += 1) {
    const value = evaluateNode(kernel.body, limit, (id) => {
      const list = values(id);
      return list[list.length === 1 ? 0 : neuron] as number;
    });
    if (value === undefined) break;
    if (nearest === undefined || (above ? value < nearest : value > nearest)) nearest = value;
  }
  const shown = `${above ? 'largest' : 'smallest'} ${declaration.variable} ${quantity(extreme, declaration)}`;
  const against = nearest === undefined ? '' : `, threshold ${quantity(nearest, declaration)}`;
  return [cause(`${shown}${against}`, span)];
}

function eventsOf({ events }: SilentWindow, { projection, pathway }: Delivery): number {
  return events.get(`${projection.name}.${pathway}`) ?? 0;
}

/** Events of all pathways: one that writes two variables counts once. */
function eventSum(window: SilentWindow, deliveries: readonly Delivery[]): number {
  const pathways = new Map(
    deliveries.map((delivery) => [
      `${delivery.projection.name}.${delivery.pathway}`,
      eventsOf(window, delivery),
    ]),
  );
  return [...pathways.values()].reduce((sum, events) => sum + events, 0);
}

interface Amount {
  readonly lowest: number;
  readonly highest: number;
  /** Array whose zeros make the amount 0; undefined if the statement itself does. */
  readonly zero: string | undefined;
  /** The array that differs from synapse to synapse, or undefined. */
  readonly weight: string | undefined;
}

/** Extremes of what one event delivers, as far as its factors tell. */
function rangeOf({ values }: RunFacts, { factors, constant }: Delivery): Amount {
  let weight: string | undefined;
  let [lowest, highest] = [constant ?? 1, constant ?? 1];
  for (const array of factors) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values(array)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low === 0 && high === 0) return { lowest: 0, highest: 0, zero: array, weight: array };
    if (weight === undefined) [weight, lowest, highest] = [array, low, high];
  }
  return { lowest, highest, zero: undefined, weight };
}

function tooWeak(
  plan: StepPlan,
  window: SilentWindow,
  { delivery, lowest, highest, weight }: Amount & { readonly delivery: Delivery },
): Cause {
  const { projection, array, constant } = delivery;
  const events = plural(eventsOf(window, delivery), 'event');
  const size =
    weight !== undefined
      ? ` with ${weight} ${rangeText(lowest, highest, arrayOf(plan, weight))}`
      : constant === undefined
        ? ''
        : ` of ${count(constant)} each`;
  return cause(
    `${events} of ${projection.name}${size} did not bring ${array} far enough`,
    delivery.span ?? projection.span,
  );
}

function rangeText(lowest: number, highest: number, array: ArrayDeclaration): string {
  if (lowest === highest) return `of ${quantity(lowest, array)}`;
  return `from ${quantity(lowest, array)} to ${quantity(highest, array)}`;
}

function whyZero(
  { plan }: RunFacts,
  { projection, span }: Delivery,
  zero: string | undefined,
): readonly Cause[] {
  if (zero === undefined) return [cause(`the statement delivers 0`, span)];
  const declaration = arrayOf(plan, zero);
  const all = `${zero} is 0 in all ${plural(declaration.count, 'synapse')}`;
  const assigned = [...plan.initial].reverse().find(({ array }) => array === zero);
  const later = lastSet(plan.host, zero);
  if (later !== undefined)
    return [cause(all, declaration.span), cause(`assigned by a step of the timeline`, later.span)];
  if (assigned === undefined)
    return [
      cause(all, declaration.span),
      cause(
        `never assigned (projection ${projection.name} has no \`initial\` for ${declaration.variable})`,
        projection.span,
      ),
    ];
  return [cause(all, declaration.span), cause(`assigned by \`initial\``, assigned.span)];
}

function lastSet(
  steps: readonly HostStep[],
  array: string,
): { readonly span?: SourceSpan } | undefined {
  let found: { readonly span?: SourceSpan } | undefined;
  for (const step of steps) {
    if (step.kind === 'set' && step.writes.some((write) => write.array === array)) found = step;
    if (step.kind === 'repeat') found = lastSet(step.steps, array) ?? found;
    if (step.kind === 'present') found = lastSet([...step.before, ...step.after], array) ?? found;
  }
  return found;
}

function noEvents(
  facts: RunFacts,
  window: SilentWindow,
  deliveries: readonly Delivery[],
  seen: Set<string>,
): readonly Cause[] {
  const chain: Cause[] = [];
  const projections = [...new Set(deliveries.map(({ projection }) => projection))];
  for (const projection of projections) {
    const own = deliveries.find((delivery) => delivery.projection === projection);
    const trigger = own?.pathway === undefined ? projection.source : triggerOf(own);
    const { name, pre, span } = projection;
    if (pre.length === 0) {
      chain.push(cause(`projection ${name} has no synapses`, span));
      continue;
    }
    const spikes = window.spikes.get(trigger) ?? 0;
    const silent = `no input events came from ${trigger}`;
    if (spikes > 0) {
      chain.push(
        cause(
          `no input events came from ${trigger}, though it gave ${plural(spikes, 'spike')}: they left neurons without synapses, or were under way`,
          span,
        ),
      );
      continue;
    }
    chain.push(cause(`${silent}, which gave 0 spikes`, span));
    const source = objectOf(facts.plan, trigger);
    if (source.kind === 'population') chain.push(...whySilent(facts, window, trigger, seen));
    else chain.push(whySilentInput(source));
  }
  return chain;
}

function triggerOf({ projection, pathway }: Delivery): string {
  const side = projection.pathways.find(({ name }) => name === pathway)?.side;
  return side === 'post' ? projection.target : projection.source;
}

function whySilentInput(input: ObjectPlan): Cause {
  if (input.kind !== 'input') throw new Error(`${input.name} is no input`);
  if (input.source === 'spikes') {
    const times =
      input.steps.length === 0
        ? `the list of input ${input.name} is empty`
        : `the list of input ${input.name} has ${plural(input.steps.length, 'spike')}, none of them at that time`;
    return cause(times, input.span);
  }
  if (input.source === 'poisson') {
    const highest = input.rates.reduce((a, b) => Math.max(a, b), 0);
    return cause(`the rates of input ${input.name} are at most ${count(highest)} Hz`, input.span);
  }
  return cause(`input ${input.name} showed nothing bright enough`, input.span);
}
