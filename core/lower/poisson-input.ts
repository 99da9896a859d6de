import { type InputPlan, KernelBuilder, type ValueId } from '../ir/index.js';
import type { InputModel } from '../network/index.js';
import { dimensionless } from '../units/index.js';
import { binomialDistribution } from './binomial-distribution.js';
import { ExpressionLowering, openUniform } from './lower-expression.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import { type OrderedAction, onClock } from './timestep-order.js';
import { neuronGuard } from './write-guards.js';

type PoissonInput = Extract<InputModel, { kind: 'poisson_input' }>;

/** Draw of the count (semantics section 13). */
const countSite = 5;

/**
 * variable += weight * Binomial(n, rate*dt) for every neuron of the target in every step, in slot
 * synapses (semantics section 10, point 3). The count is found by inversion: a binary search in a
 * table of cumulative probabilities.
 */
export function lowerPoissonInput(
  input: PoissonInput,
  draft: ProgramDraft,
): { readonly plan: InputPlan; readonly action: OrderedAction } {
  const { name, order, target, variable, weight } = input;
  const { object, first, end } = target;
  const population = found(draft.population(object), `population ${object}`);
  const { size } = population;
  const b = new KernelBuilder(`${name}.input`, { kind: 'elements', object: name, count: size });
  b.span = weight.span;
  const lowering = new ExpressionLowering(draft, b);
  const frame = { scope: population.scope, object, at: 'lane' } as const;
  const counted = b.mul(lowering.real(weight, frame), binomialCount(input, b, draft));
  const neuron = b.index('lane');
  const inside =
    first === 0 && end === size
      ? undefined
      : b.and(b.ge(neuron, b.constant(first)), b.lt(neuron, b.constant(end)));
  const none = b.constant(0);
  const amount = inside === undefined ? counted : b.select(inside, counted, none);
  const ready = neuronGuard({ object, variable, at: 'lane' }, lowering, draft);
  // Where nothing is added, nothing is dropped either.
  const guard = ready === undefined ? undefined : b.or(ready, b.eq(amount, none));
  const array = arrayId(object, variable);
  b.store(array, 'lane', b.add(b.load(array, 'lane'), amount), guard);
  draft.kernels.push(b.finish());
  const clock = onClock(draft.clockOf(name));
  return {
    plan: { kind: 'input', name, size, source: 'counts', target: object, ...clock },
    action: { order, action: { kind: 'kernel', slot: 'synapses', name, kernel: b.id, ...clock } },
  };
}

/** Smallest count whose cumulative probability is at least u. */
function binomialCount(
  { name, count, rateHertz }: PoissonInput,
  b: KernelBuilder,
  draft: ProgramDraft,
): ValueId {
  const probability = Math.min(rateHertz * draft.dtOf(name), 1);
  const { lowest, cumulative } = binomialDistribution(count, probability);
  if (cumulative.length === 1) return b.constant(lowest);
  const rows = 2 ** Math.ceil(Math.log2(cumulative.length + 1));
  const data = new Float64Array(rows).fill(2);
  data.set(cumulative);
  const table = `${name}#counts`;
  draft.tables.set(table, {
    name: table,
    rows,
    columns: 1,
    data,
    dimension: dimensionless.twelfths,
  });
  const u = openUniform(b, b.draw(countSite, 'uniform'));
  let below: ValueId = b.constant(0);
  for (let half = rows / 2; half >= 1; half /= 2) {
    const last = b.add(below, b.constant(half - 1));
    const beyond = b.lt(b.lookup(table, last), u);
    below = b.select(beyond, b.add(below, b.constant(half)), below);
  }
  return b.add(below, b.constant(lowest));
}
