/**
 * A hardware file as written, after its grammar was checked: keys as in the file, quantities and
 * formats still texts.
 */
export interface HardwareDocument {
  readonly hardware: 1;
  readonly name: string;
  readonly chip: 'neurocore' | 'tinyodin' | 'odin' | 'loihi';
  readonly clock: number | string;
  readonly tick?: number | string;
  readonly cores: {
    readonly count: number | 'auto';
    readonly mesh?: readonly [number, number];
    readonly neurons: number;
    readonly axons: number;
    readonly synapses: number;
    readonly delay_slots?: number;
  };
  readonly arithmetic?: string;
  readonly accumulate?: 'per_add' | 'at_end';
  readonly rng?: {
    readonly kind?: 'keyed' | 'lfsr';
    readonly bits?: number;
    readonly compare?: string;
    readonly consume?: 'always' | 'inexact';
    readonly width?: number;
    readonly taps?: readonly number[];
    readonly seed?: number;
  };
  readonly multiplier?: readonly [number, number] | 'none';
  readonly words: Readonly<Record<string, WordDocument>>;
  readonly classes?: Readonly<Record<string, string>>;
  readonly formats?: Readonly<Record<string, string | FormatDocument>>;
  readonly memories?: Readonly<Record<string, MemoryDocument>>;
  readonly fifos?: {
    readonly input?: number;
    readonly output?: number;
    readonly core?: number;
    readonly link?: number;
    readonly full?: 'stall' | 'drop';
    readonly policy?: 'count' | 'warn' | 'raise';
  };
  readonly timing?: Readonly<Record<string, number>>;
  readonly energy?: Readonly<Record<string, EnergyDocument>>;
  readonly limits?: { readonly cycles_per_tick?: number; readonly synapses_total?: number };
}

export interface WordDocument {
  readonly bits: number;
  readonly fraction?: number | 'auto';
  readonly signed?: boolean | 'auto';
  readonly rounding?: string;
  readonly overflow?: string;
  readonly allowed?: readonly number[];
  /** Class `constant` only. */
  readonly additive?: 'as_target' | 'own';
  /** Class `accumulator` only. */
  readonly mode?: 'exact' | 'saturate';
  /** Class `lut` only. */
  readonly entries?: number;
  readonly interpolation?: 'none' | 'linear';
}
export interface FormatDocument {
  readonly format: string;
  readonly rounding?: string;
  readonly overflow?: string;
}
export interface MemoryDocument {
  readonly words: number;
  readonly word_bits: number;
  readonly read_cycles?: number;
}
export interface EnergyDocument {
  readonly value: number | string;
  readonly basis: 'simulated' | 'measured' | 'derived' | 'assumed' | 'borrowed';
  readonly source: string;
}
