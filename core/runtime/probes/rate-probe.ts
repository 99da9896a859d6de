import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import { type GrowingColumn, realColumn, type StateTrace } from '../../recording/index.js';
import type { SpikeList } from '../engine.js';
import { isDue, lastDue } from './due-steps.js';
import { countedRows, type Probe, type ProbeState, wrongState } from './probe.js';
import { ColumnRows, type RecordRows } from './record-rows.js';

/** Mean rate of an object per bin: spikes / (size * length of the bin's steps), in hertz. Unfinished bins are left out. */
export class RateProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'rate' }>;
  readonly rows: RecordRows;
  readonly #size: number;
  /** Step of the probe's clock. */
  readonly #seconds: number;
  readonly #dtSeconds: number | undefined;
  readonly #steps: GrowingColumn<Float64Array> = realColumn();
  readonly #values: GrowingColumn<Float64Array> = realColumn();
  #spikes = 0;

  /**
   * @param seconds - Step of the probe's clock.
   * @param dtSeconds - The same, if that is not the network's clock.
   */
  constructor(
    plan: Extract<ProbePlan, { kind: 'rate' }>,
    size: number,
    seconds: number,
    dtSeconds?: number,
  ) {
    this.plan = plan;
    this.#dtSeconds = dtSeconds;
    this.#size = size;
    this.rows = new ColumnRows(this.#steps, () => [
      { header: { name: 'step' }, column: this.#steps },
      { header: { name: 'rate' }, column: this.#values },
    ]);
    this.#seconds = seconds;
  }

  get bytes(): number {
    return countedRows(this.plan, this.rows) * 16;
  }

  get length(): number {
    return this.#steps.length;
  }

  count(_tick: number, list: SpikeList): void {
    this.#spikes += list.count;
  }

  record(tick: number): void {
    if (!isDue(this.plan, tick + 1, this.#seconds)) return;
    const first = lastDue(this.plan, tick, this.#seconds);
    this.#steps.push(first);
    this.#values.push(this.#spikes / (this.#size * this.#seconds * (tick + 1 - first)));
    this.#spikes = 0;
  }

  trace(): StateTrace {
    return {
      object: this.plan.object,
      variable: '#rate',
      unitText: 'hertz',
      when: 'end',
      ...(this.#dtSeconds === undefined ? {} : { dtSeconds: this.#dtSeconds }),
      indices: Int32Array.of(0),
      steps: this.#steps.slice(),
      values: this.#values.slice(),
    };
  }

  batch(from: number, to: number): Omit<Batch, 'fromStep' | 'toStep'> {
    from = Math.max(from, this.rows.first);
    return {
      samples: { steps: this.#steps.slice(from, to), values: this.#values.slice(from, to) },
    };
  }

  save(): ProbeState {
    return {
      kind: 'rate',
      steps: this.#steps.save(),
      values: this.#values.save(),
      spikes: this.#spikes,
    };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'rate') throw wrongState(this.plan, state);
    this.#steps.load(state.steps);
    this.#values.load(state.values);
    this.#spikes = state.spikes;
  }
}
