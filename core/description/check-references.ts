import type { Diagnostic, SourceSpan } from '../diagnostics/index.js';
import { checkTimeline } from './check-timeline.js';
import { parseSlice } from './network-names.js';
import {
  entriesOf,
  inputKind,
  itemSets,
  itemsOf,
  memberOf,
  type NetworkObject,
  numberOf,
  type ObjectKind,
  textOf,
} from './network-objects.js';
import type { PlacedValue } from './placed-value.js';
import { References } from './references.js';
import { withArticle } from './wording.js';

/**
 * What needs the document alone: names used twice, references to objects, sets, events, phases and
 * checkpoints, slices against sizes, rows of equal length, keys that exclude each other across
 * objects. Variables and texts are judged by `core/analysis`.
 *
 * @param root - A network document with keys of the API, its grammar checked.
 */
export function checkReferences(root: PlacedValue): readonly Diagnostic[] {
  const references = new References(root);
  const check = new ReferenceCheck(root, references);
  check.names();
  check.arrays();
  check.inputs();
  check.populations();
  check.projections();
  check.probes();
  const phases = checkTimeline(memberOf(root, 'timeline'), references);
  check.task(phases);
  return references.diagnostics.all;
}

class ReferenceCheck {
  readonly #root: PlacedValue;
  readonly #references: References;

  constructor(root: PlacedValue, references: References) {
    this.#root = root;
    this.#references = references;
  }

