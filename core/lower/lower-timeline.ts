import { constantValue } from '../integration/index.js';
import {
  type ArrayDeclaration,
  type HostStep,
  type HostWrite,
  KernelBuilder,
  type KernelDomain,
  type ProjectionPlan,
  type Selection,
} from '../ir/index.js';
import type {
  AssignmentModel,
  InputModel,
  Scope,
  SelectionModel,
  StepModel,
} from '../network/index.js';
import { elementValues } from './element-values.js';
import { sharedDomain, singleNumber, stored } from './initial-values.js';
import { ExpressionLowering } from './lower-expression.js';
import { ratesOf, ratesVary } from './lower-inputs.js';
import { converted } from './lower-statements.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';

type SetStep = Extract<StepModel, { kind: 'set' }>;

/** The timeline as operations between ticks, with the host kernels that they need in the draft. */
export class TimelineLowering {
  readonly #draft: ProgramDraft;
  readonly #data: LoweringData;
  readonly #plans: ReadonlyMap<string, ProjectionPlan>;
  #kernels = 0;

  constructor(draft: ProgramDraft, data: LoweringData, plans: ReadonlyMap<string, ProjectionPlan>) {
    this.#draft = draft;
    this.#data = data;
    this.#plans = plans;
  }

  lower(steps: readonly StepModel[]): readonly HostStep[] {
    return steps.flatMap((step) => this.#step(step));
  }

  #step(step: StepModel): readonly HostStep[] {
    const span = step.span === undefined ? {} : { span: step.span };
    switch (step.kind) {
      case 'run':
      case 'phase':
      case 'checkpoint':
      case 'switch':
      case 'restore':
        return [step];
      case 'repeat':
        return [{ ...span, kind: 'repeat', times: step.times, steps: this.lower(step.steps) }];
      case 'present':
        return [{ ...step, before: this.lower(step.before), after: this.lower(step.after) }];
      case 'set':
        return this.#set(step).map((lowered) => ({ ...span, ...lowered }));
      case 'set-spikes': {
        const { kind, input } = step;
        const spikes = {
          indices: Int32Array.from(step.indices),
          steps: Float64Array.from(step.steps),
        };
        return [{ ...span, kind, input, ...spikes }];
      }
      case 'freeze': {
        const array = arrayId(step.projection, 'frozen');
        const writes: HostWrite[] = [{ array, kind: 'constant', value: step.frozen ? 1 : 0 }];
        const selection = this.#selection(step.projection, step.selection);
        return [{ ...span, kind: 'set', object: step.projection, selection, writes }];
      }
      case 'normalize': {
        const { projection, per, total, variable } = step;
        const array = arrayId(projection, variable);
        return [{ ...span, kind: 'normalize', projection, array, per, total }];
      }
    }
  }

  #set(step: SetStep): readonly HostStep[] {
    const input = this.#draft.input(step.object);
    if (input !== undefined)
      return step.assignments.flatMap((entry) => this.#rates(step, entry, input));
    const selection = this.#selection(step.object, step.selection);
    const writes = step.assignments.flatMap((assignment) =>
      this.#write(step, assignment, selection),
    );
    return [{ kind: 'set', object: step.object, selection, writes }];
  }

