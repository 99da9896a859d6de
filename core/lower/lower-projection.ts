import { delayName, expandSubexpressions } from '../analysis/index.js';
import {
  advanceClosedForm,
  chooseScheme,
  type DifferentialEquation,
  type LinearSystem,
} from '../integration/index.js';
import {
  KernelBuilder,
  type PathwayPlan,
  type ProjectionPlan,
  type TracePlan,
  type ValueId,
} from '../ir/index.js';
import type { PathwayModel, ProjectionModel } from '../network/index.js';
import { lookupUnit } from '../units/index.js';
import { lowerDelay, type PathwayDelay } from './delays.js';
import { factorTraces, type HostUse } from './factor-traces.js';
import { declareLastUpdate, readsLastUpdate } from './last-update.js';
import { ExpressionLowering, type Frame } from './lower-expression.js';
import { lowerRegularly } from './lower-regularly.js';
import { lowerStatements, type StatementRules } from './lower-statements.js';
import { delayTicksId, NeuronTraces } from './lower-traces.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';
import { lowerStepSubexpressions } from './step-subexpressions.js';
import { lowerSynapticUpdates } from './synaptic-updates.js';
import { type OrderedAction, onClock } from './timestep-order.js';
import { synapticGuard } from './write-guards.js';

/** Synapses of a projection, as neuron numbers of the whole objects. */
export interface SynapseLists {
  readonly pre: Int32Array;
  readonly post: Int32Array;
}

export interface ProjectionParts {
  readonly synapses: SynapseLists;
  readonly use: HostUse;
  /** Keeps event-driven variables per synapse even where neurons could hold them. */
  readonly literalTraces: boolean;
  readonly start: StartState;
  readonly data: LoweringData;
}

/** Kernels and arrays of a projection, in the draft, and when its pathways run. */
export function lowerProjection(
  projection: ProjectionModel,
  parts: ProjectionParts,
  draft: ProgramDraft,
): { readonly plan: ProjectionPlan; readonly actions: readonly OrderedAction[] } | undefined {
  const { name, source, target } = projection;
  const ends = {
    sourceFirst: source.first,
    targetFirst: target.first,
    sourceCount: source.end - source.first,
    targetCount: target.end - target.first,
    ...parts.synapses,
  };
  const delays = new Map<string, PathwayDelay>();
  for (const pathway of projection.pathways) {
    const changes = parts.use.delays.get(name)?.has(pathway.name) === true;
    const delay = lowerDelay(projection, pathway, ends, changes, parts.start, draft, parts.data);
    if (delay === undefined) return undefined;
    delays.set(pathway.name, delay);
    declareDelay(projection, pathway, delay, ends.pre.length, parts.start, draft);
  }
  // Who reads the last event of a synapse needs it per synapse.
  const tracked = readsLastUpdate(projection, draft)
    ? declareLastUpdate(projection, draft)
    : undefined;
  const factored =
    parts.literalTraces || tracked !== undefined ? [] : factorTraces(projection, parts.use);
  const neuronTraces =
    factored.length === 0 ? undefined : new NeuronTraces(projection, factored, delays, draft);
  const traces: readonly TracePlan[] = neuronTraces?.lower(parts.start) ?? [];
  const literal = neuronTraces === undefined ? eventDriven(projection, draft) : undefined;
  const pathways = projection.pathways.map((pathway): PathwayPlan => {
    const stamp = literal?.lastUpdate ?? tracked;
    const kernel = pathwayKernel(projection, pathway, literal, neuronTraces, stamp, draft);
    return {
      name: pathway.name,
      side: pathway.side,
      ...(pathway.event === undefined ? {} : { event: pathway.event }),
      kernel,
      delay: planDelay(name, pathway, delays),
    };
  });
  const updates = lowerSynapticUpdates(projection, draft);
  const readouts = neuronTraces?.lowerReadouts() ?? [];
  const current = presentValues(projection, literal, neuronTraces, draft);
  const plastic = projection.plastic.map((variable) => arrayId(name, variable));
  return {
    plan: {
      kind: 'projection',
      name,
      source: source.object,
      target: target.object,
      ...ends,
      pathways,
      ...onClock(draft.clockOf(name)),
      traces,
      plastic,
      readouts,
      ...(updates.watched.length === 0 ? {} : { watched: updates.watched }),
      ...(current.length === 0 ? {} : { current }),
    },
    actions: [
      ...lowerStepSubexpressions(projection, draft),
      ...actionsOf(projection, traces, draft),
      ...updates.actions,
      ...lowerRegularly(projection, draft),
    ],
  };
}

