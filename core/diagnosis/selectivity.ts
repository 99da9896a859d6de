import type { Diagnostic } from '../diagnostics/index.js';
import type { ItemResponse } from '../recording/index.js';
import type { RunFacts } from './run-facts.js';
import { selectivityShare } from './thresholds.js';
import { cause, percent, placed, plural } from './wording.js';

/** SELECTIVITY: how much of the responses to labelled items depends on their class. */
export function selectivities({ plan, responses }: RunFacts): readonly Diagnostic[] {
  return responses.flatMap(({ name, items }): readonly Diagnostic[] => {
    const probe = plan.probes.find((entry) => entry.name === name);
    if (probe?.kind !== 'responses') return [];
    const input = plan.objects.find((object) => object.name === probe.input);
    if (input?.kind !== 'input' || input.source !== 'images') return [];
    const labels = new Map(input.sets.map((set) => [set.name, set.labels]));
    const classes = new Map<number, ItemResponse[]>();
    for (const item of items) {
      const label = labels.get(item.set)?.[item.item];
      if (label === undefined) continue;
      classes.set(label, [...(classes.get(label) ?? []), item]);
    }
    // One item per class cannot tell classes from items.
    if (classes.size < 2 || [...classes.values()].some((own) => own.length < 2)) return [];
    const { share, winners } = compare([...classes.values()]);
    const object = plan.objects.find((entry) => entry.name === probe.object);
    const shown = [...classes.values()].reduce((sum, own) => sum + own.length, 0);
    const weak = !(share > selectivityShare);
    return [
      {
        code: 'SELECTIVITY',
        severity: weak ? 'warning' : 'info',
        message: `${probe.object}: ${percent(share)} of the spread of its responses comes from the classes`,
        context: `probe ${name}`,
        causes: [
          cause(
            `the neurons respond strongest to ${winners} of ${plural(classes.size, 'class', 'classes')}, ${shown} items of ${input.name}`,
            object?.span,
          ),
        ],
        ...placed(object?.span),
      },
    ];
  });
}

/** Part of the variance of the counts between classes, over all neurons; classes that some neuron prefers. */
function compare(classes: readonly (readonly ItemResponse[])[]): {
  readonly share: number;
  readonly winners: number;
} {
  const neurons = classes[0]?.[0]?.counts.length ?? 0;
  const items = classes.reduce((sum, own) => sum + own.length, 0);
  let [between, total] = [0, 0];
  const preferred = new Set<number>();
  for (let neuron = 0; neuron < neurons; neuron += 1) {
    const of = (item: ItemResponse): number => item.counts[neuron] ?? 0;
    const means = classes.map((own) => own.reduce((sum, item) => sum + of(item), 0) / own.length);
    const mean =
      classes.reduce((sum, own) => sum + own.reduce((inner, item) => inner + of(item), 0), 0) /
      items;
    for (const [at, own] of classes.entries()) {
      between += own.length * ((means[at] as number) - mean) ** 2;
      for (const item of own) total += (of(item) - mean) ** 2;
    }
    const best = Math.max(...means);
    if (best > Math.min(...means)) preferred.add(means.indexOf(best));
  }
  return { share: total === 0 ? 0 : between / total, winners: preferred.size };
}