  names(): void {
    for (const { kind, name, entry } of this.#references.objects.repeated) {
      const other = this.#references.objects.get(name);
      const message = `the name ${name} is already that of ${withArticle(other?.kind ?? kind)}`;
      this.#references.fault('FILE_NAME', message, entry.keySpan, `${kind}s.${name}`);
    }
    const constants = entriesOf(memberOf(this.#root, 'constants')).map(({ key }) => key);
    for (const { key, keySpan } of entriesOf(memberOf(this.#root, 'arrays'))) {
      if (!constants.includes(key)) continue;
      this.#references.fault(
        'FILE_NAME',
        `the name ${key} is already that of a constant`,
        keySpan,
        `arrays.${key}`,
      );
    }
  }

  arrays(): void {
    for (const { key, value } of entriesOf(memberOf(this.#root, 'arrays'))) {
      const rows = itemsOf(memberOf(value, 'values'));
      const [first] = rows;
      const width = first?.kind === 'list' ? first.items.length : undefined;
      for (const [at, row] of rows.entries()) {
        if (row.kind === 'scalar' && row.value === null) continue;
        const found = row.kind === 'list' ? row.items.length : undefined;
        if (found === width) continue;
        const describe = (count: number | undefined): string =>
          count === undefined ? 'is a single value' : `has ${count} columns`;
        const message = `row ${at} ${describe(found)}, row 0 ${describe(width)}`;
        this.#references.fault('FILE_VALUE', message, row.span, `arrays.${key}.values`);
        break;
      }
    }
  }

  inputs(): void {
    for (const { key, value } of entriesOf(memberOf(this.#root, 'inputs'))) {
      const input = inputKind(value);
      if (input === undefined) continue;
      const context = `inputs.${key}`;
      const target = memberOf(input.settings, 'target');
      if (target !== undefined) this.slice(target, `${context}.target`, 'population');
      this.#references.object(
        memberOf(memberOf(input.settings, 'retry'), 'population'),
        context,
        'population',
      );
      const fit = memberOf(input.settings, 'fit');
      const sets = itemSets(value) ?? [];
      const name = textOf(fit);
      if (name !== undefined && !sets.includes(name)) {
        this.#references.reference(
          `the input ${key} has no set ${name}`,
          name,
          sets,
          fit?.span,
          context,
        );
      }
      if (sets.length === 0 && itemSets(value) !== undefined) {
        this.#references.fault(
          'FILE_VALUE',
          'at least one set is needed',
          input.settings.span,
          `${context}.sets`,
        );
      }
    }
  }

  populations(): void {
    for (const { key, value } of entriesOf(memberOf(this.#root, 'populations'))) {
      const events = eventNames(value);
      for (const code of entriesOf(memberOf(value, 'onEvent'))) {
        if (events.includes(code.key)) continue;
        const context = `populations.${key}.onEvent`;
        const message = `the population ${key} has no event ${code.key}`;
        this.#references.reference(message, code.key, events, code.keySpan, context);
      }
    }
  }

  projections(): void {
    for (const { key, value } of entriesOf(memberOf(this.#root, 'projections'))) {
      const context = `projections.${key}`;
      const source = this.slice(memberOf(value, 'from'), `${context}.from`, 'population', 'input');
      const target = this.slice(memberOf(value, 'to'), `${context}.to`, 'population', 'input');
      const seen = new Map<string, string>();
      for (const [side, trigger] of [
        ['onPre', source],
        ['onPost', target],
      ] as const) {
        for (const pathway of pathwaysOf(memberOf(value, side), side)) {
          if (seen.has(pathway.name)) {
            const message = `the pathway ${pathway.name} is given twice`;
            this.#references.fault('FILE_NAME', message, pathway.span, `${context}.${side}`);
          }
          seen.set(pathway.name, side);
          const event = memberOf(pathway.value, 'event');
          const wanted = textOf(event);
          if (wanted === undefined || trigger === undefined) continue;
          const events = eventNames(trigger.value);
          if (events.includes(wanted)) continue;
          const message = `${trigger.name} has no event ${wanted}`;
          this.#references.reference(message, wanted, events, event?.span, `${context}.${side}`);
        }
      }
      this.#delay(value, context);
      if (memberOf(value, 'freezable') !== undefined) {
        for (const constant of entriesOf(memberOf(value, 'constants'))) {
          if (constant.key !== 'frozen') continue;
          const message = 'the name frozen is reserved in a freezable projection';
          this.#references.fault('FILE_NAME', message, constant.keySpan, `${context}.constants`);
        }
      }
    }
  }

  /** `delay` is short for the delay of the one pathway `pre`. */
  #delay(projection: PlacedValue, context: string): void {
    const entry = entriesOf(projection).find(({ key }) => key === 'delay');
    if (entry === undefined) return;
    const onPre = memberOf(projection, 'onPre');
    if (onPre !== undefined && onPre.kind !== 'map') return;
    const message =
      onPre === undefined
        ? 'delay is the delay of the pathway pre, but there is no on_pre'
        : 'delay is only for an on_pre of one text; here pathways have names';
    const help = onPre === undefined ? 'remove delay' : 'give each pathway its own delay';
    this.#references.fault('FILE_CONFLICT', message, entry.keySpan, `${context}.delay`, help);
  }

  /** A slice of an object that exists, not empty, beginning inside it. */
  slice(
    value: PlacedValue | undefined,
    context: string,
    ...kinds: readonly ObjectKind[]
  ): NetworkObject | undefined {
    const slice = parseSlice(textOf(value) ?? '');
    if (slice === undefined) return undefined;
    const object = this.#references.named(slice.object, value?.span, context, ...kinds);
    if (object === undefined) return undefined;
    const size = sizeOf(object);
    const { first = 0, end = size ?? Number.POSITIVE_INFINITY } = slice;
    if (first < Math.min(end, size ?? end)) return object;
    const extent = size === undefined ? '' : ` (${slice.object} has ${size} neurons)`;
    this.#references.fault('FILE_VALUE', `the slice is empty${extent}`, value?.span, context);
    return object;
  }

  probes(): void {
    const taken = new Set<string>();
    for (const [at, probe] of itemsOf(memberOf(this.#root, 'probes')).entries()) {
      const [entry] = entriesOf(probe);
      if (entry === undefined) continue;
      const context = `probes[${at}].${entry.key}`;
      const isMap = entry.value.kind === 'map';
      const of = isMap ? memberOf(entry.value, 'of') : entry.value;
      const object = this.#references.object(of, context, ...probedKinds(entry.key));
      const name = memberOf(entry.value, 'name');
      const chosen = textOf(name);
      if (chosen !== undefined) {
        if (taken.has(chosen)) {
          this.#references.fault(
            'FILE_NAME',
            `two probes have the name ${chosen}`,
            name?.span,
            context,
          );
        }
        taken.add(chosen);
      }
      if (entry.key === 'events' && object !== undefined) {
        const event = memberOf(entry.value, 'event');
        const wanted = textOf(event);
        const events = eventNames(object.value);
        if (wanted !== undefined && !events.includes(wanted)) {
          const message = `${object.name} has no event ${wanted}`;
          this.#references.reference(message, wanted, events, event?.span, context);
        }
      }
      if (entry.key === 'responses')
        this.#references.itemInput(memberOf(entry.value, 'input'), context);
    }
  }

  task(phases: ReadonlySet<string>): void {
    const task = memberOf(this.#root, 'task');
    if (task === undefined) return;
    this.#references.itemInput(memberOf(task, 'input'), 'task.input');
    this.#references.object(memberOf(task, 'population'), 'task.population', 'population');
    for (const key of ['assign', 'test']) {
      const value = memberOf(task, key);
      const phase = textOf(value);
      if (phase === undefined || phases.has(phase)) continue;
      const message = `the timeline has no phase ${phase}`;
      this.#references.reference(message, phase, [...phases], value?.span, `task.${key}`);
    }
  }
}

function probedKinds(kind: string): readonly ObjectKind[] {
  switch (kind) {
    case 'weights':
      return ['projection'];
    case 'state':
      return ['population', 'projection'];
    case 'events':
      return ['population'];
    default:
      return ['population', 'input'];
  }
}

function eventNames(population: PlacedValue): readonly string[] {
  return entriesOf(memberOf(population, 'events')).map(({ key }) => key);
}

function pathwaysOf(
  value: PlacedValue | undefined,
  side: 'onPre' | 'onPost',
): { name: string; value: PlacedValue; span: SourceSpan | undefined }[] {
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return [];
  if (value.kind !== 'map')
    return [{ name: side === 'onPre' ? 'pre' : 'post', value, span: value.span }];
  return value.entries.map((entry) => ({
    name: entry.key,
    value: entry.value,
    span: entry.keySpan,
  }));
}

/** Neurons, as far as the document says. */
function sizeOf({ kind, value }: NetworkObject): number | undefined {
  if (kind === 'population') return numberOf(memberOf(value, 'size'));
  return numberOf(memberOf(inputKind(value)?.settings, 'size'));
}
