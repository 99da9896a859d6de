import type { Batch } from '../backend.js';
import type { Probe } from './probes/index.js';

/** Hands the growing record of one probe to one reader, a batch at a time. */
export class Observer implements AsyncIterable<Batch> {
  readonly #probe: Probe;
  readonly #currentStep: () => number;
  #position: number;
  #fromStep: number;
  #closed = false;
  #wake: (() => void) | undefined;

  /** What was recorded before is delivered with the first batch. */
  constructor(probe: Probe, currentStep: () => number) {
    this.#probe = probe;
    this.#currentStep = currentStep;
    this.#position = 0;
    this.#fromStep = 0;
  }

  /** There may be something new. */
  notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The record was cut back: what comes next starts there. */
  rewind(): void {
    this.#position = Math.min(this.#position, this.#probe.length);
    this.#fromStep = Math.min(this.#fromStep, this.#currentStep());
    this.notify();
  }

  /** Ends the iteration after what is there. */
  close(): void {
    this.#closed = true;
    this.notify();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Batch> {
    for (;;) {
      const toStep = this.#currentStep();
      const to = this.#probe.length;
      if (toStep > this.#fromStep || to > this.#position) {
        const batch = {
          fromStep: this.#fromStep,
          toStep,
          ...this.#probe.batch(this.#position, to),
        };
        this.#position = to;
        this.#fromStep = toStep;
        yield batch;
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
