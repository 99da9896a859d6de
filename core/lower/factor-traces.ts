import { evaluateConstant, linearParts } from '../analysis/index.js';
import { walkExpression } from '../equations/index.js';
import { constantValue } from '../integration/index.js';
import type { ArrayId } from '../ir/index.js';
import type { PathwayModel, ProjectionModel, VariableModel } from '../network/index.js';
import { arrayId } from './program-draft.js';

/** An event-driven variable that lives on the neurons of one side. */
export interface FactoredTrace {
  readonly variable: VariableModel;
  /** The only pathway that writes it, with one statement. */
  readonly writer: PathwayModel;
  /** Rate a of dx/dt = ax, in 1/second. */
  readonly ratePerSecond: number;
}

/** What the timeline and the probes touch by name. */
export interface HostUse {
  readonly arrays: ReadonlySet<ArrayId>;
  /** Pathways whose delays are set while the network runs, by projection. */
  readonly delays: ReadonlyMap<string, ReadonlySet<string>>;
  /** Projections of which the source, the target or they themselves have another clock than the network. */
  readonly otherClocks: ReadonlySet<string>;
}

/**
 * Decides whether the event-driven variables of a projection can be kept per neuron: each decays
 * linearly on its own with a constant rate, starts at 0, is written by one statement of one pathway
 * with an amount that is equal for all synapses of a neuron, and nothing outside touches it. All or
 * none: one variable that needs its own value per synapse keeps the others there too.
 *
 * @returns The traces in order of declaration; empty: literal form, one value per synapse.
 */
export function factorTraces(projection: ProjectionModel, use: HostUse): readonly FactoredTrace[] {
  const eventDriven = projection.variables.filter((variable) => variable.eventDriven);
  if (eventDriven.length === 0 || use.delays.has(projection.name)) return [];
  // A ring of a neuron's traces turns with the network's clock.
  if (use.otherClocks.has(projection.name)) return [];
  // Traces on neurons are written by spikes alone.
  if (projection.pathways.some(({ event }) => event !== undefined)) return [];
  const traces = new Map<string, FactoredTrace>();
  for (const variable of eventDriven) {
    const trace = candidate(variable, projection, use);
    if (trace === undefined) return [];
    traces.set(variable.name, trace);
  }
  const independent = [...traces.values()].every((trace) =>
    isEqualForAll(trace, projection, traces),
  );
  return independent ? [...traces.values()] : [];
}

/** Everything about a trace but the amount that is written. */
function candidate(
  variable: VariableModel,
  projection: ProjectionModel,
  use: HostUse,
): FactoredTrace | undefined {
  const { name, freezable, plastic, scope } = projection;
  if (use.arrays.has(arrayId(name, variable.name))) return undefined;
  if (freezable && plastic.includes(variable.name)) return undefined;
  if (!startsAtZero(variable, projection)) return undefined;
  const rate = decayRate(variable, projection);
  if (rate === undefined) return undefined;
  const writers = projection.pathways.flatMap((pathway) =>
    pathway.statements
      .filter(({ target }) => isOwn(scope.resolve(target), name, variable.name))
      .map(() => pathway),
  );
  const [writer, ...others] = writers;
  if (writer === undefined || others.length > 0) return undefined;
  return { variable, writer, ratePerSecond: rate };
}

function isOwn(
  resolution: ReturnType<ProjectionModel['scope']['resolve']>,
  object: string,
  variable: string,
): boolean {
  return (
    resolution?.kind === 'variable' &&
    resolution.object === object &&
    resolution.side === 'own' &&
    resolution.variable === variable
  );
}

function startsAtZero(variable: VariableModel, projection: ProjectionModel): boolean {
  return projection.initial
    .filter((assignment) => assignment.variable === variable.name)
    .every(({ value }) => {
      if (value.kind === 'number') return value.value === 0;
      if (value.kind === 'list') return value.values.every((entry) => entry === 0);
      return value.kind === 'expression' && constantValue(value.expression, projection.scope) === 0;
    });
}

/** The rate of dx/dt = ax, if the equation has this form with a constant a. */
function decayRate(variable: VariableModel, projection: ProjectionModel): number | undefined {
  const { equation } = variable;
  if (equation.kind !== 'differential') return undefined;
  const eventDriven = projection.variables.filter((other) => other.eventDriven);
  const parts = linearParts(equation.right, new Set(eventDriven.map(({ name }) => name)));
  if ('nonlinear' in parts || parts.coefficients.size !== 1) return undefined;
  const coefficient = parts.coefficients.get(variable.name);
  const rest = evaluateConstant(parts.rest, () => undefined);
  if (coefficient === undefined || rest !== 0) return undefined;
  return constantValue(coefficient, projection.scope);
}

/** True if the amount written depends on constants and on traces of the same pathway alone. */
function isEqualForAll(
  { variable, writer }: FactoredTrace,
  { scope, name: object }: ProjectionModel,
  traces: ReadonlyMap<string, FactoredTrace>,
): boolean {
  const locals = new Set<string>();
  for (const { target, value } of writer.statements) {
    const written = scope.resolve(target);
    if (written === undefined) locals.add(target);
    if (!isOwn(written, object, variable.name)) continue;
    let equal = true;
    walkExpression(value, (part) => {
      if (part.kind === 'call' && !isPlainFunction(part.callee, scope)) equal = false;
      if (part.kind !== 'name') return;
      const resolution = scope.resolve(part.name);
      const kind = locals.has(part.name) ? undefined : resolution?.kind;
      if (kind === 'constant' || kind === 'unit') return;
      const other = resolution?.kind === 'variable' ? traces.get(resolution.variable) : undefined;
      const own = other !== undefined && isOwn(resolution, object, other.variable.name);
      if (!own || other.writer !== writer) equal = false;
    });
    if (!equal) return false;
  }
  return true;
}

function isPlainFunction(callee: string, scope: ProjectionModel['scope']): boolean {
  const drawn = callee === 'rand' || callee === 'randn' || callee === 'poisson';
  return !drawn && scope.resolve(callee)?.kind !== 'array';
}
