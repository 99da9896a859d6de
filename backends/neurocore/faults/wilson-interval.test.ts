import { expect, it } from 'vitest';
import { wilsonInterval } from './wilson-interval.js';

// Roots of (p - h/n)^2 = z^2 p (1 - p)/n, solved by hand to four places.
it.each([
  [0, 10, 0, 0.2775],
  [1, 10, 0.0179, 0.4042],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [500, 1000, 0.4691, 0.5309],
])('%i of %i', (hits, trials, lowest, highest) => {
  const [low, high] = wilsonInterval(hits, trials);
  expect(low).toBeCloseTo(lowest, 4);
  expect(high).toBeCloseTo(highest, 4);
});
