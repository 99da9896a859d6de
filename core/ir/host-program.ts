import type { SourceSpan } from '../diagnostics/index.js';
import type { ArrayId } from './nodes.js';

/** Elements a host write touches. `kernel` stores 1 or 0 per element into `mask` before the write. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'indices'; readonly indices: Int32Array }
  | { readonly kind: 'where'; readonly kernel: string; readonly mask: ArrayId };

export type HostWrite = { readonly array: ArrayId } & (
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'data'; readonly values: Float64Array }
  /** The kernel stores the new values into `staging`; selected elements are then copied. */
  | { readonly kind: 'kernel'; readonly kernel: string; readonly staging: ArrayId }
);

/** The timeline as operations between ticks: the same list on every backend. */
export type HostStep = { readonly span?: SourceSpan } & (
  | { readonly kind: 'run'; readonly seconds: number }
  | { readonly kind: 'phase'; readonly name: string }
  | { readonly kind: 'repeat'; readonly times: number; readonly steps: readonly HostStep[] }
  | {
      readonly kind: 'present';
      readonly input: string;
      readonly set: string;
      /** Items to show; absent: the set once. More than the set holds: further passes. */
      readonly items?: number;
      readonly before: readonly HostStep[];
      readonly after: readonly HostStep[];
    }
  | {
      readonly kind: 'set';
      readonly object: string;
      readonly selection: Selection;
      readonly writes: readonly HostWrite[];
    }
  | { readonly kind: 'set-rates'; readonly input: string; readonly rates: Float64Array }
  /** Replaces a spike list; steps in the past are dropped with a warning. Sorted by step. */
  | {
      readonly kind: 'set-spikes';
      readonly input: string;
      readonly indices: Int32Array;
      readonly steps: Float64Array;
    }
  /** x *= total / (sum over that target's or source's synapses, in synapse order). */
  | {
      readonly kind: 'normalize';
      readonly projection: string;
      readonly array: ArrayId;
      readonly per: 'target' | 'source';
      readonly total: number;
    }
  /** Lets an object of `switched` take part from now on, or no more. */
  | { readonly kind: 'switch'; readonly object: string; readonly active: boolean }
  | { readonly kind: 'checkpoint'; readonly name: string }
  | { readonly kind: 'restore'; readonly name: string }
);
