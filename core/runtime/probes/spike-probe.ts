import type { Batch } from '../../backend.js';
import { eventListName, type ProbePlan } from '../../ir/index.js';
import {
  type GrowingColumn,
  indexColumn,
  realColumn,
  type SpikeTrain,
} from '../../recording/index.js';
import type { SpikeList } from '../engine.js';
import type { Variables } from '../variables.js';
import { countedRows, type Probe, type ProbeState, wrongState } from './probe.js';
import { ColumnRows, type RecordRows } from './record-rows.js';

const bytesPerSpike = 12;

/** Spikes of one object, or only their numbers. */
export class SpikeProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'spikes' }>;
  readonly size: number;
  readonly rows: RecordRows;
  readonly #dtSeconds: number | undefined;
  readonly #steps: GrowingColumn<Float64Array> = realColumn();
  readonly #indices: GrowingColumn<Int32Array> = indexColumn();
  readonly #counts: Float64Array;
  readonly #chosen: Uint8Array | undefined;

  readonly #variables: Variables;
  readonly #values: readonly GrowingColumn<Float64Array>[];
  /** Neurons that spiked and are recorded, of one tick. */
  readonly #recorded: Int32Array;

  /** @param dtSeconds - Step of the probe's clock, if that is not the network's. */
  constructor(
    plan: Extract<ProbePlan, { kind: 'spikes' }>,
    size: number,
    variables: Variables,
    dtSeconds?: number,
  ) {
    this.plan = plan;
    this.#variables = variables;
    this.#values = (plan.arrays ?? []).map(() => realColumn());
    this.#recorded = new Int32Array(this.#values.length === 0 ? 0 : size);
    this.#dtSeconds = dtSeconds;
    this.size = size;
    this.#counts = new Float64Array(size);
    // In the order of the spike files that inputs read.
    this.rows = new ColumnRows(this.#steps, () => [
      { header: { name: 'index' }, column: this.#indices },
      { header: { name: 'step' }, column: this.#steps },
      ...(plan.arrays ?? []).map((array, at) => ({
        header: { name: variables.declaration(array).variable },
        column: this.#values[at] as GrowingColumn<Float64Array>,
      })),
    ]);
    if (plan.indices !== undefined) {
      this.#chosen = new Uint8Array(size);
      for (const index of plan.indices) this.#chosen[index] = 1;
    }
  }

  get bytes(): number {
    const spikes = countedRows(this.plan, this.rows);
    return this.#counts.length * 8 + spikes * (bytesPerSpike + 8 * this.#values.length);
  }

  get length(): number {
    return this.#steps.length;
  }

  record(tick: number, list: SpikeList): void {
    const { indices, count } = list;
    const before = this.#steps.length;
    for (let at = 0; at < count; at += 1) {
      const neuron = indices[at] as number;
      if (this.#chosen !== undefined && this.#chosen[neuron] === 0) continue;
      this.#counts[neuron] = (this.#counts[neuron] as number) + 1;
      if (this.plan.counts) continue;
      this.#steps.push(tick);
      if (this.#values.length > 0) this.#recorded[this.#steps.length - before - 1] = neuron;
      this.#indices.push(neuron);
    }
    const found = this.#steps.length - before;
    if (this.#values.length === 0 || found === 0) return;
    const neurons = this.#recorded.subarray(0, found);
    for (const [at, array] of (this.plan.arrays ?? []).entries())
      this.#variables.sample(array, neurons, tick, this.#values[at] as GrowingColumn<Float64Array>);
  }

  train(): SpikeTrain {
    return {
      object: eventListName(this.plan.object, this.plan.event),
      size: this.size,
      ...(this.#dtSeconds === undefined ? {} : { dtSeconds: this.#dtSeconds }),
      steps: this.#steps.slice(),
      indices: this.#indices.slice(),
      ...(this.#values.length === 0 ? {} : { values: this.#recordedValues() }),
      counts: this.#counts.slice(),
    };
  }

  #recordedValues(): NonNullable<SpikeTrain['values']> {
    return (this.plan.arrays ?? []).map((array, at) => {
      const { variable, unitText } = this.#variables.declaration(array);
      const column = this.#values[at] as GrowingColumn<Float64Array>;
      return { variable, unitText, values: column.slice() };
    });
  }

  batch(from: number, to: number): Omit<Batch, 'fromStep' | 'toStep'> {
    from = Math.max(from, this.rows.first);
    return {
      spikes: { steps: this.#steps.slice(from, to), indices: this.#indices.slice(from, to) },
    };
  }

  save(): ProbeState {
    return {
      kind: 'spikes',
      steps: this.#steps.save(),
      indices: this.#indices.save(),
      values: this.#values.map((column) => column.save()),
      counts: this.#counts.slice(),
    };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'spikes') throw wrongState(this.plan, state);
    this.#steps.load(state.steps);
    this.#indices.load(state.indices);
    for (const [at, column] of this.#values.entries()) {
      const saved = state.values[at];
      if (saved === undefined) throw wrongState(this.plan, state);
      column.load(saved);
    }
    this.#counts.set(state.counts);
  }
}
