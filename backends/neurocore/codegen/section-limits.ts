import type { SourceSpan } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';

/** What the instructions of a section can hold, and where the section comes from. */
export interface SectionLimits {
  /** For people: `the soma of exc`. */
  readonly name: string;
  readonly place: { readonly span?: SourceSpan | undefined; readonly context?: string };
  /** Random-number site of draw 0. */
  readonly siteBase: number;
  readonly registerBits: number;
  /** Signed bits of a word of the constant memory. */
  readonly constantBits: number;
  /** Ports of the multiplier, the wider first. */
  readonly multiplier: readonly [number, number];
}

/** Limits of every section of a chip. */
export type ChipLimits = Pick<SectionLimits, 'registerBits' | 'constantBits' | 'multiplier'>;

export function chipLimits(hardware: Hardware): ChipLimits {
  const { multiplier, memories, words } = hardware;
  const registerBits = words.temporary.bits;
  const [first, second] = multiplier === 'none' ? [registerBits, registerBits] : multiplier;
  const constants = memories.constant;
  if (constants === undefined) throw new Error(`${hardware.name} has no constant memory`);
  return {
    registerBits,
    // Constants are written as numbers of JavaScript.
    constantBits: Math.min(constants.wordBits, 53),
    multiplier: first >= second ? [first, second] : [second, first],
  };
}
