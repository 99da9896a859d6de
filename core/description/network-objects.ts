import type { PlacedEntry, PlacedValue } from './placed-value.js';

/** Reading of placed values whose grammar was checked; what was at fault is skipped. */

export function entriesOf(value: PlacedValue | undefined): readonly PlacedEntry[] {
  return value?.kind === 'map' ? value.entries : [];
}

export function itemsOf(value: PlacedValue | undefined): readonly PlacedValue[] {
  return value?.kind === 'list' ? value.items : [];
}

export function memberOf(value: PlacedValue | undefined, key: string): PlacedValue | undefined {
  return entriesOf(value).find((entry) => entry.key === key)?.value;
}

export function textOf(value: PlacedValue | undefined): string | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

export function numberOf(value: PlacedValue | undefined): number | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

export type ObjectKind = 'input' | 'population' | 'projection';
export interface NetworkObject {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly value: PlacedValue;
  readonly entry: PlacedEntry;
}

/** Inputs, populations and projections by name; of two with one name the first. */
export class NetworkObjects {
  readonly #objects = new Map<string, NetworkObject>();
  /** Objects whose name an earlier one has already. */
  readonly repeated: NetworkObject[] = [];

  constructor(root: PlacedValue) {
    for (const kind of ['input', 'population', 'projection'] as const) {
      for (const entry of entriesOf(memberOf(root, `${kind}s`))) {
        const object = { kind, name: entry.key, value: entry.value, entry };
        if (this.#objects.has(entry.key)) this.repeated.push(object);
        else this.#objects.set(entry.key, object);
      }
    }
  }

  get(name: string): NetworkObject | undefined {
    return this.#objects.get(name);
  }

  names(...kinds: readonly ObjectKind[]): readonly string[] {
    return [...this.#objects.values()]
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ name }) => name);
  }
}

/** The kind of an input, `images` say, and its settings. */
export function inputKind(
  value: PlacedValue,
): { readonly kind: string; readonly settings: PlacedValue } | undefined {
  const common = ['order', 'active', 'grid'];
  const entry = entriesOf(value).find(({ key }) => !common.includes(key));
  return entry === undefined ? undefined : { kind: entry.key, settings: entry.value };
}

/** Names of the item sets of an input; undefined if it has no items. */
export function itemSets(value: PlacedValue): readonly string[] | undefined {
  const input = inputKind(value);
  if (input === undefined || (input.kind !== 'images' && input.kind !== 'table')) return undefined;
  return entriesOf(memberOf(input.settings, 'sets')).map(({ key }) => key);
}
