import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalSet } from './minimal-set.js';

describe('minimalSet', () => {
  it('finds the items that fail only together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }),
        async (size, places) => {
          const items = Array.from({ length: size }, (_, at) => `item ${at}`);
          const wanted = new Set(places.map((place) => `item ${place % size}`));
          const tried = new Set<string>();
          const found = await minimalSet(items, async (subset) => {
            const key = subset.join();
            expect(tried.has(key)).toBe(false);
            tried.add(key);
            return [...wanted].every((item) => subset.includes(item));
          });
          expect(found).toEqual(items.filter((item) => wanted.has(item)));
        },
      ),
    );
  });

  it('leaves a set that does not fail as it is', async () => {
    expect(await minimalSet(['a', 'b'], async () => false)).toEqual(['a', 'b']);
  });

  it('is minimal by one item for failures that are not monotone', async () => {
    const fails = async (subset: readonly string[]): Promise<boolean> =>
      subset.length % 2 === 0 && subset.length > 0;
    const found = await minimalSet(['a', 'b', 'c', 'd', 'e', 'f'], fails);
    expect(await fails(found)).toBe(true);
    for (const item of found)
      expect(await fails(found.filter((other) => other !== item))).toBe(false);
  });
});