  /** New rates: all of a sort at once, or written by element into an array that stands for them. */
  #rates(step: SetStep, assignment: AssignmentModel, input: InputModel): readonly HostStep[] {
    const { object } = step;
    const { value, span = step.span } = assignment;
    if (input.kind !== 'poisson' || ratesVary(input)) {
      this.#draft.diagnostics.error(
        'ILLEGAL_WRITE',
        `the rates of ${object} are an expression that every step redoes: they cannot be set`,
        {
          context: 'timeline',
          ...(span && { span }),
          help: 'give the input rates by number or list',
        },
      );
      return [];
    }
    const constant =
      value.kind !== 'expression' || constantValue(value.expression, input.scope) !== undefined;
    if (constant && step.selection.kind === 'all') {
      const rates = ratesOf(input, value, this.#draft, this.#data);
      return rates === undefined ? [] : [{ kind: 'set-rates', input: object, rates }];
    }
    const array = arrayId(object, '#rates');
    if (this.#draft.array(array) === undefined) {
      const [variable, count] = ['#rates', input.size];
      this.#draft.declareHelper({ id: array, object, variable, count, role: 'scratch' });
    }
    const selection = this.#selection(object, step.selection);
    const writes = this.#write(step, { ...assignment, variable: '#rates' }, selection);
    return writes.length === 0 ? [] : [{ kind: 'set', object, selection, writes }];
  }

  #write(step: SetStep, assignment: AssignmentModel, selection: Selection): readonly HostWrite[] {
    const { object } = step;
    const { value, variable } = assignment;
    const id = arrayId(object, variable);
    const array = this.#draft.array(id);
    if (array === undefined) {
      this.#draft.unsupported(`setting ${id}`, assignment.span ?? step.span, 'timeline');
      return [];
    }
    const owner = { scope: this.#scope(object) };
    const single = singleNumber(assignment, owner);
    if (single !== undefined) {
      return [{ array: id, kind: 'constant', value: stored(single, array) }];
    }
    if (value.kind !== 'expression') {
      const span = assignment.span ?? step.span;
      const all = { count: array.count, ends: this.#plans.get(object), span };
      const values = this.#values(value, all, selection, `timeline, set ${id}`);
      if (values === undefined) return [];
      return [{ array: id, kind: 'data', values: values.map((entry) => stored(entry, array)) }];
    }
    const domain = array.shared ? sharedDomain(object) : this.#domain(object);
    const b = this.#builder(object, domain);
    const lowering = new ExpressionLowering(this.#draft, b);
    const frame = { ...owner, object, at: 'lane' } as const;
    const staging = this.#scratch(array, 'staging');
    const result = converted(lowering.value(value.expression, frame, {}), array.kind, lowering);
    b.store(staging, array.shared ? 'shared' : 'lane', result);
    this.#draft.hostKernels.push(b.finish());
    return [{ array: id, kind: 'kernel', kernel: b.id, staging }];
  }

  /** A list is as long as what is selected by number, a matrix or any other list as the object. */
  #values(
    value: Exclude<AssignmentModel['value'], { kind: 'expression' }>,
    all: {
      readonly count: number;
      readonly ends: ProjectionPlan | undefined;
      readonly span: StepModel['span'];
    },
    selection: Selection,
    context: string,
  ): Float64Array | undefined {
    const where = {
      context,
      ...(all.span && { span: all.span }),
      ...(all.ends && { ends: all.ends }),
    };
    const chosen = selection.kind === 'indices' ? selection.indices.length : all.count;
    const count = value.kind === 'list' ? chosen : all.count;
    return elementValues(value, { ...where, count }, this.#draft, this.#data);
  }

  #selection(object: string, selection: SelectionModel): Selection {
    switch (selection.kind) {
      case 'all':
        return selection;
      case 'indices':
        return { kind: 'indices', indices: Int32Array.from(selection.indices) };
      case 'pairs':
        return { kind: 'indices', indices: this.#pairs(object, selection.pairs) };
      case 'where': {
        const b = this.#builder(object, this.#domain(object));
        const lowering = new ExpressionLowering(this.#draft, b);
        const frame = { scope: this.#scope(object), object, at: 'lane' } as const;
        const mask = this.#mask(object);
        b.store(mask, 'lane', b.toReal(lowering.truth(selection.condition, frame)));
        this.#draft.hostKernels.push(b.finish());
        return { kind: 'where', kernel: b.id, mask };
      }
    }
  }

  /** Synapses of the listed pairs, ascending; a pair without a synapse selects nothing. */
  #pairs(object: string, pairs: readonly (readonly [number, number])[]): Int32Array {
    const plan = found(this.#plans.get(object), `projection ${object}`);
    const wanted = new Set(pairs.map(([i, j]) => i * plan.targetCount + j));
    const chosen: number[] = [];
    for (let synapse = 0; synapse < plan.pre.length; synapse++) {
      const i = (plan.pre[synapse] as number) - plan.sourceFirst;
      const j = (plan.post[synapse] as number) - plan.targetFirst;
      if (wanted.has(i * plan.targetCount + j)) chosen.push(synapse);
    }
    return Int32Array.from(chosen);
  }

  #builder(object: string, domain: KernelDomain): KernelBuilder {
    const number = this.#kernels++;
    return new KernelBuilder(`${object}.set_${number}`, domain);
  }
  #domain(object: string): KernelDomain {
    if (this.#plans.has(object)) return { kind: 'synapses', object };
    return { kind: 'elements', object, count: this.#draft.sizeOf(object) };
  }
  #scope(object: string): Scope {
    const input = this.#draft.input(object);
    const rates = input?.kind === 'poisson' ? input : undefined;
    const owner = this.#draft.population(object) ?? this.#draft.projection(object) ?? rates;
    return found(owner, `object ${object}`).scope;
  }

  /** One array for new values of all variables that are equally long. */
  #scratch(array: ArrayDeclaration, purpose: string): string {
    const id = `${array.object}.#${purpose}${array.shared ? '_shared' : ''}`;
    if (this.#draft.array(id) === undefined) {
      const { object, count, shared } = array;
      const variable = `#${purpose}${shared ? '_shared' : ''}`;
      this.#draft.declareHelper({ id, object, variable, count, shared, role: 'scratch' });
    }
    return id;
  }
  #mask(object: string): string {
    const id = arrayId(object, '#mask');
    if (this.#draft.array(id) === undefined) {
      const count = this.#draft.sizeOf(object);
      const variable = '#mask';
      this.#draft.declareHelper({ id, object, variable, count, kind: 'boolean', role: 'scratch' });
    }
    return id;
  }
}
