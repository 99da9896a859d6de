import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkImage } from '../../backends/neurocore/image/index.js';
import { randomChipImage } from './neurocore-image.js';

it('random images are images that a loader takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      expect(checkImage(randomChipImage(seed))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
