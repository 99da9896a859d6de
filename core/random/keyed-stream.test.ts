import { describe, expect, it } from 'vitest';
import { geometricGap } from './geometric-gap.js';
import { inverseNormal } from './inverse-normal.js';
import { createKeyedStream } from './keyed-stream.js';
import { objectId } from './object-id.js';
import { philox4x32 } from './philox.js';

describe('objectId', () => {
  it('gives the known ids', () => {
    expect(objectId('exc')).toBe(0xf85236fa);
    expect(objectId('S')).toBe(0x8de0b3c4);
  });
});

describe('createKeyedStream', () => {
  it('gives the known answers of the keyed layout', () => {
    expect(createKeyedStream(42n).word(objectId('exc'), 3, 7, 5)).toBe(0xb2663ed4);
    const far = createKeyedStream(2n ** 40n + 5n);
    expect(far.word(objectId('S'), 32770, 2 ** 33 + 1, 1000001)).toBe(0x4a380836);
  });

  it('gives equal words in any order of asking', () => {
    const stream = createKeyedStream(7n);
    const asked: [number, number, number, number][] = [];
    for (let trial = 0; trial < 400; trial += 1)
      asked.push([trial % 3, (trial * 7) % 40, trial % 5, (trial * 13) % 9]);
    const forward = asked.map((key) => stream.word(...key));
    const backward = asked.toReversed().map((key) => stream.word(...key));
    expect(backward.toReversed()).toEqual(forward);
    const out = new Uint32Array(4);
    for (const [index, [object, site, tick, element]] of asked.entries()) {
      philox4x32(element >> 2, tick, site, object, 7, 0, out);
      expect(forward[index]).toBe(out[element & 3]);
    }
  });

  it('starts with right words for the all-zero counter', () => {
    const out = new Uint32Array(4);
    philox4x32(0, 0, 0, 0, 9, 0, out);
    expect(createKeyedStream(9n).word(0, 0, 0, 2)).toBe(out[2]);
  });

  it('keeps elements apart up to 2^34', () => {
    const stream = createKeyedStream(1n);
    const out = new Uint32Array(4);
    philox4x32(2 ** 32 - 1, 0, 5, 1, 1, 0, out);
    expect(stream.word(1, 5, 0, 2 ** 34 - 1)).toBe(out[3]);
  });

  it('puts two words into 53 bits', () => {
    const stream = createKeyedStream(3n);
    const high = BigInt(stream.word(1, 256, 10, 4));
    const low = BigInt(stream.word(1, 257, 10, 4));
    const bits = high * 2n ** 21n + (low >> 11n);
    expect(stream.uniform(1, 256, 10, 4)).toBe(Number(bits) / 2 ** 53);
    expect(stream.normal(1, 256, 10, 4)).toBe(inverseNormal((Number(bits) + 0.5) / 2 ** 53));
  });

  it('has uniform and normal moments', () => {
    const stream = createKeyedStream(11n);
    const count = 40000;
    let sum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let element = 0; element < count; element += 1) {
      sum += stream.uniform(5, 256, 0, element);
      const x = stream.normal(5, 258, 0, element);
      normalSum += x;
      normalSquares += x * x;
    }
    // Four standard errors.
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(normalSum / count)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(normalSquares / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });
});

describe('inverseNormal', () => {
  it('gives the check values of AS 241 and is odd', () => {
    expect(inverseNormal(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(inverseNormal(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(inverseNormal(1e-20)).toBeCloseTo(-9.262340089798409, 13);
    expect(inverseNormal(0.5)).toBe(0);
    expect(inverseNormal(0)).toBe(-Infinity);
    expect(inverseNormal(1)).toBe(Infinity);
    for (const p of [0.01, 0.07, 0.08, 0.3])
      expect(inverseNormal(1 - p)).toBeCloseTo(-inverseNormal(p), 12);
  });

  it('inverts the distribution integrated numerically', () => {
    // Simpson's rule over the density from 0.
    const below = (x: number): number => {
      const steps = 2000;
      const h = x / steps;
      let sum = 0;
      for (let k = 0; k <= steps; k += 1) {
        const weight = k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2;
        sum += weight * Math.exp(-((k * h) ** 2) / 2);
      }
      return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
    };
    for (const p of [0.03, 0.075, 0.2, 0.55, 0.9, 0.99, 0.9999])
      expect(below(inverseNormal(p))).toBeCloseTo(p, 11);
  });
});

describe('geometricGap', () => {
  it('covers the borders', () => {
    expect(geometricGap(0.3, 0)).toBe(Infinity);
    expect(geometricGap(0.3, 1)).toBe(1);
    expect(geometricGap(1 - 2 ** -53, 0.5)).toBe(1);
    // P(gap > n) = (1 - p)^n: u below 0.25 needs more than two trials at p = 0.5.
    expect(geometricGap(0.26, 0.5)).toBe(2);
    expect(geometricGap(0.24, 0.5)).toBe(3);
  });
});
