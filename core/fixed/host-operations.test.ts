import { describe, expect, it } from 'vitest';
import { scaleToTotal } from './host-operations.js';

const u8f4 = { signed: false, wordBits: 8, fracBits: 4 };

describe('scaling a column to a total', () => {
  it('rounds each code once, halves to even', () => {
    // 3 * 10 / 4 = 7.5, 1 * 10 / 4 = 2.5
    expect([...scaleToTotal([3, 1], 4, 10, u8f4)]).toEqual([8, 2]);
    expect([...scaleToTotal([1, 2, 3, 4], 10, 100, u8f4)]).toEqual([10, 20, 30, 40]);
  });

  it('saturates', () => {
    expect([...scaleToTotal([1, 1], 2, 1000, u8f4)]).toEqual([255, 255]);
    expect([...scaleToTotal([1, 1], 2, -1000, u8f4)]).toEqual([0, 0]);
  });

  it('refuses a sum of 0', () => {
    expect(() => scaleToTotal([1, -1], 0, 5, u8f4)).toThrow(RangeError);
  });
});
