import { describe, expect, it } from 'vitest';
import { delayTicks } from './delay-ticks.js';

describe('delayTicks', () => {
  it.each([
    [0.04, 0],
    [0.0499999, 0],
    [0.05, 1],
    [0.15, 1],
    [0.25, 3],
    [0.35, 4],
    [0.45, 5],
  ])('%s ms at dt 0.1 ms: %s', (milliseconds, ticks) => {
    expect(delayTicks(milliseconds * 0.001, 0.1 * 0.001)).toBe(ticks);
  });
});
