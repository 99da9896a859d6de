import { describe, expect, it } from 'vitest';
import { interpretFixedKernel } from '../interpreter/interpret-kernel.js';
import { normalDraw, normalError, normalTable, uniformDraw } from './draws.js';
import { FixedBuilder } from './fixed-builder.js';
import type { FixedNode } from './fixed-ir.js';

const table = { ...normalTable(), name: 'normal' };

/** Draws of one site for given words. */
function drawsOf(words: readonly number[], kind: 'normal' | 'uniform'): readonly number[] {
  const count = words.length;
  const b = new FixedBuilder('P.k', { kind: 'elements', object: 'P', count });
  const value = kind === 'normal' ? normalDraw(b, 300, table) : uniformDraw(b, 300);
  const fraction = b.fraction(value);
  b.append({ op: 'store', array: 'z', index: 'lane', value, fraction: 0 } satisfies FixedNode);
  const z = new Float64Array(count);
  interpretFixedKernel(
    b.finish(undefined),
    {
      arrays: new Map([['z', { count, slots: 1, data: z }]]),
      tables: new Map([['normal', table]]),
      requantisation: { profile: 'standard', stochastic: { rule: 'lt_high', bits: 16 } },
      word: (site, tick, element) => {
        expect([site, tick]).toEqual([300, 9]);
        return words[element] as number;
      },
      drawsAlways: true,
      limits: new Map(),
    },
    false,
  ).run(9, undefined, 0, count);
  return Array.from(z, (code) => code * 2 ** -fraction);
}

/** Distribution function of the normal distribution: by its density, Simpson's rule from 0. */
function probability(z: number): number {
  const parts = 400;
  const h = z / parts;
  let sum = 0;
  for (let part = 0; part <= parts; part += 1) {
    const weight = part === 0 || part === parts ? 1 : part % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((part * h) ** 2) / 2);
  }
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

/** By bisection: an independent inverse. */
function quantile(p: number): number {
  let [low, high] = [-7, 7];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (probability(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

describe('draws', () => {
  it('of rand() are the word as a fraction', () => {
    const words = [0, 1, 2 ** 31, 2 ** 32 - 1];
    expect(drawsOf(words, 'uniform')).toEqual(words.map((word) => word * 2 ** -32));
  });

  it('of randn() lie within the stated error of the inverse distribution of the word', () => {
    const words = Array.from(
      { length: 400 },
      (_, at) => Math.imul(at * 7919 + 1, 0x9e3779b1) >>> 0,
    );
    const small = Array.from({ length: 22 }, (_, octave) => 2 ** (octave + 9) + (octave % 3));
    const all = [...words, ...small, 2 ** 31 - 1, 2 ** 31];
    for (const [at, z] of drawsOf(all, 'normal').entries()) {
      const expected = quantile(((all[at] as number) + 0.5) * 2 ** -32);
      expect(Math.abs(z - expected)).toBeLessThan(normalError);
    }
  });

  it('of randn() are symmetric, and largest at the ends', () => {
    const words = [0, 1, 2, 77, 2 ** 20, 2 ** 31 - 1];
    const ends = words.map((word) => 2 ** 32 - 1 - word);
    expect(drawsOf(ends, 'normal')).toEqual(drawsOf(words, 'normal').map((z) => 0 - z));
    const falling = drawsOf(words, 'normal');
    expect([...falling].sort((a, b) => a - b)).toEqual(falling);
    expect(falling[0]).toBeCloseTo(-6.23, 2);
  });

  it('need a table of at most 256 entries', () => {
    expect(table.rows).toBe(249);
  });
});
