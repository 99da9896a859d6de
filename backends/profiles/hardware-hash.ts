import type { FormatLock, Hardware } from '../../core/hardware.js';
import { hex, sha256, utf8 } from '../../core/random/index.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** SHA-256, hexadecimal, of the canonical JSON of everything but the hash and the places in files. */
export function hashHardware(hardware: Omit<Hardware, 'hash'>): string {
  return hex(sha256(utf8(canonicalJson(hardware))));
}

/** JSON with sorted keys and without spaces: equal content gives equal text. Maps become objects. */
function canonicalJson(hardware: Omit<Hardware, 'hash'>): string {
  const { classes, formats, energy, spans: _spans, ...plain } = hardware;
  const withoutPlaces = [...formats].map(([name, lock]) => {
    const { span: _, ...content }: FormatLock = lock;
    return [name, content] as const;
  });
  const content = {
    ...plain,
    classes: Object.fromEntries(classes),
    formats: Object.fromEntries(withoutPlaces),
    energy: Object.fromEntries(energy),
  };
  // Through JSON once: what is left is plain data, and sorting needs no other cases.
  const data: Json = JSON.parse(JSON.stringify(content));
  return JSON.stringify(sorted(data));
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(sorted);
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
