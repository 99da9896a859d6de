import { describe, expect, it } from 'vitest';
import { buildFunctionTable, type TableRoom, tableErrorCurve } from './function-table.js';
import { divideJets, multiplyJets, opaqueJet, squareJet, variableJet } from './interval-jet.js';

const room: TableRoom = {
  entries: 256,
  interpolation: 'linear',
  word: { bits: 16, signed: 'auto', fraction: 'auto' },
};
const square = {
  expression: 'x * x',
  of: (x: number) => x * x,
  jet: (x: { low: number; high: number }) => squareJet(variableJet(x)),
  lowCode: 0,
  highCode: 40,
  lsb: 0.125,
};

describe('buildFunctionTable', () => {
  it('rounds the values at every 2^shift-th code to nearest', () => {
    const table = buildFunctionTable(square, { ...room, entries: 6 });
    // 40 codes in at most 5 lines: 8 codes, or 1.0, each. 0, 1, 4, 9, 16, 25 in u16: 25 * 2^11 < 2^16.
    expect(table).toMatchObject({ shift: 3, rows: 6, offsetCode: 0 });
    expect(table?.format).toEqual({ signed: false, wordBits: 16, fracBits: 11 });
    expect([...(table?.codes ?? [])]).toEqual([0, 1, 4, 9, 16, 25].map((y) => y * 2048));
    // Half way between two entries the line is 1/4 above x^2; every line is exact in 2^-11.
    expect(table?.approximates).toMatchObject({ low: 0, high: 5, error: 0.25, errorIs: 'proved' });
  });

  it('lets the last line pass through the value at the end of the range', () => {
    const table = buildFunctionTable({ ...square, highCode: 36 }, { ...room, entries: 6 });
    // From 16 at x = 4 to 20.25 at 4.5: after a whole stretch 16 + 2 * 4.25.
    expect(table?.codes.at(-1)).toBe(24.5 * 2048);
    expect(table?.approximates.error).toBe(0.25);
  });

  it('keeps one entry per code where there are few', () => {
    const table = buildFunctionTable({ ...square, lowCode: 3, highCode: 5 }, room);
    expect(table).toMatchObject({ shift: 0, rows: 3 });
  });

  it('obeys a fixed sign and binary point of class lut', () => {
    const word = { bits: 12, signed: true, fraction: 7 } as const;
    const table = buildFunctionTable(square, { ...room, word });
    expect(table?.format).toEqual({ signed: true, wordBits: 12, fracBits: 7 });
    // 25 * 2^6 < 2^11: codes stand for 2^-6, in a scale that is twice as large as the format's.
    expect(table?.codes.at(-1)).toBe(25 * 64);
    expect(table?.approximates.scale).toBe(2);
  });

  it('fills a hole in a smooth function, and says that its bound is sampled', () => {
    const hole = {
      expression: 'x * x / x',
      of: (x: number) => (x * x) / x,
      jet: (x: { low: number; high: number }) =>
        divideJets(squareJet(variableJet(x)), variableJet(x)),
      lowCode: -(2 ** 15),
      highCode: 2 ** 15,
      lsb: 2 ** -15,
    };
    const table = buildFunctionTable(hole, room);
    expect(table?.approximates.errorIs).toBe('sampled');
    expect(table?.approximates.error).toBeLessThan(0.01);
  });

  it.each([
    ['at an entry', -(2 ** 15)],
    ['between entries', -(2 ** 15) + 77],
  ])('has no table for a pole %s', (_, lowCode) => {
    const pole = {
      expression: '1 / x',
      of: (x: number) => 1 / x,
      jet: (x: { low: number; high: number }) =>
        divideJets(
          multiplyJets(variableJet(x), opaqueJet({ low: 1, high: 1 })),
          squareJet(variableJet(x)),
        ),
      lowCode,
      highCode: lowCode + 2 ** 16,
      lsb: 2 ** -15,
    };
    expect(buildFunctionTable(pole, room)).toBeUndefined();
  });
});

describe('tableErrorCurve', () => {
  it('falls by 4 with every doubling, until the word is the limit', () => {
    const wide = { ...room, word: { ...room.word, bits: 40 } };
    const curve = tableErrorCurve({ ...square, highCode: 2 ** 12 }, wide, [9, 17, 33, 65, 129]);
    expect(curve.map(({ entries }) => entries)).toEqual([9, 17, 33, 65, 129]);
    for (const [at, { error }] of curve.entries()) {
      const before = curve[at - 1]?.error;
      if (before !== undefined) expect(before / error).toBeCloseTo(4, 5);
    }
    const narrow = tableErrorCurve({ ...square, highCode: 2 ** 12 }, room, [2049, 4097]);
    // 512^2 in u16 in units of 1000: 2^-7 of it is 7.8, and rounding to nearest alone is off by 3.9.
    expect(narrow.every(({ error }) => error >= 3.8)).toBe(true);
  });
});
