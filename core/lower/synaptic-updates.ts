import { expandSubexpressions } from '../analysis/index.js';
import {
  advanceSystem,
  chooseScheme,
  type DifferentialEquation,
  matrixExponentials,
} from '../integration/index.js';
import { KernelBuilder } from '../ir/index.js';
import type { ProjectionModel, VariableModel } from '../network/index.js';
import { ExpressionLowering, type Frame } from './lower-expression.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import { type OrderedAction, onClock } from './timestep-order.js';

/**
 * What a projection does in every step for all its synapses, in slot groups (semantics sections 7
 * and 9): sums into variables of its target or source, and clock-driven equations.
 */
export function lowerSynapticUpdates(
  projection: ProjectionModel,
  draft: ProgramDraft,
): { readonly actions: readonly OrderedAction[]; readonly watched: readonly string[] } {
  const actions = projection.variables
    .filter((variable) => variable.summed)
    .flatMap((variable) => sumActions(projection, variable, draft));
  const equations = clockDriven(projection);
  if (equations.length === 0) return { actions, watched: [] };
  const kernel = updateKernel(projection, equations, draft);
  const { name, order } = projection;
  actions.push({
    order,
    action: {
      kind: 'kernel',
      slot: 'groups',
      name: `${name}_stateupdater`,
      kernel,
      ...onClock(draft.clockOf(name)),
    },
  });
  return { actions, watched: equations.map((equation) => arrayId(name, equation.name)) };
}

/**
 * Every neuron of the slice is set to 0, then every synapse adds to its neuron, in synapse order. The
 * two kernels share a name, so that nothing comes between them.
 */
function sumActions(
  projection: ProjectionModel,
  { name: sum, equation }: VariableModel,
  draft: ProgramDraft,
): readonly OrderedAction[] {
  if (equation.kind !== 'subexpression') throw new Error(`${sum} sums nothing`);
  const side = sum.endsWith('_pre') ? 'pre' : 'post';
  const variable = sum.slice(0, -side.length - 1);
  const { object, first, end } = side === 'pre' ? projection.source : projection.target;
  const array = arrayId(object, variable);
  const count = draft.sizeOf(object);
  const domain = { kind: 'elements', object, count } as const;
  const clear = new KernelBuilder(`${projection.name}.${sum}#clear`, domain);
  clear.span = equation.span;
  const whole = first === 0 && end === count;
  const neuron = clear.index('lane');
  const inside = whole
    ? undefined
    : clear.and(clear.ge(neuron, clear.constant(first)), clear.lt(neuron, clear.constant(end)));
  clear.store(array, 'lane', clear.constant(0), inside);
  draft.kernels.push(clear.finish());
  const b = new KernelBuilder(`${projection.name}.${sum}`, {
    kind: 'synapses',
    object: projection.name,
  });
  b.span = equation.span;
  const lowering = new ExpressionLowering(draft, b, draft.clockOf(object));
  b.accumulate(array, side, lowering.real(equation.right, frameOf(projection)));
  draft.kernels.push(b.finish());
  const order = found(draft.population(object), `population ${object}`).order - 1;
  const name = `${projection.name}_summed_variable_${sum}`;
  return [clear.id, b.id].map((kernel) => ({
    order,
    action: { kind: 'kernel', slot: 'groups', name, kernel, ...onClock(draft.clockOf(object)) },
  }));
}

function clockDriven(projection: ProjectionModel): readonly DifferentialEquation[] {
  return projection.variables.flatMap(({ name, equation, eventDriven }) => {
    if (eventDriven || equation.kind !== 'differential') return [];
    const expanded = expandSubexpressions(equation.right, projection);
    return [{ name, right: equation.right, expanded, guarded: false }];
  });
}

/** One step of all clock-driven equations of a synapse together. */
function updateKernel(
  projection: ProjectionModel,
  equations: readonly DifferentialEquation[],
  draft: ProgramDraft,
): string {
  const { name, scope, method, methodSpan } = projection;
  const b = new KernelBuilder(`${name}.update`, { kind: 'synapses', object: name });
  const lowering = new ExpressionLowering(draft, b);
  const system = {
    title: `projection ${name}, clock-driven equations`,
    equations,
    scope,
    stepSeconds: draft.dtOf(name),
    arrayStep: (array: string) => draft.timedArray(array).dtSeconds,
  };
  const scheme = chooseScheme(system, method, methodSpan, draft.diagnostics);
  if (scheme !== undefined) {
    for (const variable of matrixExponentials(scheme, system)) {
      draft.matrixExponentials.push(arrayId(name, variable));
    }
    const advanced = advanceSystem(scheme, system, {
      builder: b,
      step: b.constant(draft.dtOf(name)),
      time: () => lowering.time(),
      state: (variable) => lowering.load(name, variable, 'lane'),
      real: (expression, values, time) =>
        lowering.real(expression, frameOf(projection), {
          ...(time === undefined ? {} : { time }),
          variable: (object, variable) => (object === name ? values?.get(variable) : undefined),
        }),
      normal: (noise) => b.draw(draft.sites.ofNoise(name, noise), 'normal'),
    });
    for (const equation of equations) {
      b.span = equation.right.span;
      const value = found(advanced.get(equation.name), `new value of ${equation.name}`);
      b.store(arrayId(name, equation.name), 'lane', value);
    }
  }
  draft.flushed.set(b.id, new Set(equations.map((equation) => arrayId(name, equation.name))));
  draft.kernels.push(b.finish());
  return b.id;
}

function frameOf({ scope, name }: ProjectionModel): Frame {
  return { scope, object: name, at: 'lane' };
}
