import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import type { Snapshot } from '../../recording/index.js';
import type { Variables } from '../variables.js';
import { type Probe, type ProbeState, wrongState } from './probe.js';

/** All values of synaptic variables: every so many steps, or at checkpoints and the end. */
export class WeightProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'weights' }>;
  readonly #variables: Variables;
  #snapshots: Snapshot[] = [];
  #bytes = 0;

  constructor(plan: Extract<ProbePlan, { kind: 'weights' }>, variables: Variables) {
    this.plan = plan;
    this.#variables = variables;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#snapshots.length;
  }

  record(tick: number): void {
    if (this.plan.everySteps !== undefined && tick % this.plan.everySteps === 0) this.take(tick);
  }

  /** Values before step `tick`; a snapshot of the same step is replaced. */
  take(tick: number): void {
    if (this.#snapshots.at(-1)?.step === tick)
      this.#snapshots.splice(-this.plan.arrays.length, this.plan.arrays.length);
    this.#snapshots.push(...this.now(tick));
    this.#count();
  }

  /** What a snapshot would hold, without keeping it. */
  now(tick: number): readonly Snapshot[] {
    return this.plan.arrays.map((array) => {
      const { object, variable, unitText } = this.#variables.declaration(array);
      const values = this.#variables.read(array, tick);
      return { kind: 'projection', object, variable, unitText, step: tick, values };
    });
  }

  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  batch(from: number, to: number): Omit<Batch, 'fromStep' | 'toStep'> {
    const part = this.#snapshots.slice(from, to);
    const values = new Float64Array(part.reduce((sum, one) => sum + one.values.length, 0));
    let at = 0;
    for (const snapshot of part) {
      values.set(snapshot.values, at);
      at += snapshot.values.length;
    }
    return { samples: { steps: Float64Array.from(part, (one) => one.step), values } };
  }

  save(): ProbeState {
    return { kind: 'weights', snapshots: [...this.#snapshots] };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'weights') throw wrongState(this.plan, state);
    this.#snapshots = [...state.snapshots];
    this.#count();
  }

  #count(): void {
    this.#bytes = this.#snapshots.reduce((sum, one) => sum + 8 + one.values.length * 8, 0);
  }
}
