import { type Diagnostic, Diagnostics } from '../diagnostics/index.js';
import { documentLimits } from './document-limits.js';
import {
  OwnTextPlace,
  type PlacedEntry,
  type PlacedScalar,
  type PlacedValue,
} from './placed-value.js';

/** Name under which messages show texts that came through the API. */
const apiSourceName = '<api>';

/**
 * Plain data of the API as placed values: each text is its own source. Properties that are
 * undefined count as absent. `LATE_BINDING` for functions and getters, whose value could change
 * later; `FILE_TYPE` for anything else that a file could not hold.
 */
export function placeData(data: unknown): {
  readonly value: PlacedValue;
  readonly diagnostics: readonly Diagnostic[];
} {
  const placer = new DataPlacer();
  const value = placer.place(data, '', 0);
  return { value, diagnostics: placer.diagnostics.all };
}

class DataPlacer {
  readonly diagnostics = new Diagnostics();
  #values = 0;

  place(data: unknown, path: string, depth: number): PlacedValue {
    this.#values++;
    if (depth > documentLimits.depth || this.#values > documentLimits.values) {
      if (!this.diagnostics.hasErrors) {
        const message = `the document is nested too deeply or holds over ${documentLimits.values} values`;
        this.diagnostics.error('FILE_TYPE', message, { context: path.slice(0, 200) });
      }
      return scalar(null);
    }
    switch (typeof data) {
      case 'string':
      case 'number':
      case 'boolean':
        return scalar(data);
      case 'object':
        if (data === null) return scalar(null);
        return Array.isArray(data) ? this.#list(data, path, depth) : this.#map(data, path, depth);
      case 'function':
        this.#late('a function', path);
        return scalar(null);
      default:
        this.#refuse(data, path);
        return scalar(null);
    }
  }

  #list(data: readonly unknown[], path: string, depth: number): PlacedValue {
    const items: PlacedValue[] = [];
    for (let at = 0; at < data.length; at++) {
      items.push(this.place(data[at], `${path}[${at}]`, depth + 1));
    }
    return { kind: 'list', items, span: undefined };
  }

  #map(data: object, path: string, depth: number): PlacedValue {
    const prototype: unknown = Object.getPrototypeOf(data);
    if (prototype !== null && prototype !== Object.prototype) {
      this.#refuse(data, path);
      return scalar(null);
    }
    const entries: PlacedEntry[] = [];
    for (const key of Object.keys(data)) {
      const inner = path === '' ? key : `${path}.${key}`;
      const property = Object.getOwnPropertyDescriptor(data, key);
      if (property?.get !== undefined) {
        this.#late('a getter', inner);
        continue;
      }
      const value: unknown = property?.value;
      if (value === undefined) continue;
      entries.push({ key, keySpan: undefined, value: this.place(value, inner, depth + 1) });
    }
    return { kind: 'map', entries, span: undefined };
  }

  #late(found: string, path: string): void {
    this.diagnostics.error('LATE_BINDING', `expected a value, found ${found}`, {
      context: path,
      help: 'give the value itself: it is fixed when the object is declared',
    });
  }

  #refuse(data: unknown, path: string): void {
    const found =
      typeof data === 'object' && data !== null
        ? `an object of ${data.constructor?.name ?? 'an unknown class'}`
        : `a value of type ${typeof data}`;
    const help = ArrayBuffer.isView(data) ? 'write Array.from(..)' : undefined;
    this.diagnostics.error('FILE_TYPE', `expected plain data, found ${found}`, {
      context: path,
      ...(help === undefined ? {} : { help }),
    });
  }
}

function scalar(value: null | boolean | number | string): PlacedScalar {
  if (typeof value !== 'string') {
    return { kind: 'scalar', value, span: undefined, text: String(value), place: undefined };
  }
  const source = { name: apiSourceName, text: value };
  const span = { source, start: 0, end: value.length };
  return { kind: 'scalar', value, span, text: value, place: new OwnTextPlace(source) };
}
