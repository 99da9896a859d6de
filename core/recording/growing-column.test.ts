import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexColumn, realColumn } from './growing-column.js';

describe('GrowingColumn', () => {
  it('gives back what was pushed, in any slice', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.nat(2000), (length, a, b) => {
        const column = realColumn();
        const expected: number[] = [];
        for (let index = 0; index < length; index += 1) {
          column.push(index * 1.5);
          expected.push(index * 1.5);
        }
        const from = Math.min(a, b, length);
        const to = Math.min(Math.max(a, b), length);
        expect(column.length).toBe(length);
        expect([...column.slice(from, to)]).toEqual(expected.slice(from, to));
      }),
      { numRuns: 60 },
    );
  });

  it('returns to a saved state however often, whatever was pushed since', () => {
    const column = indexColumn();
    for (let index = 0; index < 900; index += 1) column.push(index);
    const saved = column.save();
    const expected = [...column.slice()];
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 700 * (round + 1); index += 1) column.push(-index);
      column.load(saved);
      expect(column.length).toBe(900);
      expect([...column.slice()]).toEqual(expected);
    }
    column.push(5);
    expect(column.at(900)).toBe(5);
    expect(column.at(255)).toBe(255);
    expect(column.at(256)).toBe(256);
  });

  it('saves an empty column and one whose chunk is just full', () => {
    const column = realColumn();
    const empty = column.save();
    for (let index = 0; index < 256; index += 1) column.push(index);
    const full = column.save();
    column.push(256);
    column.load(full);
    column.push(1);
    expect([...column.slice(254)]).toEqual([254, 255, 1]);
    column.load(empty);
    expect(column.length).toBe(0);
    expect([...column.slice()]).toEqual([]);
  });

  it('finds the first number not below a value', () => {
    const column = realColumn();
    for (const value of [1, 1, 3, 7]) column.push(value);
    expect([0, 1, 2, 3, 4, 8].map((value) => column.lowerBound(value))).toEqual([0, 0, 2, 2, 3, 4]);
  });
});
