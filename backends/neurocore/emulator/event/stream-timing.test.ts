import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamTiming } from './stream-timing.js';

interface Word {
  readonly busy: number;
  readonly written: boolean;
}

/** The unit clock by clock, from its description. */
function clocked(
  words: readonly Word[],
  latency: number,
  depth: number,
): { readonly cycles: number; readonly stalls: number } {
  let [cycle, stalls, issued, popped, busy] = [0, 0, 0, 0, 0];
  let [pending, written] = [false, false];
  const arrives: number[] = [];
  for (;;) {
    const wants = issued < words.length && issued - popped < depth;
    if (pending) {
      pending = false;
      if (wants) stalls += 1;
    } else if (wants) {
      arrives.push(cycle + latency + 1);
      issued += 1;
    }
    const arrival = arrives[popped];
    if (busy === 0 && popped < issued && arrival !== undefined && arrival <= cycle) {
      ({ busy, written } = words[popped] as Word);
      popped += 1;
    }
    if (busy > 0) {
      busy -= 1;
      if (busy === 0) pending = written;
    }
    cycle += 1;
    if (popped === words.length && busy === 0 && !pending) return { cycles: cycle, stalls };
  }
}

const word = fc.record({ busy: fc.integer({ min: 1, max: 12 }), written: fc.boolean() });

describe('StreamTiming', () => {
  it('gives the cycles and stalls of a clocked stream', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 16 }),
        (words, latency, depth) => {
          const timing = new StreamTiming(latency, depth);
          timing.begin();
          for (const { busy, written } of words) timing.word(busy, written);
          const { cycles, stalls } = timing;
          expect({ cycles, stalls }).toEqual(clocked(words, latency, depth));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
