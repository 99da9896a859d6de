import { entriesOf, itemSets, itemsOf, memberOf, numberOf, textOf } from './network-objects.js';
import type { PlacedEntry, PlacedValue } from './placed-value.js';
import type { References } from './references.js';

/**
 * References in the steps, in the order in which they are carried out, so that a checkpoint is
 * known to have been kept before it is restored. Returns the names of the phases.
 */
export function checkTimeline(
  timeline: PlacedValue | undefined,
  references: References,
): ReadonlySet<string> {
  const walk = new TimelineWalk(references);
  walk.steps(timeline, 'timeline');
  return walk.phases;
}

class TimelineWalk {
  readonly phases = new Set<string>();
  readonly #references: References;
  readonly #referencespoints = new Set<string>();

  constructor(references: References) {
    this.#references = references;
  }

  steps(list: PlacedValue | undefined, context: string): void {
    for (const [at, step] of itemsOf(list).entries()) {
      for (const entry of entriesOf(step))
        this.#verb(entry, step, `${context}[${at}].${entry.key}`);
    }
  }

  #verb(entry: PlacedEntry, step: PlacedValue, context: string): void {
    const name = textOf(entry.value);
    switch (entry.key) {
      case 'phase':
        if (name !== undefined) this.phases.add(name);
        return;
      case 'repeat':
        // The first round decides whether a checkpoint exists; no round at all keeps none.
        if (numberOf(entry.value) !== 0) this.steps(memberOf(step, 'steps'), `${context}.steps`);
        return;
      case 'present':
        this.#present(entry.value, context);
        return;
      case 'set':
        this.#set(entry.value, step, context);
        return;
      case 'freeze':
      case 'unfreeze':
        this.#freeze(entry.value, context);
        return;
      case 'normalize':
        this.#reference(memberOf(entry.value, 'variable'), context);
        return;
      case 'checkpoint':
        if (name !== undefined) this.#referencespoints.add(name);
        return;
      case 'restore':
        if (name === undefined || this.#referencespoints.has(name)) return;
        this.#references.reference(
          `no checkpoint ${name} has been kept before this step`,
          name,
          [...this.#referencespoints],
          entry.value.span,
          context,
        );
        return;
      default:
        return;
    }
  }

  #present(value: PlacedValue, context: string): void {
    const input = this.#references.itemInput(
      value.kind === 'map' ? memberOf(value, 'input') : value,
      context,
    );
    this.steps(memberOf(value, 'before'), `${context}.before`);
    this.steps(memberOf(value, 'after'), `${context}.after`);
    if (input === undefined) return;
    const sets = itemSets(input.value) ?? [];
    const set = memberOf(value, 'set');
    const wanted = textOf(set);
    if (wanted !== undefined && !sets.includes(wanted)) {
      const message = `the input ${input.name} has no set ${wanted}`;
      this.#references.reference(message, wanted, sets, set?.span, context);
    } else if (set === undefined && sets.length > 1) {
      const message = `the input ${input.name} has ${sets.length} sets: which one?`;
      const help = `write {input: ${input.name}, set: ${sets[0]}}, for example`;
      this.#references.fault('FILE_MISSING', message, value.span, context, help);
    }
  }

  #set(value: PlacedValue, step: PlacedValue, context: string): void {
    const selected = ['where', 'indices', 'pairs'].some((key) => memberOf(step, key) !== undefined);
    let first: string | undefined;
    for (const { key, keySpan, value: assigned } of entriesOf(value)) {
      const [object = '', variable = ''] = key.split(/[.[]/);
      const kinds = ['population', 'input', 'projection'] as const;
      const found = this.#references.named(object, keySpan, context, ...kinds);
      first ??= object;
      if (selected && object !== first) {
        const message = `with a selection all variables are of one object, here of ${first} and ${object}`;
        this.#references.fault('FILE_CONFLICT', message, keySpan, context, 'write two steps');
      }
      if (found === undefined) continue;
      const settable = ['rates', 'spikes', 'active'];
      if (found.kind === 'input' && !settable.includes(variable)) {
        const message = `of an input only ${settable.join(', ')} can be set, not ${variable}`;
        this.#references.reference(message, variable, settable, keySpan, context);
      }
      const isSpikes = memberOf(assigned, 'indices') !== undefined;
      if (isSpikes && !(found.kind === 'input' && variable === 'spikes')) {
        const message = `{indices, times} are spikes of an input, not values of ${key}`;
        this.#references.fault('FILE_VALUE', message, assigned.span, context);
      }
    }
    const projectionOnly = memberOf(step, 'pairs');
    const target = first === undefined ? undefined : this.#references.objects.get(first);
    if (projectionOnly !== undefined && target !== undefined && target.kind !== 'projection') {
      const message = `pairs select synapses, ${target.name} is no projection`;
      this.#references.fault('FILE_CONFLICT', message, projectionOnly.span, context, 'use indices');
    }
  }

  #freeze(value: PlacedValue, context: string): void {
    const projection = this.#references.object(value, context, 'projection');
    if (projection === undefined || projection.value.kind !== 'map') return;
    const freezable = memberOf(projection.value, 'freezable');
    if (freezable?.kind === 'scalar' && freezable.value !== false) return;
    this.#references.fault(
      'FILE_CONFLICT',
      `${projection.name} is not freezable`,
      value.span,
      context,
      `add freezable: true to the projection ${projection.name}`,
    );
  }

  #reference(value: PlacedValue | undefined, context: string): void {
    const [object] = (textOf(value) ?? '').split('.');
    if (object === undefined || object === '') return;
    this.#references.named(object, value?.span, context, 'projection');
  }
}
