import { describe, expect, it } from 'vitest';
import { solve } from './solve.js';

describe('solve', () => {
  it('solves by hand-made numbers, with rows to exchange', () => {
    // y = 3, 2 x + y = 7, x + z = 6
    const matrix = [
      [0, 1, 0],
      [2, 1, 0],
      [1, 0, 1],
    ];
    expect(solve(matrix, [3, 7, 6])).toEqual([2, 3, 4]);
    expect(solve([], [])).toEqual([]);
  });

  it('refuses a singular matrix', () => {
    expect(
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ).toBeUndefined();
    expect(solve([[0]], [1])).toBeUndefined();
  });
});
