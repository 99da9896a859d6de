import type { RequantisationContext } from '../../../core/fixed/index.js';
import type {
  ArrayId,
  ArrayStorage,
  DropCounter,
  SpikeAppend,
  SynapseEnds,
} from '../../../core/ir/index.js';
import type { RequantiseNode } from '../lower/fixed-ir.js';

/** Which roundings of integers take place; the others are exact, in float64. */
export interface PartialRounding {
  requantises(node: RequantiseNode): boolean;
  readonly constants: boolean;
  readonly tables: boolean;
}

/** What an integer kernel is bound to. */
export interface FixedEnvironment {
  /** Codes, exact in float64. */
  readonly arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  readonly tables: ReadonlyMap<
    string,
    {
      readonly rows: number;
      readonly columns: number;
      readonly codes: Float64Array;
      readonly exact?: Float64Array;
    }
  >;
  readonly projection?: SynapseEnds | undefined;
  readonly spikes?: SpikeAppend | undefined;
  readonly requantisation: RequantisationContext;
  /** Random word of the kernel's object. */
  word(site: number, tick: number, element: number): number;
  /** True if a word is drawn, and counted, also for exact values (`rng.consume: always`). */
  readonly drawsAlways: boolean;
  /** Ranges an accumulator is clamped to, where it saturates per addition. */
  readonly limits: ReadonlyMap<ArrayId, readonly [low: number, high: number]>;
  /** Arrays of which suppressed writes are counted. */
  readonly dropped?: ReadonlyMap<ArrayId, DropCounter> | undefined;
  /** Leaves roundings out: codes are then real numbers, and nothing is counted. */
  readonly partial?: PartialRounding | undefined;
  /** Runs the kernel's uniform part for a tick and gives its values. */
  readonly uniform?: ((tick: number) => Float64Array) | undefined;
}
