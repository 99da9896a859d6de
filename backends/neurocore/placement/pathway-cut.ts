import type { PathwayForm } from './pathway-form.js';

/** A pathway with its part of the targets, before it has addresses. */
export interface PathwayCut {
  readonly form: PathwayForm;
  readonly slice: number;
  readonly targetLow: number;
  readonly targetEnd: number;
  readonly sourceLow: number;
  readonly sourceEnd: number;
  readonly synapses: number;
  /** Words of the rows of a sparse pathway. */
  readonly listedWords: number;
}
