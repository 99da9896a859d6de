import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Diagnostics, SourceSpan, SourceText } from '../diagnostics/index.js';
import type { ScalarStyle } from './character-map.js';
import { documentLimits } from './document-limits.js';
import {
  type PlacedEntry,
  type PlacedMap,
  type PlacedScalar,
  type PlacedValue,
  ScalarPlace,
} from './placed-value.js';

/**
 * Turns the nodes of the YAML package into placed values: aliases resolved, keys checked. What is
 * refused goes to `diagnostics`; the result is then incomplete and not to be used.
 */
export function placeNodes(
  document: Document.Parsed,
  source: SourceText,
  diagnostics: Diagnostics,
): PlacedValue {
  return new NodePlacer(source, diagnostics).place(document.contents);
}

interface Anchored {
  readonly value: PlacedValue;
  /** Values inside, itself included. */
  readonly size: number;
}

class NodePlacer {
  readonly #source: SourceText;
  readonly #diagnostics: Diagnostics;
  /** `undefined` while the anchored node is still being read. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #aliases = 0;
  #values = 0;
  #tooMany = false;

  constructor(source: SourceText, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  place(node: Node | null): PlacedValue {
    if (node === null || this.#tooMany) return this.#empty(0);
    if (isAlias(node)) return this.#alias(node.source, this.#span(node));
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const before = this.#values;
    this.#count(1, this.#span(node));
    const value = this.#placeContent(node);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#values - before });
    return value;
  }

  #placeContent(node: Node): PlacedValue {
    const span = this.#span(node);
    if (isScalar(node)) return this.#scalar(node);
    if (isSeq<Node | null>(node)) {
      return { kind: 'list', span, items: node.items.map((item) => this.place(item)) };
    }
    if (isMap<Node, Node | null>(node)) return this.#map(node.items, span);
    return this.#empty(span.start);
  }

  #map(
    pairs: readonly { readonly key: Node; readonly value: Node | null }[],
    span: SourceSpan,
  ): PlacedMap {
    const seen = new Map<string, SourceSpan>();
    const entries: PlacedEntry[] = [];
    for (const pair of pairs) {
      const keySpan = this.#span(pair.key);
      const key = this.#key(pair.key, keySpan);
      const value = pair.value === null ? this.#empty(keySpan.end) : this.place(pair.value);
      if (key === undefined) continue;
      const first = seen.get(key);
      if (first !== undefined) {
        this.#refuse(`the key ${JSON.stringify(key)} is given twice`, keySpan, 'keep one of them');
        continue;
      }
      seen.set(key, keySpan);
      entries.push({ key, keySpan, value });
    }
    return { kind: 'map', span, entries };
  }

  #key(node: Node, span: SourceSpan): string | undefined {
    if (!isScalar(node) || typeof node.value !== 'string') {
      this.#refuse('a key must be a text', span, 'write the key as a plain name');
      return undefined;
    }
    if (node.anchor !== undefined) {
      this.#refuse('a key cannot carry an anchor', span, 'put the anchor before the value');
      return undefined;
    }
    if (node.value === '<<') {
      this.#refuse('merge keys "<<" are not allowed', span, 'repeat the keys');
      return undefined;
    }
    if (node.value === '' && node.type === 'PLAIN') {
      this.#refuse('a key is missing before the colon', span);
      return undefined;
    }
    return node.value;
  }

  #scalar(node: Scalar): PlacedScalar {
    const span = this.#span(node);
    const { value } = node;
    const written = node.source ?? '';
    const style = scalarStyle(node);
    if (typeof value === 'string') {
      const place =
        style === undefined ? undefined : new ScalarPlace(this.#source, style, span, value);
      return { kind: 'scalar', value, span, text: value, place };
    }
    const known =
      value === null || typeof value === 'boolean' || typeof value === 'number' ? value : null;
    const place =
      style === undefined ? undefined : new ScalarPlace(this.#source, style, span, written);
    return { kind: 'scalar', value: known, span, text: written, place };
  }

  #alias(name: string, span: SourceSpan): PlacedValue {
    this.#aliases++;
    if (this.#aliases === documentLimits.aliases + 1) {
      this.#refuse(`anchors are used more than ${documentLimits.aliases} times`, span);
    }
    if (!this.#anchors.has(name)) {
      const known = [...this.#anchors.keys()];
      const help = known.length > 0 ? `anchors so far: ${known.slice(0, 5).join(', ')}` : undefined;
      this.#refuse(`no anchor &${name} stands before this alias`, span, help);
      return this.#empty(span.start);
    }
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      this.#refuse(`the alias *${name} stands inside its own anchor`, span);
      return this.#empty(span.start);
    }
    this.#count(anchored.size, span);
    // The use is where the value stands; characters and inner values stand at the anchor.
    return { ...anchored.value, span };
  }

  #count(values: number, span: SourceSpan): void {
    this.#values += values;
    if (this.#values <= documentLimits.values || this.#tooMany) return;
    this.#tooMany = true;
    this.#refuse(`the file holds more than ${documentLimits.values} values`, span);
  }

  #empty(at: number): PlacedScalar {
    const span = { source: this.#source, start: at, end: at };
    return { kind: 'scalar', value: null, span, text: '', place: undefined };
  }

  #span(node: Node): SourceSpan {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.#source, start, end };
  }

  #refuse(message: string, span: SourceSpan, help?: string): void {
    this.#diagnostics.error('FILE_SYNTAX', message, help === undefined ? { span } : { span, help });
  }
}

/** How the scalar was written, from its token. Absent for empty values. */
function scalarStyle(node: Scalar): ScalarStyle | undefined {
  const token = node.srcToken;
  if (token === undefined) return undefined;
  switch (token.type) {
    case 'scalar':
      return { style: 'plain', offset: token.offset, source: token.source };
    case 'single-quoted-scalar':
      return { style: 'single', offset: token.offset, source: token.source };
    case 'double-quoted-scalar':
      return { style: 'double', offset: token.offset, source: token.source };
    case 'block-scalar': {
      const header = token.props.find((prop) => prop.type === 'block-scalar-header');
      if (header === undefined || !('source' in header)) return undefined;
      const length = token.props.reduce(
        (sum, prop) => sum + ('source' in prop ? prop.source.length : 0),
        0,
      );
      return {
        style: header.source.startsWith('>') ? 'folded' : 'literal',
        offset: token.offset + length,
        source: token.source,
        header: header.source,
        parentIndent: token.indent,
      };
    }
    default:
      return undefined;
  }
}
