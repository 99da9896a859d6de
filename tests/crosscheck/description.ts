/** A network in neutral words: what `crosscheck.py` reads, and what our own document is made from. */

/** A number in SI with a product of base-scale unit names; `1` for a number without unit. */
export interface Amount {
  readonly value: number;
  readonly unit: string;
}

/** Values of a variable, one for all or one per element. Booleans are written 0 and 1. */
export type ElementValues =
  | ({ readonly kind: 'number' } & Amount)
  | { readonly kind: 'list'; readonly values: readonly number[]; readonly unit: string }
  | { readonly kind: 'expression'; readonly text: string };

export interface Assignment {
  readonly variable: string;
  readonly value: ElementValues;
}

export interface TimedArrayDescription {
  readonly name: string;
  readonly dtSeconds: number;
  readonly unit: string;
  readonly values: readonly number[] | readonly (readonly number[])[];
}

export interface InputDescription {
  readonly name: string;
  readonly size: number;
  readonly indices: readonly number[];
  readonly timesSeconds: readonly number[];
  readonly periodSeconds?: number;
}

/** `left > right`, both in `unit`, and possibly another condition. */
export interface ThresholdDescription {
  readonly left: string;
  readonly right: string;
  readonly unit: string;
  readonly and?: string;
}

export interface PopulationDescription {
  readonly name: string;
  readonly size: number;
  readonly equations: readonly string[];
  readonly threshold?: ThresholdDescription;
  readonly reset: readonly string[];
  readonly refractory?: { readonly seconds: number } | { readonly text: string };
  readonly method?: string;
  readonly constants: Readonly<Record<string, Amount>>;
  readonly initial: readonly Assignment[];
  /** Of update, threshold and reset alike. */
  readonly order?: number;
  readonly events?: readonly EventDescription[];
  readonly regularly?: readonly RegularDescription[];
}

export interface EventDescription {
  readonly name: string;
  readonly condition: string;
  readonly statements: readonly string[];
}
/** Statements for all elements every so often. */
export interface RegularDescription {
  readonly statements: readonly string[];
  readonly everySeconds?: number;
}

/** Elements first..end-1 of an object, or all. */
export interface EndDescription {
  readonly object: string;
  readonly slice?: readonly [number, number];
}

export type ConnectDescription =
  | { readonly kind: 'condition'; readonly text: string; readonly repeats: number | string }
  /** `j = text` for every source, or `i = text` for every target. */
  | { readonly kind: 'i' | 'j'; readonly text: string; readonly skipInvalid: boolean }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] };

export interface PathwayDescription {
  readonly name: string;
  readonly side: 'pre' | 'post';
  readonly statements: readonly string[];
  readonly order?: number;
  /** A custom event of the source or target; its spikes if absent. */
  readonly event?: string;
  /** One for all synapses, or one per synapse. */
  readonly delaySeconds?: number | readonly number[];
}

export interface ProjectionDescription {
  readonly name: string;
  readonly from: EndDescription;
  readonly to: EndDescription;
  readonly connect: ConnectDescription;
  readonly model: readonly string[];
  readonly pathways: readonly PathwayDescription[];
  readonly method?: string;
  readonly regularly?: readonly RegularDescription[];
  readonly constants: Readonly<Record<string, Amount>>;
  readonly initial: readonly Assignment[];
}

export type StepDescription =
  | { readonly kind: 'run'; readonly seconds: number }
  | ({
      readonly kind: 'set';
      readonly object: string;
      readonly where?: string;
      readonly indices?: readonly number[];
    } & Assignment);

/** What is recorded at the start of every step, of all elements. */
export interface TraceDescription {
  readonly object: string;
  readonly variable: string;
}

export interface NetworkDescription {
  readonly name: string;
  readonly dtSeconds: number;
  readonly constants: Readonly<Record<string, Amount>>;
  readonly arrays: readonly TimedArrayDescription[];
  readonly inputs: readonly InputDescription[];
  readonly populations: readonly PopulationDescription[];
  readonly projections: readonly ProjectionDescription[];
  readonly timeline: readonly StepDescription[];
  readonly spikes: readonly string[];
  readonly traces: readonly TraceDescription[];
  readonly finals: readonly TraceDescription[];
}
