import type { SourceSpan } from './diagnostics/index.js';
import type {
  ArithmeticProfile,
  OverflowMode,
  QFormat,
  RoundingMode,
  StochasticRule,
} from './fixed/index.js';

/** Storage classes: formats belong to these, not to expressions (numerics section 9). */
export type WordClass =
  | 'state'
  | 'weight'
  | 'trace'
  | 'accumulator'
  | 'constant'
  | 'threshold'
  | 'delay'
  | 'temporary'
  | 'bus'
  | 'lut';

export interface WordSpec {
  readonly bits: number;
  readonly fraction: number | 'auto';
  readonly signed: boolean | 'auto';
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
  /** Widths a format may take; empty: only `bits`. */
  readonly allowed: readonly number[];
}
/** A lock from `formats`: the unit is that of the display scale, `mV` in `s24f15 mV`. */
export interface FormatLock {
  readonly name: string;
  readonly format: QFormat;
  readonly unit?: string;
  readonly rounding?: RoundingMode;
  readonly overflow?: OverflowMode;
  readonly span?: SourceSpan;
}
export interface MemorySpec {
  readonly words: number;
  readonly wordBits: number;
  readonly readCycles: number;
}
export interface EnergyFigure {
  /** Joules (watts for `static`). */
  readonly value: number;
  readonly basis: 'simulated' | 'measured' | 'derived' | 'assumed' | 'borrowed';
  readonly source: string;
}

/** A hardware file with `extends` carried out, defaults filled in and everything checked. */
export interface Hardware {
  readonly name: string;
  readonly chip: 'neurocore' | 'tinyodin' | 'odin' | 'loihi';
  readonly switches: Readonly<Record<string, string | number | boolean>>;
  readonly clockHertz: number;
  readonly tickSeconds: number | 'free';
  readonly cores: {
    readonly count: number | 'auto';
    readonly mesh?: readonly [number, number];
    readonly neurons: number;
    readonly axons: number;
    readonly synapses: number;
    readonly delaySlots: number;
  };
  readonly arithmetic: ArithmeticProfile;
  readonly accumulate: 'per_add' | 'at_end';
  readonly rng: {
    readonly kind: 'keyed' | 'lfsr';
    readonly bits: number;
    readonly compare: StochasticRule;
    readonly consume: 'always' | 'inexact';
    readonly lfsr?: {
      readonly width: number;
      readonly taps: readonly number[];
      readonly seed: number;
    };
  };
  readonly multiplier: readonly [number, number] | 'none';
  readonly words: Readonly<Record<WordClass, WordSpec>>;
  readonly additiveConstants: 'as_target' | 'own';
  readonly accumulatorMode: 'exact' | 'saturate';
  readonly lut: { readonly entries: number; readonly interpolation: 'none' | 'linear' };
  /** `OBJ.VAR` to class, from the key `classes`. */
  readonly classes: ReadonlyMap<string, WordClass>;
  /** By `OBJ.VAR` or `OBJ.constants.NAME`. */
  readonly formats: ReadonlyMap<string, FormatLock>;
  readonly memories: Readonly<Record<string, MemorySpec>>;
  readonly fifos: {
    readonly input: number;
    readonly output: number;
    readonly core: number;
    readonly link: number;
    readonly full: 'stall' | 'drop';
    readonly policy: 'count' | 'warn' | 'raise';
  };
  readonly timing: Readonly<Record<string, number>>;
  readonly energy: ReadonlyMap<string, EnergyFigure>;
  readonly limits: { readonly cyclesPerTick?: number; readonly synapsesTotal?: number };
  /** SHA-256 of the canonical JSON of all of the above. */
  readonly hash: string;
  /**
   * Where keys stand in their file, by their path: `words.accumulator.bits`, `classes.exc.theta`,
   * `rng`. Not part of the hash; absent if the hardware comes from no file.
   */
  readonly spans?: ReadonlyMap<string, SourceSpan>;
}

/** The place of the first of some keys that the file has, for a diagnostic. */
export function hardwarePlace(
  { spans }: Pick<Hardware, 'spans'>,
  ...keys: readonly string[]
): { readonly span?: SourceSpan } {
  for (const key of keys) {
    const span = spans?.get(key);
    if (span !== undefined) return { span };
  }
  return {};
}