function declareDelay(
  projection: ProjectionModel,
  pathway: PathwayModel,
  delay: PathwayDelay,
  synapses: number,
  start: StartState,
  draft: ProgramDraft,
): void {
  if (delay.kind === 'ticks') return;
  const variable = delayName(pathway.name);
  const id = arrayId(projection.name, variable);
  draft.declareHelper({
    id,
    object: projection.name,
    variable,
    count: synapses,
    role: 'delay',
    visible: true,
    unitText: 'second',
    dimension: found(lookupUnit('second', 'equation'), 'unit second').dimension.twelfths,
  });
  draft.declareHelper({
    id: delayTicksId(projection.name, pathway),
    object: projection.name,
    variable: `#${variable}_ticks`,
    count: synapses,
    role: 'delay-ticks',
  });
  start.data(id, delay.seconds);
}

/** A pathway runs on the clock of the neurons that trigger it (semantics section 12, point 2). */
function triggerClock(
  { source, target }: ProjectionModel,
  { side }: PathwayModel,
  draft: ProgramDraft,
): number {
  return draft.clockOf(side === 'pre' ? source.object : target.object);
}

function planDelay(
  projection: string,
  pathway: PathwayModel,
  delays: ReadonlyMap<string, PathwayDelay>,
): PathwayPlan['delay'] {
  const delay = found(delays.get(pathway.name), `delay of ${pathway.name}`);
  if (delay.kind === 'ticks') return delay;
  const seconds = arrayId(projection, delayName(pathway.name));
  return { kind: 'array', seconds, ticks: delayTicksId(projection, pathway) };
}

function actionsOf(
  projection: ProjectionModel,
  traces: readonly TracePlan[],
  draft: ProgramDraft,
): readonly OrderedAction[] {
  const { name } = projection;
  return [
    ...traces.map(
      (trace): OrderedAction => ({
        order: 0,
        action: {
          kind: 'trace',
          slot: 'after_thresholds',
          name: `${name}_${trace.name}_trace`,
          projection: name,
          trace: trace.name,
        },
      }),
    ),
    ...projection.pathways.map(
      (pathway): OrderedAction => ({
        order: pathway.order,
        action: {
          kind: 'pathway',
          slot: 'synapses',
          name: `${name}_${pathway.name}`,
          projection: name,
          pathway: pathway.name,
          ...onClock(triggerClock(projection, pathway, draft)),
        },
      }),
    ),
  ];
}

/** The event-driven system in its literal form, and the array of the last update. */
interface LiteralTraces {
  readonly system: LinearSystem;
  readonly lastUpdate: string;
}

function eventDriven(projection: ProjectionModel, draft: ProgramDraft): LiteralTraces | undefined {
  const equations: DifferentialEquation[] = [];
  for (const { name, equation, eventDriven: isEventDriven } of projection.variables) {
    if (!isEventDriven || equation.kind !== 'differential') continue;
    const expanded = expandSubexpressions(equation.right, projection);
    equations.push({ name, right: equation.right, expanded, guarded: false });
  }
  if (equations.length === 0) return undefined;
  const system = {
    title: `projection ${projection.name}, event-driven equations`,
    equations,
    scope: projection.scope,
    arrayStep: (array: string) => draft.timedArray(array).dtSeconds,
  };
  const scheme = chooseScheme(system, 'exact', undefined, draft.diagnostics);
  if (scheme?.method !== 'exact') return undefined;
  const lastUpdate = declareLastUpdate(projection, draft);
  return { system: scheme.system, lastUpdate };
}

