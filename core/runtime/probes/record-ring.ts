import { byteText, type Diagnostic } from '../../diagnostics/index.js';
import type { ProbePlan } from '../../ir/index.js';
import type { Probe } from './probe.js';
import type { RecordRows } from './record-rows.js';

/** A probe with a sink of kind ring. */
type RingPlan = ProbePlan & { readonly sink: { readonly kind: 'ring' } };

/** Whether a probe keeps its newest values alone. */
export function isRingPlan(plan: ProbePlan): plan is RingPlan {
  return plan.sink?.kind === 'ring';
}

// Part of a step by which a row may be older, for times that are no exact multiples.
const nearly = 1e-4;

/** Lets go of the rows of one probe that are too old, and of the oldest while there are too many. */
export class RecordRing {
  readonly #probe: Probe;
  readonly #plan: RingPlan;
  readonly #rows: RecordRows;
  /** Of the probe's clock. */
  readonly #dtSeconds: number;

  constructor(probe: Probe, plan: RingPlan, rows: RecordRows, dtSeconds: number) {
    this.#probe = probe;
    this.#plan = plan;
    this.#rows = rows;
    this.#dtSeconds = dtSeconds;
  }

  /** @param seconds - Present time. */
  trim(seconds: number): void {
    const rows = this.#rows;
    const { sink, budgetBytes } = this.#plan;
    const oldest = (seconds - sink.seconds) / this.#dtSeconds - nearly;
    let { first } = rows;
    while (first < rows.length && rows.stepAt(first) < oldest) first += 1;
    if (first > rows.first) rows.discard(first);
    while (this.#probe.bytes > budgetBytes && rows.first < rows.length)
      rows.discard(rows.first + 1);
  }

  /** How many were dropped; a warning if the budget does not hold the ring's time. */
  note(seconds: number): readonly Diagnostic[] {
    const { name, sink, budgetBytes, span } = this.#plan;
    const { first, length } = this.#rows;
    if (first === 0) return [];
    const kept =
      first === length ? 0 : (seconds - this.#rows.stepAt(first) * this.#dtSeconds) * 1e3;
    const short = this.#dropsByBudget;
    return [
      {
        code: short ? 'PROBE_BUDGET' : 'MONITOR_BYTES',
        severity: short ? 'warning' : 'info',
        message: `probe ${name} holds the newest ${length - first} of ${length} rows; ${first} were dropped`,
        context: `probe ${name}`,
        ...(span === undefined ? {} : { span }),
        ...(short
          ? {
              expected: `the last ${sink.seconds * 1e3} ms`,
              found: `the last ${Number(kept.toPrecision(4))} ms, within ${byteText(budgetBytes)}`,
              help: 'record less (`every`, `indices`) or raise its `budget`',
            }
          : {}),
      },
    ];
  }

  /** One more row like the last would not fit. */
  get #dropsByBudget(): boolean {
    const held = this.#rows.length - this.#rows.first;
    const each = held === 0 ? Infinity : this.#probe.bytes / held;
    return this.#probe.bytes + each > this.#plan.budgetBytes;
  }
}
