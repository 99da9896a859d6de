import type { SourceSpan } from '../diagnostics/index.js';
import type { Expression } from '../equations/index.js';
import type { AssignmentModel } from './value-model.js';

type MainSlot = 'start' | 'groups' | 'thresholds' | 'synapses' | 'resets' | 'end';

/** Slots of a time step (semantics section 7). */
export type SlotName = MainSlot | `before_${MainSlot}` | `after_${MainSlot}`;

/** A file below the output folder, `.csv` or `.npy`; or the last stretch of time alone. */
export type SinkModel =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ring'; readonly seconds: number };

export type ProbeModel = {
  readonly name: string;
  readonly object: string;
  readonly budgetBytes: number;
  /** Where the record goes; absent: it is kept. */
  readonly sink?: SinkModel;
  readonly span?: SourceSpan;
} & (
  | {
      readonly kind: 'spikes';
      /** Custom event that is recorded in place of spikes. */
      readonly event?: string;
      /** Recorded with each of them, as they are after the thresholds. */
      readonly variables: readonly string[];
      readonly indices?: readonly number[];
      readonly counts: boolean;
    }
  | {
      readonly kind: 'state';
      readonly variables: readonly string[];
      readonly indices?: readonly number[];
      /** In steps of the object. */
      readonly everySteps: number;
      /** Where it is no multiple of the object's step: a clock of its own. */
      readonly everySeconds?: number;
      readonly when: SlotName;
      readonly order: number;
    }
  | {
      readonly kind: 'weights';
      readonly variables: readonly string[];
      /** In steps of the network; absent with `everySeconds`, or for checkpoints and the end. */
      readonly everySteps?: number;
      /** No multiple of the step: each copy is made at the first step that is not before its time. */
      readonly everySeconds?: number;
      /** Which synapses, by what holds at the begin of the run. */
      readonly where?: Expression;
    }
  | {
      readonly kind: 'rate';
      /** In steps of the object. */
      readonly everySteps: number;
      /** No multiple of the step: bins begin at the first step that is not before their time. */
      readonly everySeconds?: number;
    }
  | { readonly kind: 'responses'; readonly input: string }
);

export type SelectionModel =
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] };

export type StepModel = { readonly span?: SourceSpan } & (
  | { readonly kind: 'run'; readonly seconds: number }
  | { readonly kind: 'phase'; readonly name: string }
  | { readonly kind: 'repeat'; readonly times: number; readonly steps: readonly StepModel[] }
  | {
      readonly kind: 'present';
      readonly input: string;
      readonly set: string;
      readonly items?: number;
      readonly before: readonly StepModel[];
      readonly after: readonly StepModel[];
    }
  | {
      readonly kind: 'set';
      readonly object: string;
      readonly assignments: readonly AssignmentModel[];
      readonly selection: SelectionModel;
    }
  /** Replaces the list of a spikes input; steps count from 0 of the run. */
  | {
      readonly kind: 'set-spikes';
      readonly input: string;
      readonly indices: readonly number[];
      readonly steps: readonly number[];
    }
  /** Whether an object takes part from here on. */
  | { readonly kind: 'switch'; readonly object: string; readonly active: boolean }
  | {
      readonly kind: 'freeze';
      readonly projection: string;
      readonly frozen: boolean;
      readonly selection: SelectionModel;
    }
  | {
      readonly kind: 'normalize';
      readonly projection: string;
      readonly variable: string;
      readonly per: 'target' | 'source';
      readonly total: number;
    }
  | { readonly kind: 'checkpoint'; readonly name: string }
  | { readonly kind: 'restore'; readonly name: string }
);
