import type { SourceSpan } from '../diagnostics/index.js';
import type { DocumentSource } from '../network/index.js';
import type { PlacedEntry, PlacedList, PlacedScalar, PlacedValue } from './placed-value.js';

type Path = readonly (string | number)[];

/** Answers where the parts of a document stand, by their paths. */
export function documentPositions(root: PlacedValue): DocumentSource {
  return new DocumentPositions(root);
}

class DocumentPositions implements DocumentSource {
  readonly #root: PlacedValue;
  /** Maps can have thousands of keys: looked up by name once asked for. */
  readonly #entries = new WeakMap<PlacedValue, ReadonlyMap<string, PlacedEntry>>();

  constructor(root: PlacedValue) {
    this.#root = root;
  }

  valueSpan(path: Path): SourceSpan | undefined {
    let value: PlacedValue = this.#root;
    let span = value.span;
    for (const part of path) {
      const inner = this.#inner(value, part);
      if (inner === undefined) break;
      value = inner;
      span = value.span ?? span;
    }
    return span;
  }

  keySpan(path: Path): SourceSpan | undefined {
    const last = path.at(-1);
    if (last === undefined) return undefined;
    const parent = this.#find(path.slice(0, -1));
    return parent === undefined ? undefined : this.#entry(parent, last)?.keySpan;
  }

  textSpan(path: Path, start: number, end: number): SourceSpan | undefined {
    const value = this.#find(path);
    if (value?.kind === 'scalar') return value.place?.span(start, end);
    return value?.kind === 'list' ? joinedSpan(value, start, end) : undefined;
  }

  #find(path: Path): PlacedValue | undefined {
    let value: PlacedValue | undefined = this.#root;
    for (const part of path) {
      if (value === undefined) return undefined;
      value = this.#inner(value, part);
    }
    return value;
  }

  #inner(value: PlacedValue, part: string | number): PlacedValue | undefined {
    if (value.kind === 'list') return typeof part === 'number' ? value.items[part] : undefined;
    return this.#entry(value, part)?.value;
  }

  #entry(value: PlacedValue, part: string | number): PlacedEntry | undefined {
    if (value.kind !== 'map' || typeof part !== 'string') return undefined;
    let entries = this.#entries.get(value);
    if (entries === undefined) {
      entries = new Map(value.entries.map((entry) => [entry.key, entry]));
      this.#entries.set(value, entries);
    }
    return entries.get(part);
  }
}

/** Texts of a list count as joined by newlines; a range over several items spans them all. */
function joinedSpan(list: PlacedList, start: number, end: number): SourceSpan | undefined {
  let offset = 0;
  let from: SourceSpan | undefined;
  let to: SourceSpan | undefined;
  for (const item of list.items) {
    if (item.kind !== 'scalar') return undefined;
    const { length } = textOf(item);
    const after = offset + length;
    if (from === undefined && start <= after) from = item.place?.span(start - offset, end - offset);
    if (to === undefined && end <= after) {
      to = item.place?.span(Math.max(0, start - offset), end - offset);
      break;
    }
    offset = after + 1;
  }
  const last = list.items.at(-1);
  if (last?.kind === 'scalar') {
    const { length } = textOf(last);
    from ??= last.place?.span(length, length);
    to ??= last.place?.span(length, length);
  }
  if (from === undefined || to === undefined) return from ?? to;
  // Items that came from aliases may stand anywhere in the file, even in reverse.
  if (to.source !== from.source || to.end < from.start) return from;
  return { source: from.source, start: from.start, end: to.end };
}

const textOf = (item: PlacedScalar): string =>
  typeof item.value === 'string' ? item.value : item.text;
