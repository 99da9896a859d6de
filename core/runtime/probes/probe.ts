import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import type { ColumnState, ItemResponse, Snapshot } from '../../recording/index.js';
import type { RecordRows } from './record-rows.js';

/** What a probe holds, as plain data. */
export type ProbeState =
  | {
      readonly kind: 'spikes';
      readonly steps: ColumnState<Float64Array>;
      readonly indices: ColumnState<Int32Array>;
      readonly values: readonly ColumnState<Float64Array>[];
      readonly counts: Float64Array;
    }
  | {
      readonly kind: 'state';
      readonly steps: ColumnState<Float64Array>;
      readonly values: readonly ColumnState<Float64Array>[];
    }
  | {
      readonly kind: 'weights';
      readonly snapshots: readonly Snapshot[];
      /** Snapshots that were let go of before these; absent: none. */
      readonly gone?: number;
      /** Synapses of `where`. */
      readonly chosen?: Int32Array;
    }
  | {
      readonly kind: 'rate';
      readonly steps: ColumnState<Float64Array>;
      readonly values: ColumnState<Float64Array>;
      readonly spikes: number;
    }
  | {
      readonly kind: 'responses';
      readonly items: readonly ItemResponse[];
      readonly counts: Float64Array;
      readonly showing: boolean;
    };

/** Records one thing about one object. */
export interface Probe {
  readonly plan: ProbePlan;
  /** The record as rows, for files and rings; absent: counts and responses have none. */
  readonly rows?: RecordRows;
  /** Bytes taken so far, against the plan's budget; of a file those of the whole file. */
  readonly bytes: number;
  /** Entries so far: what `batch` counts in. */
  readonly length: number;
  /** Entries `from .. to - 1` for an observer; the steps are put in by the caller. */
  batch(from: number, to: number): Omit<Batch, 'fromStep' | 'toStep'>;
  save(): ProbeState;
  load(state: ProbeState): void;
}

/** Entries that count against the budget: all of a file, of memory those that are held. */
export function countedRows({ sink }: ProbePlan, rows: RecordRows): number {
  return sink?.kind === 'file' ? rows.length : rows.length - rows.first;
}

/** A saved state that belongs to another kind of probe: the checkpoint is not ours. */
export function wrongState(plan: ProbePlan, state: ProbeState): Error {
  return new Error(`probe ${plan.name} of kind ${plan.kind} cannot take a state of ${state.kind}`);
}
