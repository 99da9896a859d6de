import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256, sha256 } from './sha256.js';
import { hex, utf8 } from './text-bytes.js';

describe('sha256', () => {
  it('gives the digests of FIPS 180-4', () => {
    expect(hex(sha256(utf8('')))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(hex(sha256(utf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('equals an independent implementation at every length around block borders', () => {
    for (let length = 0; length < 200; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 255);
      expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('does not depend on how the bytes are cut', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index & 255);
    const whole = hex(sha256(bytes));
    for (const cut of [1, 63, 64, 65, 500]) {
      const pieces = new Sha256().update(bytes.subarray(0, cut)).update(bytes.subarray(cut));
      expect(hex(pieces.digest())).toBe(whole);
    }
  });
});

describe('utf8', () => {
  it('equals the platform encoder', () => {
    for (const text of ['', 'exc', 'µV', '漢', '🙂 a', '\ud800x', 'x\udc00'])
      expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
  });
});
