import { expandSubexpressions } from '../analysis/index.js';
import type { Statement } from '../equations/index.js';
import {
  advanceSystem,
  chooseScheme,
  type DifferentialEquation,
  type DifferentialSystem,
  matrixExponentials,
} from '../integration/index.js';
import {
  type Action,
  KernelBuilder,
  type PopulationPlan,
  timestep,
  type ValueId,
} from '../ir/index.js';
import type { EventModel, PopulationModel } from '../network/index.js';
import { ExpressionLowering, type Frame, type Reading } from './lower-expression.js';
import { lowerRegularly } from './lower-regularly.js';
import { lowerStatements } from './lower-statements.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import { lowerStepSubexpressions } from './step-subexpressions.js';
import { type OrderedAction, onClock } from './timestep-order.js';

/** Kernels of a population, in the draft, and when they run. */
export function lowerPopulation(
  population: PopulationModel,
  draft: ProgramDraft,
): { readonly plan: PopulationPlan; readonly actions: readonly OrderedAction[] } {
  const { name, size, order } = population;
  const clock = draft.clockOf(name);
  const actions: OrderedAction[] = [...lowerStepSubexpressions(population, draft)];
  const add = (action: Action): void => {
    actions.push({ order, action: { ...action, ...onClock(clock) } });
  };
  const differential = population.variables.filter(({ kind }) => kind === 'differential');
  if (differential.length > 0 || population.refractory !== undefined) {
    const kernel = updateKernel(population, draft);
    add({ kind: 'kernel', slot: 'groups', name: `${name}_stateupdater`, kernel });
  }
  if (population.threshold !== undefined) {
    const kernel = thresholdKernel(population, draft);
    const action = `${name}_spike_thresholder`;
    add({ kind: 'threshold', slot: 'thresholds', name: action, kernel, population: name });
    if (population.reset.length > 0) {
      const reset = listedKernel(population, 'reset', population.reset, draft);
      const resetter = `${name}_spike_resetter`;
      add({ kind: 'reset', slot: 'resets', name: resetter, kernel: reset, population: name });
    }
  }
  const events = population.events.map((event) => {
    const kernel = eventKernel(population, event, draft);
    const condition = `${name}_${event.name}_thresholder`;
    const common = { population: name, event: event.name };
    add({ kind: 'threshold', slot: 'after_thresholds', name: condition, kernel, ...common });
    if (event.statements.length > 0) {
      const reset = listedKernel(population, `on_event_${event.name}`, event.statements, draft);
      const resetter = `${name}_${event.name}_resetter`;
      add({ kind: 'reset', slot: 'after_resets', name: resetter, kernel: reset, ...common });
    }
    return { name: event.name, kernel };
  });
  actions.push(...lowerRegularly(population, draft));
  const watched = differential.map((variable) => arrayId(name, variable.name));
  const plan = { kind: 'population', name, size, watched, ...onClock(clock) } as const;
  return { plan: events.length === 0 ? plan : { ...plan, events }, actions };
}

/** A population that takes no part in the run: its neurons are there, nothing happens to them. */
export function restingPopulation(
  { name, size, events }: PopulationModel,
  draft: ProgramDraft,
): { readonly plan: PopulationPlan; readonly actions: readonly OrderedAction[] } {
  const listed = events.map((event) => ({
    name: event.name,
    kernel: `${name}.event_${event.name}`,
  }));
  return {
    plan: {
      kind: 'population',
      name,
      size,
      watched: [],
      ...onClock(draft.clockOf(name)),
      ...(listed.length === 0 ? {} : { events: listed }),
    },
    actions: [],
  };
}

function frameOf({ scope, name }: PopulationModel): Frame {
  return { scope, object: name, at: 'lane' };
}

function elementKernel(population: PopulationModel, part: string): KernelBuilder {
  const { name, size } = population;
  return new KernelBuilder(`${name}.${part}`, { kind: 'elements', object: name, count: size });
}

