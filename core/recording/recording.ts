/** Spikes of one object in order of emission: step, then index. */
export interface SpikeTrain {
  /** A population or input; of a custom event `POPULATION.EVENT`. */
  readonly object: string;
  readonly size: number;
  /** Seconds per step, if the object has a clock of its own; absent: the recording's. */
  readonly dtSeconds?: number;
  /** Step numbers; equal length to `indices`. Counts-only probes leave both empty. */
  readonly steps: Float64Array;
  readonly indices: Int32Array;
  /** Variables of the neuron of each spike, in SI, as they were right after the thresholds. */
  readonly values?: readonly {
    readonly variable: string;
    readonly unitText: string;
    readonly values: Float64Array;
  }[];
  /** Spikes per neuron. */
  readonly counts: Float64Array;
}

/**
 * Samples of one variable: `values[q * indices.length + r]` is sample q of element `indices[r]`, in
 * SI. A rate probe gives the variable `#rate` of element 0, in hertz; each sample is named by the
 * first step of its bin.
 */
export interface StateTrace {
  readonly object: string;
  readonly variable: string;
  readonly unitText: string;
  readonly when: string;
  /** Seconds per step, if the probe has a clock of its own; absent: the recording's. */
  readonly dtSeconds?: number;
  readonly indices: Int32Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** All values of one variable at the start of a step, in SI. */
export interface Snapshot {
  /** What the object is: neurons hash as states, synapses as weights. */
  readonly kind: 'population' | 'projection';
  readonly object: string;
  readonly variable: string;
  readonly unitText: string;
  readonly step: number;
  /** Synapses that the values belong to, ascending; absent: all of them. */
  readonly indices?: Int32Array;
  readonly values: Float64Array;
}

/** Spikes per neuron while one item was shown. */
export interface ItemResponse {
  readonly phase: string;
  /** Name of the input's set, and the item's number in it. */
  readonly set: string;
  readonly item: number;
  readonly tries: number;
  /** With `retry`: rate of the last try in Hz, per gray level or highest of a table. */
  readonly rate?: number;
  readonly counts: Float64Array;
}

/** What a run leaves behind. Spike trains exist for every probed object, in file order of the probes. */
export interface Recording {
  readonly dtSeconds: number;
  /** Steps executed. */
  readonly steps: number;
  readonly spikes: readonly SpikeTrain[];
  readonly states: readonly StateTrace[];
  readonly weights: readonly Snapshot[];
  /** Final values of every visible array. */
  readonly final: readonly Snapshot[];
  readonly responses: readonly { readonly name: string; readonly items: readonly ItemResponse[] }[];
  /** Spike counts of every population and input, probed or not. */
  readonly totals: readonly { readonly object: string; readonly spikes: number }[];
}

/** SHA-256, hexadecimal, of what the field says; the canonical byte form is in `encode.ts`. */
export interface RecordingHashes {
  readonly spikes: string;
  readonly states: string;
  readonly weights: string;
}
