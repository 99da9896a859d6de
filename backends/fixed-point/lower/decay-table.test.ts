import { describe, expect, it } from 'vitest';
import { decayTable, decayTableLength } from './decay-table.js';
import { rational } from './rational.js';

describe('decayTable', () => {
  it.each([
    // tau and step in tenths of a millisecond, bits, entries: the architecture text
    [200, 5, 8, 252],
    [400, 5, 8, 501],
    [200, 1, 8, 1249],
    [200, 1, 16, 2359],
  ])('tau %d, step %d at %d bits has %d entries', (tau, step, bits, entries) => {
    const rate = rational(BigInt(step), BigInt(tau));
    expect(decayTableLength(rate, bits)).toBe(entries);
    expect(decayTable('decay', rate, bits).codes).toHaveLength(entries);
  });

  it('holds rounded factors, the first one LSB below 1, the last one 0', () => {
    const { codes, format } = decayTable('decay', rational(1n, 40n), 8);
    expect(format).toEqual({ signed: false, wordBits: 16, fracBits: 16 });
    expect(codes[0]).toBe(65535);
    // e^-0.025 = 0.97530991...; * 65536 = 63917.9
    expect(codes[1]).toBe(63918);
    expect(codes.at(-1)).toBe(0);
    for (let step = 1; step < codes.length; step += 1) {
      expect(codes[step]).toBeLessThanOrEqual(codes[step - 1] as number);
    }
  });

  it.each([4, 8, 12])(
    'has the largest code of %d bits below half an LSB before it ends',
    (bits) => {
      for (const tau of [3n, 10n, 40n, 133n]) {
        const length = decayTableLength(rational(1n, tau), bits);
        const left = (2 ** bits - 1) * Math.exp(-(length - 2) / Number(tau));
        expect(left).toBeLessThanOrEqual(0.5);
      }
    },
  );

  it('leaves the largest 8-bit code as it is at the step of the event', () => {
    const { codes } = decayTable('decay', rational(1n, 40n), 8);
    expect(Math.round((255 * (codes[0] as number)) / 65536)).toBe(255);
  });
});
