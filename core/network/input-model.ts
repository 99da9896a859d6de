import type { SourceSpan } from '../diagnostics/index.js';
import type { Expression } from '../equations/index.js';
import type { FileReference } from './document.js';
import type { Scope } from './scope.js';
import type { SliceModel, ValueModel } from './value-model.js';

export interface ItemSetModel {
  readonly name: string;
  readonly file: FileReference;
  readonly labels?: FileReference;
  readonly permute?: number;
  readonly first: number;
  readonly count?: number;
  readonly shuffle: boolean;
  readonly span?: SourceSpan;
}

/** Shows an item again, with a higher rate, if a population answers too weakly. */
export interface RetryModel {
  readonly population: string;
  readonly minSpikes: number;
  /** Added to the rate per gray level, or to the highest rate of a table, by each further try. */
  readonly increaseHertz: number;
  readonly atMost: number;
  readonly onLimit: 'stop' | 'continue';
}

export type InputModel = {
  readonly name: string;
  readonly order: number;
  /** Whether it takes part in the run. */
  readonly active: boolean;
  /** Time step of its own (Poisson groups); absent: the network's. */
  readonly dtSeconds?: number;
  readonly span?: SourceSpan;
} & (
  | {
      readonly kind: 'spikes';
      readonly size: number;
      /** Sorted by time, then index; empty if they come from a file. */
      readonly indices: readonly number[];
      readonly steps: readonly number[];
      readonly file?: FileReference;
      readonly periodSteps?: number;
    }
  | {
      readonly kind: 'poisson';
      readonly size: number;
      readonly rates: ValueModel;
      readonly scope: Scope;
    }
  /** Adds weight * Binomial(count, rate*dt) to a variable of the target in every step; no spikes. */
  | {
      readonly kind: 'poisson_input';
      readonly target: SliceModel;
      readonly variable: string;
      readonly count: number;
      readonly rateHertz: number;
      /** Over the names of the target. */
      readonly weight: Expression;
    }
  | {
      readonly kind: 'images';
      readonly sets: readonly ItemSetModel[];
      readonly rateHertzPerGray: number;
      readonly presentSeconds: number;
      readonly restSeconds: number;
      readonly retry?: RetryModel;
    }
  | {
      readonly kind: 'table';
      /** Columns x cells, column by column. */
      readonly size: number;
      readonly sets: readonly ItemSetModel[];
      readonly columns: readonly string[];
      /** Column of the class. */
      readonly label?: string;
      readonly cells: number;
      /** Width of the tuning curves, in cells. */
      readonly width: number;
      readonly lowHertz: number;
      readonly highHertz: number;
      /** Name of the set that gives minimum and maximum of each column. */
      readonly fit: string;
      readonly presentSeconds: number;
      readonly restSeconds: number;
      readonly retry?: RetryModel;
    }
);
