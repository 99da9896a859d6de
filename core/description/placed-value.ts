import type { SourceSpan, SourceText } from '../diagnostics/index.js';
import { type CharacterMap, mapCharacters, type ScalarStyle } from './character-map.js';

/** Plain data: what JSON can hold. Maps have no prototype, so that no user name meets a built-in one. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** A value of a document together with where it stands. Shared between the uses of an alias. */
export type PlacedValue = PlacedScalar | PlacedList | PlacedMap;

export interface PlacedScalar {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  readonly span: SourceSpan | undefined;
  /** As written, without quotes: the texts of a scalar that reads as a number or boolean. */
  readonly text: string;
  /** Maps characters of `text` to the file. */
  readonly place: TextPlace | undefined;
}
export interface PlacedList {
  readonly kind: 'list';
  readonly items: readonly PlacedValue[];
  readonly span: SourceSpan | undefined;
}
export interface PlacedEntry {
  readonly key: string;
  readonly keySpan: SourceSpan | undefined;
  readonly value: PlacedValue;
}
export interface PlacedMap {
  readonly kind: 'map';
  readonly entries: readonly PlacedEntry[];
  readonly span: SourceSpan | undefined;
}

/** Finds characters of one text value in its file. */
export interface TextPlace {
  /** Half-open range of characters of the text value. */
  span(start: number, end: number): SourceSpan;
}

/** Place of a scalar of a file; the map is worked out at the first question. */
export class ScalarPlace implements TextPlace {
  readonly #source: SourceText;
  readonly #scalar: ScalarStyle;
  readonly #whole: SourceSpan;
  readonly #value: string;
  #map: CharacterMap | undefined;

  constructor(source: SourceText, scalar: ScalarStyle, whole: SourceSpan, value: string) {
    this.#source = source;
    this.#scalar = scalar;
    this.#whole = whole;
    this.#value = value;
  }

  span(start: number, end: number): SourceSpan {
    this.#map ??= mapCharacters(this.#scalar);
    const { text, starts, ends } = this.#map;
    // Should the map ever disagree with the reader, the whole value is still a true answer.
    if (text !== this.#value || text.length === 0) return this.#whole;
    const [from, to] = [clamp(start, text.length), clamp(end, text.length)];
    const first = from < text.length ? starts[from] : ends[text.length - 1];
    const last = to > from ? ends[to - 1] : first;
    const [low, high] = [first ?? this.#whole.start, last ?? this.#whole.end];
    return { source: this.#source, start: low, end: Math.max(low, high) };
  }
}

/** Place of a text that came through the API: it is its own source. */
export class OwnTextPlace implements TextPlace {
  readonly #source: SourceText;

  constructor(source: SourceText) {
    this.#source = source;
  }

  span(start: number, end: number): SourceSpan {
    const { length } = this.#source.text;
    const from = clamp(start, length);
    return { source: this.#source, start: from, end: Math.max(from, clamp(end, length)) };
  }
}

const clamp = (at: number, length: number): number => Math.max(0, Math.min(at, length));

/** The data alone. */
export function plainData(value: PlacedValue): PlainValue {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plainData);
    case 'map': {
      const map: Record<string, PlainValue> = Object.create(null);
      for (const { key, value: inner } of value.entries) map[key] = plainData(inner);
      return map;
    }
  }
}
