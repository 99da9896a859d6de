import { describe, expect, it } from 'vitest';
import { philox4x32 } from './philox.js';

const words = (counter: readonly number[], key: readonly number[]): readonly number[] => {
  const out = new Uint32Array(4);
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  philox4x32(c0, c1, c2, c3, key[0] ?? 0, key[1] ?? 0, out);
  return [...out];
};

// Straight from the paper, in arbitrary precision.
const oracle = (counter: readonly number[], key: readonly number[]): readonly number[] => {
  let [a = 0n, b = 0n, c = 0n, d = 0n] = counter.map(BigInt);
  let [k0 = 0n, k1 = 0n] = key.map(BigInt);
  const mask = 0xffffffffn;
  for (let round = 0; round < 10; round += 1) {
    const first = a * 0xd2511f53n;
    const second = c * 0xcd9e8d57n;
    [a, b, c, d] = [(second >> 32n) ^ b ^ k0, second & mask, (first >> 32n) ^ d ^ k1, first & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [a, b, c, d].map(Number);
};

describe('philox4x32', () => {
  it('gives the known answers of the paper', () => {
    expect(words([0, 0, 0, 0], [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    expect(words([ones, ones, ones, ones], [ones, ones])).toEqual([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    expect(
      words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    ).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });

  it('equals arbitrary-precision arithmetic', () => {
    let state = 12345;
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state;
    };
    for (let trial = 0; trial < 300; trial += 1) {
      const counter = [next(), next(), next(), next()];
      const key = [next(), next()];
      expect(words(counter, key)).toEqual(oracle(counter, key));
    }
  });
});
