import { describe, expect, it } from 'vitest';
import { contentHash } from './content-hash.js';

describe('contentHash', () => {
  // Vectors of the authors' test suite for 64-bit FNV-1a.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of %j', (text, expected) => {
    expect(contentHash(Uint8Array.from(text, (c) => c.charCodeAt(0)))).toBe(expected);
  });

  it('equals the definition with 64-bit integers', () => {
    const data = Float64Array.from([1, -0, 0, Math.PI, 5e-324]);
    let hash = 0xcbf29ce484222325n;
    for (const byte of new Uint8Array(data.buffer)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
    expect(contentHash(data)).toBe(hash.toString(16).padStart(16, '0'));
  });

  it('sees the part of a buffer that the array covers', () => {
    const whole = Int32Array.from([1, 2, 3]);
    expect(contentHash(whole.subarray(1, 2))).toBe(contentHash(Int32Array.from([2])));
  });
});
