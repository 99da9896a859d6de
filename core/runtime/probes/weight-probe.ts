import type { Batch } from '../../backend.js';
import type { ProbePlan } from '../../ir/index.js';
import type { RecordColumns, Snapshot } from '../../recording/index.js';
import type { Variables } from '../variables.js';
import { isDue } from './due-steps.js';
import { type Probe, type ProbeState, wrongState } from './probe.js';
import type { RecordRows } from './record-rows.js';

/** All values of synaptic variables: every so many steps, or at checkpoints and the end. */
export class WeightProbe implements Probe {
  readonly plan: Extract<ProbePlan, { kind: 'weights' }>;
  readonly #variables: Variables;
  #snapshots: Snapshot[] = [];
  /** Snapshots that were let go of. */
  #gone = 0;
  /** Of those that are held. */
  #bytes = 0;
  /** Of a snapshot, on average. */
  #bytesEach = 0;
  readonly rows: RecordRows;
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
    this.rows = this.#asRows();
  }

  get bytes(): number {
    return this.plan.sink?.kind === 'file' ? this.length * this.#bytesEach : this.#bytes;
  }

  get length(): number {
    return this.#gone + this.#snapshots.length;
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
    const part = this.#snapshots.slice(Math.max(from - this.#gone, 0), to - this.#gone);
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
    const gone = this.#gone === 0 ? {} : { gone: this.#gone };
    return { kind: 'weights', snapshots: [...this.#snapshots], ...gone, ...chosen };
  }

  load(state: ProbeState): void {
    if (state.kind !== 'weights') throw wrongState(this.plan, state);
    this.#snapshots = [...state.snapshots];
    this.#gone = state.gone ?? 0;
    this.#chosen = state.chosen;
    this.#count();
  }

  /** One row per copy: the step, then the values of each variable. */
  #asRows(): RecordRows {
    const each = Math.max(1, this.plan.arrays.length);
    const columns = (): readonly RecordColumns[] => [
      { name: 'step' },
      ...this.plan.arrays.map((array): RecordColumns => {
        const { variable, count } = this.#variables.declaration(array);
        const all = (): Int32Array => Int32Array.from({ length: count }, (_, synapse) => synapse);
        return { name: variable, indices: this.#chosen ?? all() };
      }),
    ];
    const rowAt = (row: number): readonly Snapshot[] => {
      const from = row * each - this.#gone;
      return this.#snapshots.slice(from, from + each);
    };
    const length = (): number => this.length / each;
    const first = (): number => this.#gone / each;
    return {
      get columns() {
        return columns();
      },
      get length() {
        return length();
      },
      get first() {
        return first();
      },
      stepAt: (row) => rowAt(row)[0]?.step ?? 0,
      read(from, to) {
        const rows: (readonly number[] | Float64Array)[] = [];
        for (let row = from; row < to; row += 1) {
          const snapshots = rowAt(row);
          rows.push([snapshots[0]?.step ?? 0], ...snapshots.map(({ values }) => values));
        }
        const out = new Float64Array(rows.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of rows) {
          out.set(part, at);
          at += part.length;
        }
        return out;
      },
      discard: (row) => {
        const gone = Math.min(row * each, this.length) - this.#gone;
        if (gone <= 0) return;
        this.#snapshots.splice(0, gone);
        this.#gone += gone;
        this.#count();
      },
    };
  }

  #count(): void {
    this.#bytes = this.#snapshots.reduce((sum, one) => sum + 8 + one.values.length * 8, 0);
    if (this.#snapshots.length > 0) this.#bytesEach = this.#bytes / this.#snapshots.length;
  }
}
