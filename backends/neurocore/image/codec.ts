import type { ByteReader, ByteWriter } from './byte-stream.js';

/** How a value stands in a file. Reading checks all that it reads. */
export interface Codec<T> {
  readonly write: (out: ByteWriter, value: T) => void;
  /** @throws FrameworkError IMAGE_FORMAT */
  readonly read: (input: ByteReader) => T;
}

/** An integer of -2^31 .. 2^32 - 1 and beyond, up to 2^53 in magnitude: a sign byte and 7 bytes. */
export const integer: Codec<number> = {
  write: (out, value) => {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is no integer of an image`);
    out.byte(value < 0 ? 1 : 0);
    out.unsigned(Math.abs(value), 7);
  },
  read: (input) => {
    const sign = input.byte();
    const magnitude = input.unsigned(7);
    if (sign > 1 || !Number.isSafeInteger(magnitude)) input.fail('no integer');
    return sign === 1 && magnitude > 0 ? -magnitude : magnitude;
  },
};

export const boolean: Codec<boolean> = {
  write: (out, value) => out.byte(value ? 1 : 0),
  read: (input) => {
    const byte = input.byte();
    return byte > 1 ? input.fail(`${byte} where 0 or 1 was expected`) : byte === 1;
  },
};

export const text: Codec<string> = {
  write: (out, value) => out.text(value),
  read: (input) => input.text(),
};

/** One of some words, by its place. */
export function choice<T extends string>(words: readonly T[]): Codec<T> {
  return {
    write: (out, value) => out.byte(words.indexOf(value)),
    read: (input) => words[input.byte()] ?? input.fail(`none of ${words.join(', ')}`),
  };
}

export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    write: (out, values) => {
      out.unsigned(values.length, 4);
      for (const value of values) item.write(out, value);
    },
    read: (input) => {
      const length = input.unsigned(4);
      // An item takes at least a byte: a damaged length must not fill the memory.
      if (length > input.left) input.fail(`a list of ${length} items in ${input.left} bytes`);
      return Array.from({ length }, () => item.read(input));
    },
  };
}

/** A value that may be missing. */
export function maybe<T>(item: Codec<T>): Codec<T | undefined> {
  return {
    write: (out, value) => {
      boolean.write(out, value !== undefined);
      if (value !== undefined) item.write(out, value);
    },
    read: (input) => (boolean.read(input) ? item.read(input) : undefined),
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Codec<Required<T>[K]> };
type OptionalKeys<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never;
}[keyof T];

/** A record of fields in their order; those named in `optional` may be absent. */
export function record<T extends object>(
  fields: Fields<T>,
  optional: readonly OptionalKeys<T>[] = [],
): Codec<T> {
  const keys = Object.keys(fields) as (keyof T)[];
  const mayMiss = new Set<keyof T>(optional);
  return {
    write: (out, value) => {
      for (const key of keys) {
        const field = value[key] as Required<T>[typeof key] | undefined;
        if (mayMiss.has(key)) boolean.write(out, field !== undefined);
        if (field !== undefined) fields[key].write(out, field);
      }
    },
    read: (input) => {
      const found: [keyof T, unknown][] = [];
      for (const key of keys)
        if (!mayMiss.has(key) || boolean.read(input)) found.push([key, fields[key].read(input)]);
      // Every key was read by the codec of its type, and none but optional ones is missing.
      return Object.fromEntries(found) as T;
    },
  };
}
