import type { ArrayId } from '../../../core/ir/index.js';
import type { ArrayPlacement } from './placement.js';

/** Collects where the elements of arrays lie, core after core. */
export class ArrayPlacements {
  readonly #found: Map<ArrayId, ArrayPlacement> = new Map();

  get all(): ReadonlyMap<ArrayId, ArrayPlacement> {
    return this.#found;
  }

  /** The placement of an array; all its elements lie at word 0 of core 0 until they are put somewhere. */
  open(
    array: ArrayId,
    count: number,
    facts: Pick<ArrayPlacement, 'bits' | 'signed' | 'inverted' | 'memory'>,
  ): ArrayPlacement {
    const found = this.#found.get(array);
    if (found !== undefined) return found;
    const placement: ArrayPlacement = {
      array,
      ...facts,
      cores: new Uint16Array(count),
      words: new Int32Array(count),
      lows: new Uint16Array(count),
    };
    this.#found.set(array, placement);
    return placement;
  }
}

export function putElement(
  { cores, words, lows }: ArrayPlacement,
  element: number,
  core: number,
  word: number,
  low: number,
): void {
  cores[element] = core;
  words[element] = word;
  lows[element] = low;
}
