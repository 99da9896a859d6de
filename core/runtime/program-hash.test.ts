import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frameworkVersion } from './framework-version.js';
import { hashPlainData } from './program-hash.js';

describe('hashPlainData', () => {
  it('is equal for equal data, whatever the order of keys, and leaves spans and gaps out', () => {
    const a = { x: 1, y: [true, 'text', 5n], z: Float64Array.of(1, -0) };
    const b = { z: Float64Array.of(1, -0), gap: undefined, y: [true, 'text', 5n], x: 1, span: 9 };
    expect(hashPlainData(b)).toBe(hashPlainData(a));
  });

  it('tells apart what is nearly the same', () => {
    const values = [
      ...[0, -0, NaN, Infinity, '', '0', false, null, 0n, [], {}, [[]], [0], ['0'], { a: 0 }],
      ...[Float64Array.of(0), Float64Array.of(-0), Int32Array.of(0, 0), { b: 0 }, { a: [0] }],
      ...[new Map([['a', 0]]), [0, 0], ['a', 'b'], ['ab'], ['a', ['b']]],
    ];
    const hashes = values.map((value) => hashPlainData(value));
    expect(new Set(hashes).size).toBe(values.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('frameworkVersion', () => {
  it('is that of the package', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(manifest).toMatchObject({ version: frameworkVersion });
  });
});
