import type { ProjectionModel } from '../network/index.js';
import { createKeyedStream, type KeyedStream, objectId } from '../random/index.js';
import type { ProgramDraft } from './program-draft.js';

// Places of drawing while synapses are made (semantics section 13).
/** Connection if word < floor(p*2^32), p an expression. */
export const pairSite = 7;
/** First gap of a row of random connections, gap after a hit. */
export const rowSite = 8;
export const hitSite = 10;
/** Draws without replacement, as in a shuffle. */
const drawSite = 12;

/** Where the draws of a projection's connections come from (semantics section 13). */
export interface ConnectDraws {
  readonly stream: KeyedStream;
  readonly object: number;
  readonly seed: bigint;
}

/** A seed of its own replaces the key, so that equal seeds and sizes draw equal pairs. */
export function connectDraws(
  { name, connect }: ProjectionModel,
  draft: ProgramDraft,
): ConnectDraws {
  const seed = connect.seed ?? draft.model.seed;
  const object = connect.seed === undefined ? objectId(name) : 0;
  return { stream: createKeyedStream(seed), object, seed };
}

/**
 * `size` distinct numbers below `length`, ascending: the first places of a shuffle, in which for k =
 * 0, 1, .. place k is exchanged with k + floor(u (length - k)), u drawn in tick `outer`, element k.
 */
export function withoutReplacement(
  length: number,
  size: number,
  outer: number,
  { stream, object }: ConnectDraws,
): readonly number[] {
  // Only places that were exchanged are kept.
  const moved = new Map<number, number>();
  const chosen: number[] = [];
  for (let k = 0; k < size; k++) {
    const u = stream.openUniform(object, drawSite, outer, k);
    const other = k + Math.min(Math.floor(u * (length - k)), length - k - 1);
    chosen.push(moved.get(other) ?? other);
    moved.set(other, moved.get(k) ?? k);
  }
  return chosen.sort((a, b) => a - b);
}