/** Refractory state first, then one step of all equations together (semantics sections 6 and 8). */
function updateKernel(population: PopulationModel, draft: ProgramDraft): string {
  const b = elementKernel(population, 'update');
  const lowering = new ExpressionLowering(draft, b);
  const frame = frameOf(population);
  const { name } = population;
  const notRefractory = refractoryState(population, lowering, draft);
  const flag = arrayId(name, 'not_refractory');
  if (notRefractory !== undefined) b.store(flag, 'lane', b.toReal(notRefractory));
  const system = systemOf(population, draft);
  const scheme =
    system.equations.length === 0
      ? undefined
      : chooseScheme(system, population.method, population.methodSpan, draft.diagnostics);
  if (scheme === undefined) {
    draft.kernels.push(b.finish());
    return b.id;
  }
  for (const variable of matrixExponentials(scheme, system)) {
    draft.matrixExponentials.push(arrayId(name, variable));
  }
  // While the equations are evaluated, the flag has its new value.
  const base: Reading =
    notRefractory === undefined
      ? {}
      : {
          variable: (object, variable) =>
            object === name && variable === 'not_refractory' ? b.toReal(notRefractory) : undefined,
        };
  const advanced = advanceSystem(scheme, system, {
    builder: b,
    step: b.constant(draft.dtOf(name)),
    time: () => lowering.time(),
    state: (variable) => lowering.load(name, variable, 'lane'),
    real: (expression, values, time) =>
      lowering.real(expression, frame, {
        ...(time === undefined ? {} : { time }),
        variable: (object, variable, at) =>
          (object === name ? values?.get(variable) : undefined) ??
          base.variable?.(object, variable, at),
      }),
    normal: (noise) => b.draw(draft.sites.ofNoise(name, noise), 'normal'),
    ...(notRefractory === undefined ? {} : { notRefractory }),
  });
  for (const { name: variable, guarded, right } of system.equations) {
    b.span = right.span;
    const value = found(advanced.get(variable), `new value of ${variable}`);
    b.store(arrayId(name, variable), 'lane', value, guarded ? notRefractory : undefined);
  }
  const states = system.equations.map((equation) => arrayId(name, equation.name));
  draft.flushed.set(b.id, new Set(states));
  draft.kernels.push(b.finish());
  return b.id;
}

function systemOf(population: PopulationModel, draft: ProgramDraft): DifferentialSystem {
  const equations: DifferentialEquation[] = [];
  for (const variable of population.variables) {
    const { equation } = variable;
    if (equation.kind !== 'differential') continue;
    equations.push({
      name: variable.name,
      right: equation.right,
      expanded: expandSubexpressions(equation.right, population),
      guarded: variable.unlessRefractory && population.refractory !== undefined,
    });
  }
  return {
    title: `population ${population.name}`,
    equations,
    scope: population.scope,
    stepSeconds: draft.dtOf(population.name),
    arrayStep: (array) => draft.timedArray(array).dtSeconds,
  };
}

/**
 * Whether a neuron is ready (semantics section 6, point 4). Times are compared in steps, as integers:
 * timestep(t - lastspike) >= timestep(period). A condition can only keep a neuron refractory.
 */
function refractoryState(
  population: PopulationModel,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
): ValueId | undefined {
  const { refractory, name } = population;
  if (refractory === undefined) return undefined;
  const b = lowering.builder;
  const frame = frameOf(population);
  b.span = refractory.expression.span;
  if (refractory.kind === 'condition') {
    const ready = b.toBool(lowering.load(name, 'not_refractory', 'lane'));
    return b.or(ready, b.not(lowering.truth(refractory.expression, frame)));
  }
  const period = lowering.real(refractory.expression, frame);
  const since = b.sub(b.tick(), lowering.load(name, 'lastspike', 'lane'));
  return b.ge(since, timestep(b, period, b.constant(draft.dtOf(name))));
}

/** Condition `and not_refractory`; a spike at once sets lastspike and ends the readiness. */
function thresholdKernel(population: PopulationModel, draft: ProgramDraft): string {
  const b = elementKernel(population, 'threshold');
  const lowering = new ExpressionLowering(draft, b);
  const { name, refractory } = population;
  const threshold = found(population.threshold, 'threshold');
  const above = lowering.truth(threshold, frameOf(population));
  b.span = threshold.span;
  if (refractory === undefined) {
    b.spike(above);
  } else {
    const spikes = b.and(above, b.toBool(lowering.load(name, 'not_refractory', 'lane')));
    b.spike(spikes);
    b.store(arrayId(name, 'lastspike'), 'lane', b.tick(), spikes);
    b.store(arrayId(name, 'not_refractory'), 'lane', b.constant(0), spikes);
  }
  draft.kernels.push(b.finish());
  return b.id;
}

/** Condition of a custom event: whoever it holds for, refractory or not. */
function eventKernel(
  population: PopulationModel,
  { name, condition }: EventModel,
  draft: ProgramDraft,
): string {
  const b = elementKernel(population, `event_${name}`);
  const lowering = new ExpressionLowering(draft, b);
  const holds = lowering.truth(condition, frameOf(population));
  b.span = condition.span;
  b.spike(holds);
  draft.kernels.push(b.finish());
  return b.id;
}

/** Statements for the neurons of a list; they write always (semantics section 6, point 6). */
function listedKernel(
  population: PopulationModel,
  part: string,
  statements: readonly Statement[],
  draft: ProgramDraft,
): string {
  const { name } = population;
  const b = new KernelBuilder(`${name}.${part}`, { kind: 'listed', object: name });
  lowerStatements(statements, frameOf(population), new ExpressionLowering(draft, b), draft);
  draft.kernels.push(b.finish());
  return b.id;
}
