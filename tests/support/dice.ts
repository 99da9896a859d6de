/** Small random numbers in [0, 1) of their own: one seed, one course. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    word ^= word >>> 13;
    return (word >>> 0) / 2 ** 32;
  };
}
