import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import { type GrowingColumn, realColumn, type StateTrace } from '../../recording/index.js';
import type { Variables } from '../variables.js';
import { countedRows, type Probe, type ProbeState, wrongState } from './probe.js';
import { ColumnRows, type RecordRows } from './record-rows.js';

/** Samples of variables of one object every so many steps, in one slot of the step. */
export class StateProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'state' }>;
  readonly rows: RecordRows;
  readonly #variables: Variables;
  readonly #dtSeconds: number | undefined;
  readonly #steps: GrowingColumn<Float64Array> = realColumn();
  readonly #values: readonly GrowingColumn<Float64Array>[];

  /** @param dtSeconds - Step of the probe's clock, if that is not the network's. */
  constructor(
    plan: Extract<ProbePlan, { kind: 'state' }>,
    variables: Variables,
    dtSeconds?: number,
  ) {
    this.plan = plan;
    this.#dtSeconds = dtSeconds;
    this.#variables = variables;
    this.#values = plan.arrays.map(() => realColumn());
    this.rows = new ColumnRows(this.#steps, () => [
      { header: { name: 'step' }, column: this.#steps },
      ...plan.arrays.map((array, at) => ({
        header: { name: variables.declaration(array).variable, indices: plan.indices },
        column: this.#values[at] as GrowingColumn<Float64Array>,
      })),
    ]);
  }

  get bytes(): number {
    return (
      countedRows(this.plan, this.rows) *
      8 *
      (1 + this.plan.arrays.length * this.plan.indices.length)
    );
  }

  get length(): number {
    return this.#steps.length;
  }

  record(tick: number): void {
    const { arrays, indices, everySteps } = this.plan;
    if (tick % everySteps !== 0) return;
    this.#steps.push(tick);
    for (let at = 0; at < arrays.length; at += 1)
      this.#variables.sample(
        arrays[at] as string,
        indices,
        tick,
        this.#values[at] as GrowingColumn<Float64Array>,
      );
  }

  traces(): readonly StateTrace[] {
    return this.plan.arrays.map((array, at) => {
      const { variable, unitText } = this.#variables.declaration(array);
      return {
        object: this.plan.object,
        variable,
        unitText,
        when: this.plan.when,
        ...(this.#dtSeconds === undefined ? {} : { dtSeconds: this.#dtSeconds }),
        indices: this.plan.indices.slice(),
        steps: this.#steps.slice(),
        values: (this.#values[at] as GrowingColumn<Float64Array>).slice(),
      };
    });
  }

  /** Values are per sample, then per variable in the probe's order, then per element. */
  batch(from: number, to: number): Omit<Batch, 'fromStep' | 'toStep'> {
    from = Math.max(from, this.rows.first);
    const width = this.plan.indices.length;
    const row = width * this.#values.length;
    const values = new Float64Array((to - from) * row);
    for (const [at, column] of this.#values.entries()) {
      const part = column.slice(from * width, to * width);
      for (let sample = 0; sample < to - from; sample += 1)
        values.set(part.subarray(sample * width, (sample + 1) * width), sample * row + at * width);
    }
    return { samples: { steps: this.#steps.slice(from, to), values } };
  }

  save(): ProbeState {
    return {
      kind: 'state',
      steps: this.#steps.save(),
      values: this.#values.map((column) => column.save()),
    };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'state') throw wrongState(this.plan, state);
    this.#steps.load(state.steps);
    for (const [at, column] of this.#values.entries()) {
      const saved = state.values[at];
      if (saved === undefined) throw wrongState(this.plan, state);
      column.load(saved);
    }
  }
}
