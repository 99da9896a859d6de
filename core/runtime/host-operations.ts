import { FrameworkError } from '../diagnostics/index.js';
import type { ArrayId, HostStep, HostWrite, Selection, StepPlan } from '../ir/index.js';
import type { Engine } from './engine.js';
import type { RunNotes } from './run-notes.js';
import { projectionOf, type Variables } from './variables.js';

/** Chosen elements, ascending; absent means all of them. */
interface Chosen {
  readonly indices: Int32Array | undefined;
  readonly count: number;
}

/** Writes of the timeline between two ticks: `set` and `normalize`. */
export class HostOperations {
  readonly #plan: StepPlan;
  readonly #engine: Engine;
  readonly #variables: Variables;
  readonly #notes: RunNotes;
  /** Steps whose count is known: a loop says it once. */
  readonly #told: Set<HostStep> = new Set();

  constructor(plan: StepPlan, engine: Engine, variables: Variables, notes: RunNotes) {
    this.#plan = plan;
    this.#engine = engine;
    this.#variables = variables;
    this.#notes = notes;
  }

  /** Writes the chosen elements and returns how many there were. */
  set(step: Extract<HostStep, { kind: 'set' }>, tick: number): number {
    const first = step.writes[0];
    if (first === undefined) return 0;
    const total = this.#variables.declaration(first.array).count;
    const chosen = this.#choose(step.selection, total, tick);
    if (chosen.count === 0 && total > 0)
      this.#notes.add({
        code: 'NOTHING_SELECTED',
        severity: 'warning',
        message: `the selection chose none of the ${total} elements of ${step.object}, so nothing was changed`,
        context: 'timeline, set',
        ...(step.span === undefined ? {} : { span: step.span }),
      });
    for (const write of step.writes) this.#write(write, chosen, tick);
    if (step.selection.kind !== 'all' && chosen.count > 0) this.#tell(step, chosen.count, total);
    return chosen.count;
  }

  /** Says how many elements a selection had when it was first carried out. */
  #tell(step: Extract<HostStep, { kind: 'set' }>, count: number, total: number): void {
    if (this.#told.has(step)) return;
    this.#told.add(step);
    const isProjection = this.#plan.objects.some(
      ({ kind, name }) => kind === 'projection' && name === step.object,
    );
    this.#notes.add({
      code: 'VALUES_SET',
      severity: 'info',
      message: `${step.writes.map(({ array }) => array).join(', ')}: set for ${count} of ${total} ${isProjection ? 'synapses' : 'elements'}`,
      context: 'timeline, set',
      ...(step.span === undefined ? {} : { span: step.span }),
    });
  }

  /** Scales each column or row; what sums to 0 is left alone, with a warning. */
  normalize(step: Extract<HostStep, { kind: 'normalize' }>): void {
    const projection = projectionOf(this.#plan, step.projection);
    const zeros = this.#engine.normalize(projection, step.array, step.per, step.total);
    if (zeros === 0) return;
    this.#notes.add({
      code: 'NORMALIZE_ZERO',
      severity: 'warning',
      message: `${step.array}: the sum per ${step.per} was 0 in places, which were left alone`,
      context: 'timeline, normalize',
      found: `${zeros} sums of 0 at the first time`,
      ...(step.span === undefined ? {} : { span: step.span }),
    });
  }

  #choose(selection: Selection, total: number, tick: number): Chosen {
    if (selection.kind === 'all') return { indices: undefined, count: total };
    if (selection.kind === 'indices')
      return { indices: selection.indices, count: selection.indices.length };
    // The condition of every element is known before the first value is written.
    const indices = this.#variables.marked(selection, tick);
    return { indices, count: indices.length };
  }

  #write(write: HostWrite, chosen: Chosen, tick: number): void {
    const { indices, count } = chosen;
    const expected = this.#variables.declaration(write.array).count;
    if (write.kind === 'data' && write.values.length !== count)
      throw new FrameworkError([
        {
          code: 'SHAPE_MISMATCH',
          severity: 'error',
          message: `${write.array} is given ${write.values.length} values for ${count} chosen elements`,
          expected: `${count} values`,
          found: `${write.values.length} values`,
        },
      ]);
    if (indices === undefined && count !== expected)
      throw new Error(`${write.array} has ${expected} elements, the selection ${count}`);
    const staged = write.kind === 'kernel' ? this.#stage(write, chosen, tick) : undefined;
    for (let at = 0; at < count; at += 1) {
      const element = indices === undefined ? at : (indices[at] as number);
      let value: number;
      if (write.kind === 'constant') value = write.value;
      else if (write.kind === 'data') value = write.values[at] as number;
      else value = this.#engine.toReal(write.staging, staged?.[element] as number);
      this.#variables.store(write.array, tick, element, value);
    }
  }

  /** Stored values of the staging array, of the chosen elements at least: they are not copied. */
  #stage(
    write: { readonly kernel: string; readonly staging: ArrayId },
    chosen: Chosen,
    tick: number,
  ): Float64Array {
    this.#engine.runHost(write.kernel, tick, chosen.indices, 0, chosen.count);
    return this.#variables.slot(write.staging, tick);
  }
}
