import type { Plain } from './shape.js';

/** Equality of plain data; maps irrespective of the order of their keys. */
export function sameData(a: Plain, b: Plain): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, at) => sameData(item, b[at] ?? null));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameData(a[key] ?? null, b[key] ?? null))
  );
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