function pathwayKernel(
  projection: ProjectionModel,
  pathway: PathwayModel,
  literal: LiteralTraces | undefined,
  neuronTraces: NeuronTraces | undefined,
  stamp: string | undefined,
  draft: ProgramDraft,
): string {
  const { name, scope } = projection;
  const b = new KernelBuilder(`${name}.${pathway.name}`, { kind: 'synapses', object: name });
  const lowering = new ExpressionLowering(draft, b, triggerClock(projection, pathway, draft));
  const frame: Frame = { scope, object: name, at: 'lane' };
  if (literal !== undefined) {
    advanceLiteral(projection, literal, lowering, draft);
    const traces = literal.system.names.map((variable) => arrayId(name, variable));
    draft.flushed.set(b.id, new Set(traces));
  }
  const rules: StatementRules = {
    guard: (target) => synapticGuard(projection, target, lowering, draft),
    accumulates: ({ object }) => object !== name,
    ...neuronTraces?.rules(pathway, lowering),
  };
  lowerStatements(pathway.statements, frame, lowering, draft, rules);
  // The statements still see the event before this one.
  if (stamp !== undefined) b.store(stamp, 'lane', lowering.networkTicks());
  draft.kernels.push(b.finish());
  return b.id;
}

/**
 * All event-driven variables advance together over (tick - lastupdate) dt, before the statements
 * (semantics section 9).
 */
function advanceLiteral(
  projection: ProjectionModel,
  literal: LiteralTraces,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
): void {
  const b = lowering.builder;
  for (const [variable, value] of valuesNow(projection, literal, lowering, draft)) {
    b.span = draft.variable(projection.name, variable)?.equation.span;
    b.store(arrayId(projection.name, variable), 'lane', value);
  }
  b.span = undefined;
}

/** The event-driven variables of a synapse, advanced from its last event to this tick. */
function valuesNow(
  { name, scope }: ProjectionModel,
  { system, lastUpdate }: LiteralTraces,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
): ReadonlyMap<string, ValueId> {
  const b = lowering.builder;
  const elapsed = b.sub(lowering.networkTicks(), b.load(lastUpdate, 'lane'));
  return advanceClosedForm(system, {
    builder: b,
    step: b.mul(elapsed, b.constant(draft.model.dtSeconds)),
    time: () => lowering.time(),
    state: (variable) => lowering.load(name, variable, 'lane'),
    real: (expression) => lowering.real(expression, { scope, object: name, at: 'lane' }),
  });
}

/** Host kernels for the value "now" of event-driven variables, whatever their form. */
function presentValues(
  projection: ProjectionModel,
  literal: LiteralTraces | undefined,
  neuronTraces: NeuronTraces | undefined,
  draft: ProgramDraft,
): NonNullable<ProjectionPlan['current']> {
  const { name } = projection;
  const eventDriven = projection.variables.filter((variable) => variable.eventDriven);
  if (eventDriven.length === 0 || (literal ?? neuronTraces) === undefined) return [];
  const staging = arrayId(name, '#now');
  const count = draft.sizeOf(name);
  draft.declareHelper({ id: staging, object: name, variable: '#now', count, role: 'scratch' });
  return eventDriven.map((variable) => {
    const array = arrayId(name, variable.name);
    const b = new KernelBuilder(`${array}#now`, { kind: 'synapses', object: name });
    const value =
      literal === undefined
        ? neuronTraces?.valueNow(variable.name, b)
        : valuesNow(projection, literal, new ExpressionLowering(draft, b, 0), draft).get(
            variable.name,
          );
    b.store(staging, 'lane', found(value, `value of ${array}`));
    draft.hostKernels.push(b.finish());
    return { array, kernel: b.id, staging };
  });
}
