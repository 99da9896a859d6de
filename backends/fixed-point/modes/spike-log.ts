import type { StepPlan } from '../../../core/ir/index.js';
import type { SpikeList } from '../../../core/runtime/index.js';

/** What one threshold kernel found, call by call: a count and so many neurons each time. */
export class SpikeLog {
  #entries: Int32Array = new Int32Array(1024);
  #length = 0;
  #read = 0;

  append({ indices, count }: SpikeList): void {
    const needed = this.#length + count + 1;
    if (needed > this.#entries.length) {
      const larger = new Int32Array(Math.max(needed, 2 * this.#entries.length));
      larger.set(this.#entries);
      this.#entries = larger;
    }
    this.#entries[this.#length] = count;
    this.#entries.set(indices.subarray(0, count), this.#length + 1);
    this.#length = needed;
  }

  /** Fills a list with the next entry. */
  take(list: SpikeList): void {
    if (this.#read >= this.#length)
      throw new Error('the spikes of the reference end before the run that they drive');
    const count = this.#entries[this.#read] as number;
    const first = this.#read + 1;
    list.indices.set(this.#entries.subarray(first, first + count));
    list.count = count;
    this.#read = first + count;
  }
}

/** A threshold kernel, and the list that it fills. */
export interface ThresholdList {
  readonly kernel: string;
  readonly list: string;
}

export function thresholdLists({ actions }: Pick<StepPlan, 'actions'>): readonly ThresholdList[] {
  return actions.flatMap((action) =>
    action.kind === 'threshold'
      ? [
          {
            kernel: action.kernel,
            list:
              action.event === undefined
                ? action.population
                : `${action.population}.${action.event}`,
          },
        ]
      : [],
  );
}
