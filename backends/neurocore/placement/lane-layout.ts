import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { LaneField } from '../codegen/index.js';
import type { ChipGeometry, LaneLayout, WordField } from '../image/index.js';
import { bitsFor } from './limits.js';
import type { FormParts, LaneContent } from './pathway-form.js';

/** Lanes of a word are numbered with five bits. */
const mostLanes = 32;

/** What a lane holds, in the order of its fields. */
export interface LaneWish {
  readonly parts: FormParts;
  readonly present: boolean;
  readonly target: boolean;
}

export interface Lane {
  readonly layout: LaneLayout;
  readonly contents: readonly LaneContent[];
}

/**
 * Lays out a synapse lane, low to high: weight, auxiliary fields, delay, plastic, present, flags,
 * target. Reports CHIP_LANE_TOO_WIDE.
 */
export function layOutLane(
  wish: LaneWish,
  { neurons, memories }: ChipGeometry,
  initial: ReadonlyMap<ArrayId, Float64Array>,
  diagnostics: Diagnostics,
): Lane | undefined {
  const { parts } = wish;
  const builder = new LaneBuilder(initial);
  const { code } = parts;
  const lanes = code.form === 'lanes' ? code : undefined;
  const weight =
    code.form === 'constant' ? builder.constant(code.code) : builder.array(code.weight);
  const auxiliary = (lanes?.auxiliary ?? []).map((field) => builder.field(field));
  const delay =
    parts.delays === undefined
      ? undefined
      : builder.place(bitsFor(parts.delayHigh - parts.delayLow));
  const plastic = builder.array(lanes?.plastic);
  const present = wish.present ? builder.place(1) : undefined;
  const flags = (lanes?.flags ?? []).map((field) => builder.field(field));
  const target = wish.target ? builder.place(bitsFor(neurons - 1)) : undefined;
  const { wordBits } = memories.synapse;
  if (builder.bits > wordBits) {
    refuseLane(parts, builder.bits, wordBits, diagnostics);
    return undefined;
  }
  return {
    layout: {
      laneBits: builder.bits,
      lanesPerWord: Math.min(mostLanes, Math.floor(wordBits / builder.bits)),
      ...(weight && { weight }),
      auxiliary,
      ...(delay && { delay }),
      ...(plastic && { plastic }),
      ...(present && { present }),
      flags,
      ...(target && { target }),
    },
    contents: builder.contents,
  };
}

class LaneBuilder {
  bits = 0;
  readonly contents: LaneContent[] = [];
  readonly #initial: ReadonlyMap<ArrayId, Float64Array>;

  constructor(initial: ReadonlyMap<ArrayId, Float64Array>) {
    this.#initial = initial;
  }

  place(bits: number, signed = false): WordField {
    const field = { word: 0, low: this.bits, bits, signed };
    this.bits += bits;
    return field;
  }

  field(source: LaneField): WordField {
    const codes = this.#initial.get(source.array);
    if (codes === undefined) throw new Error(`there are no start values of ${source.array}`);
    const field = this.place(source.bits, source.signed);
    this.contents.push({ field, codes: codes.length === 1 ? (codes[0] as number) : codes, source });
    return field;
  }

  array(source: LaneField | undefined): WordField | undefined {
    return source === undefined ? undefined : this.field(source);
  }

  /** A weight that all synapses share. */
  constant(code: number): WordField {
    const signed = code < 0;
    const bits = signed ? bitsFor(-code - 1) + 1 : Math.max(1, bitsFor(code));
    const field = this.place(bits, signed);
    this.contents.push({ field, codes: code });
    return field;
  }
}

function refuseLane(
  { plan }: FormParts,
  bits: number,
  wordBits: number,
  diagnostics: Diagnostics,
): void {
  diagnostics.error(
    'CHIP_LANE_TOO_WIDE',
    `a synapse of ${plan.name} takes ${bits} bits, a word of the synapse memory has ${wordBits}`,
    {
      context: `projection ${plan.name}`,
      expected: `at most ${wordBits} bits for weight, other values, delay and flags together`,
      found: `${bits} bits`,
      help: `memories: {synapse: {word_bits: ${bits}}}, narrower weights, or fewer values per synapse`,
      ...(plan.span && { span: plan.span }),
    },
  );
}
