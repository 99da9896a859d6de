import type { SourceSpan } from '../core/diagnostics/index.js';
import type { Quantity } from '../core/units/index.js';

/** Limits on spike trains, per population and worst neuron. */
export interface TrainLimits {
  readonly lagMsPerSpike?: number;
  readonly jitterMs?: number;
  readonly gamma?: { readonly windowSeconds: number; readonly min: number };
  readonly spikeDistance?: number;
  /** Absent: all populations. */
  readonly populations?: readonly string[];
}

export interface CounterLimits {
  readonly wrap?: number;
  readonly saturationPer1e6?: number;
  readonly deadUpdateShare?: number;
  readonly underflowShare?: number;
}

export interface VariableLimits {
  readonly maxError?: Quantity;
  readonly saturationPer1e6?: number;
}

export interface WeightLimits {
  readonly maxRms?: Quantity;
  readonly minCosine?: number;
  readonly maxShareAtBound?: number;
}

/** What a comparison must keep to. */
export interface Budget {
  readonly case?: string;
  readonly seed?: bigint;
  readonly simulateSeconds?: number;
  /** Identical spikes over the whole run. */
  readonly spikeExact: boolean;
  readonly trains?: TrainLimits;
  readonly counters: CounterLimits;
  /** By `OBJECT.VARIABLE`, in file order. */
  readonly variables: ReadonlyMap<string, VariableLimits>;
  readonly weights: ReadonlyMap<string, WeightLimits>;
  readonly allowInconclusive: boolean;
  /** Finds a value in the file: `['variables', 'exc.v', 'maxError']`. */
  span(path: readonly (string | number)[]): SourceSpan | undefined;
}
