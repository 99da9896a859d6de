import { constantValue } from '../integration/index.js';
import {
  type ArrayDeclaration,
  KernelBuilder,
  type KernelDomain,
  type ProjectionPlan,
} from '../ir/index.js';
import type { AssignmentModel, PopulationModel, ProjectionModel } from '../network/index.js';
import { elementValues } from './element-values.js';
import { ExpressionLowering } from './lower-expression.js';
import { converted } from './lower-statements.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';

/** Seconds before step 0 at which every neuron is taken to have spiked last (semantics section 6). */
const longAgoSeconds = 10_000;

/** Start values of a population, in the order of the file; its refractory state first. */
export function initialisePopulation(
  population: PopulationModel,
  start: StartState,
  draft: ProgramDraft,
  data: LoweringData,
): void {
  const { name } = population;
  if (population.refractory !== undefined) {
    const ticks = Math.round(longAgoSeconds / draft.dtOf(name));
    start.constant(arrayId(name, 'lastspike'), -ticks);
    start.constant(arrayId(name, 'not_refractory'), 1);
  }
  const count = population.size;
  initialise(population, { kind: 'elements', object: name, count }, start, draft, data);
}

/** Start values of a projection's variables, in the order of the file. */
export function initialiseProjection(
  projection: ProjectionModel,
  plan: ProjectionPlan,
  start: StartState,
  draft: ProgramDraft,
  data: LoweringData,
): void {
  const domain = { kind: 'synapses', object: projection.name } as const;
  initialise(projection, domain, start, draft, data, plan);
}

function initialise(
  object: PopulationModel | ProjectionModel,
  domain: KernelDomain,
  start: StartState,
  draft: ProgramDraft,
  data: LoweringData,
  ends?: ProjectionPlan,
): void {
  for (const [position, assignment] of object.initial.entries()) {
    const { variable, value, span } = assignment;
    start.span = span;
    const id = arrayId(object.name, variable);
    const array = found(draft.array(id), `array ${id}`);
    const single = singleNumber(assignment, object);
    if (single !== undefined) {
      start.constant(id, stored(single, array));
      continue;
    }
    if (value.kind !== 'expression') {
      const context = `${object.name}, initial ${variable}`;
      const place = { count: array.count, context, ...(ends && { ends }), ...(span && { span }) };
      const values = elementValues(value, place, draft, data);
      if (values !== undefined)
        start.data(
          id,
          values.map((entry) => stored(entry, array)),
        );
      continue;
    }
    const lanes = array.shared ? sharedDomain(object.name) : domain;
    const b = new KernelBuilder(`${object.name}.initial_${position}_${variable}`, lanes);
    const lowering = new ExpressionLowering(draft, b);
    const frame = { scope: object.scope, object: object.name, at: 'lane' } as const;
    const result = converted(lowering.value(value.expression, frame, {}), array.kind, lowering);
    b.store(id, array.shared ? 'shared' : 'lane', result);
    start.kernel(id, b.finish(), ends);
  }
  start.span = undefined;
}

/** One lane, for what an object has once. */
export function sharedDomain(object: string): KernelDomain {
  return { kind: 'elements', object, count: 1 };
}

/** The value of an assignment if it is one number for all elements. */
export function singleNumber(
  { value }: AssignmentModel,
  { scope }: Pick<PopulationModel, 'scope'>,
): number | undefined {
  if (value.kind === 'number') return value.value;
  return value.kind === 'expression' ? constantValue(value.expression, scope) : undefined;
}

/** A number as an array of its kind keeps it. */
export function stored(value: number, { kind }: Pick<ArrayDeclaration, 'kind'>): number {
  if (kind === 'boolean') return value === 0 ? 0 : 1;
  return kind === 'integer' ? Math.trunc(value) : value;
}
