import type { ScalarKernel } from './nodes.js';
import type { StepPlan } from './plan.js';

/** Name of the list of a tick's spikes of an object, or of one of its custom events. */
export function eventListName(object: string, event?: string): string {
  return event === undefined ? object : `${object}.${event}`;
}

/** Seconds per tick of a clock of a plan. */
export function clockSeconds(
  { dtSeconds, clocks = [] }: Pick<StepPlan, 'dtSeconds' | 'clocks'>,
  clock: number = 0,
): number {
  const seconds = clock === 0 ? dtSeconds : clocks[clock - 1];
  if (seconds === undefined) throw new Error(`the plan has no clock ${clock}`);
  return seconds;
}

/** Lists that the threshold kernels of a plan fill, each as long as its population. */
export function eventLists(
  plan: Pick<StepPlan, 'objects'>,
): readonly { readonly name: string; readonly size: number }[] {
  return plan.objects.flatMap((object) => {
    if (object.kind !== 'population') return [];
    const { name, size, events = [] } = object;
    return [
      { name, size },
      ...events.map((event) => ({ name: eventListName(name, event.name), size })),
    ];
  });
}

/** The list that the `spike` of each kernel of a custom event appends to; others: their object's. */
export function eventKernels(
  plan: Pick<StepPlan, 'objects'>,
): (kernel: Pick<ScalarKernel, 'id' | 'domain'>) => string {
  const lists = new Map<string, string>();
  for (const object of plan.objects) {
    if (object.kind !== 'population') continue;
    for (const { name, kernel } of object.events ?? []) {
      lists.set(kernel, eventListName(object.name, name));
    }
  }
  return ({ id, domain }) => lists.get(id) ?? domain.object;
}
