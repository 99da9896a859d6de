import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import type { Snapshot } from '../../recording/index.js';
import type { Variables } from '../variables.js';
import { isDue } from './due-steps.js';
import { type Probe, type ProbeState, wrongState } from './probe.js';

/** All values of synaptic variables: every so many steps, or at checkpoints and the end. */
export class WeightProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'weights' }>;
  readonly #variables: Variables;
  #snapshots: Snapshot[] = [];
  #bytes = 0;
  /** Synapses that are copied; undefined: all of them. */
  #chosen: Int32Array | undefined;
  readonly #dtSeconds: number;

  /** @param dtSeconds - Step of the network. */
  constructor(
    plan: Extract<ProbePlan, { kind: 'weights' }>,
    variables: Variables,
    dtSeconds: number,
  ) {
    this.plan = plan;
    this.#dtSeconds = dtSeconds;
    this.#variables = variables;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#snapshots.length;
  }

  /** Whether it has times of its own: not only checkpoints and the end. */
  get timed(): boolean {
    const { everySteps, everySeconds } = this.plan;
    return everySteps !== undefined || everySeconds !== undefined;
  }

  /** Finds the synapses of `where`; to be called when the run begins, with everything in place. */
  choose(tick: number): void {
    const { where } = this.plan;
    if (where !== undefined) this.#chosen = this.#variables.marked(where, tick);
  }

  record(tick: number): void {
    if (this.timed && isDue(this.plan, tick, this.#dtSeconds)) this.take(tick);
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
      const all = this.#variables.read(array, tick);
      const indices = this.#chosen;
      const head = { kind: 'projection', object, variable, unitText, step: tick } as const;
      if (indices === undefined) return { ...head, values: all };
      const shared = all.length === 1;
      const values = Float64Array.from(indices, (synapse) => all[shared ? 0 : synapse] as number);
      return { ...head, indices, values };
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
    const chosen = this.#chosen === undefined ? {} : { chosen: this.#chosen };
    return { kind: 'weights', snapshots: [...this.#snapshots], ...chosen };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'weights') throw wrongState(this.plan, state);
    this.#snapshots = [...state.snapshots];
    this.#chosen = state.chosen;
    this.#count();
  }

  #count(): void {
    this.#bytes = this.#snapshots.reduce((sum, one) => sum + 8 + one.values.length * 8, 0);
  }
}
