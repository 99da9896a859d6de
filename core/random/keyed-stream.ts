import { inverseNormal } from './inverse-normal.js';
import { philox4x32 } from './philox.js';

/**
 * Random words that depend on what they are for, never on how many were drawn before (semantics
 * section 13). `objectId` is below 2^32, `site` below 2^16, `tick` below 2^48, `element` below 2^34.
 */
export interface KeyedStream {
  /** One unsigned 32-bit word. */
  word(objectId: number, site: number, tick: number, element: number): number;
  /** Uniform on [0, 1): 53 bits n of the words of `site` and `site + 1`, times 2^-53. */
  uniform(objectId: number, site: number, tick: number, element: number): number;
  /** Uniform on (0, 1): (n + 0.5) * 2^-53, for inversion. */
  openUniform(objectId: number, site: number, tick: number, element: number): number;
  /** Standard normal: inverse distribution of `openUniform`. */
  normal(objectId: number, site: number, tick: number, element: number): number;
}

// A kernel draws at a few neighbouring sites for element after element, so one remembered block
// per site (by its low bits) lets four neighbours share each call.
const remembered = 16;
const stride = 8;

/** The stream of a network's `seed` (0 .. 2^64 - 1; higher bits are ignored). */
export function createKeyedStream(seed: bigint): KeyedStream {
  const keyLow = Number(BigInt.asUintN(32, seed));
  const keyHigh = Number(BigInt.asUintN(32, seed >> 32n));
  // Per remembered block: counter words 0 .. 3, then the four output words.
  const blocks = new Uint32Array(remembered * stride);
  for (let at = 0; at < remembered; at += 1) {
    philox4x32(0, 0, at, 0, keyLow, keyHigh, blocks, at * stride + 4);
    blocks[at * stride + 2] = at;
  }

  const word = (objectId: number, site: number, tick: number, element: number): number => {
    const at = (site & (remembered - 1)) * stride;
    const counter0 = Math.floor(element / 4) >>> 0;
    const counter1 = tick >>> 0;
    const counter2 = ((Math.floor(tick / 0x100000000) << 16) | site) >>> 0;
    if (
      blocks[at] !== counter0 ||
      blocks[at + 1] !== counter1 ||
      blocks[at + 2] !== counter2 ||
      blocks[at + 3] !== objectId
    ) {
      blocks[at] = counter0;
      blocks[at + 1] = counter1;
      blocks[at + 2] = counter2;
      blocks[at + 3] = objectId;
      philox4x32(counter0, counter1, counter2, objectId, keyLow, keyHigh, blocks, at + 4);
    }
    return blocks[at + 4 + (element & 3)] as number;
  };
  const bits = (objectId: number, site: number, tick: number, element: number): number =>
    word(objectId, site, tick, element) * 0x200000 +
    (word(objectId, site + 1, tick, element) >>> 11);
  const openUniform = (objectId: number, site: number, tick: number, element: number): number =>
    // Above 2^52 the half is rounded to even; only the very last n would reach 1 that way.
    Math.min((bits(objectId, site, tick, element) + 0.5) * 2 ** -53, 1 - 2 ** -53);
  return {
    word,
    uniform: (objectId, site, tick, element) => bits(objectId, site, tick, element) * 2 ** -53,
    openUniform,
    normal: (objectId, site, tick, element) =>
      inverseNormal(openUniform(objectId, site, tick, element)),
  };
}
