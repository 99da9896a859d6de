import { inlineSubexpressions, linearParts } from '../analysis/index.js';
import {
  type Expression,
  namesIn,
  printExpression,
  type Statement,
  substitute,
} from '../equations/index.js';
import type { Model, PathwayModel, ProjectionModel, VariableModel } from '../network/index.js';
import {
  allSteps,
  allWrites,
  pathwayWrites,
  startRange,
  titleOf,
  valueIn,
  variableOf,
} from './model-facts.js';
import { short } from './wording.js';

/** Which end of the ranges of parameters: their smallest or largest start values. */
export type End = 0 | 1;

/** An event-driven variable and what its events do to it. */
export interface Trace {
  readonly variable: VariableModel;
  /** Seconds; undefined where it does not decay on its own with a constant rate. */
  readonly tau?: number;
  readonly writes: readonly {
    readonly pathway: PathwayModel;
    readonly statement: Statement;
    /** `true` for `x = c`, false for `x += c`. */
    readonly sets: boolean;
    /** c, with its sign; undefined if it is not known before the run. */
    readonly amount: (end: End) => number | undefined;
  }[];
}

/** A statement that changes a weight by an amount that is known before the run. */
export interface WeightUpdate {
  readonly projection: ProjectionModel;
  readonly pathway: PathwayModel;
  readonly statement: Statement;
  /** `projection Syn, on_pre, statement 3`. */
  readonly context: string;
  readonly weight: VariableModel;
  /** Range that the clip() of the statement keeps, or that `bounds` declares. */
  readonly bounds?: readonly [number, number];
  /** New minus old value right after a spike of the other side (traces fresh). */
  readonly change: (weight: number, end: End, overrides?: ReadonlyMap<string, number>) => number;
  /** Traces, parameters and constants that the change reads, as written. */
  readonly names: ReadonlySet<string>;
  readonly traces: readonly Trace[];
  /** `Apre = 1e-05`, `nu_pre = 0.0001`: what sets the size. */
  readonly sizes: readonly string[];
  /** True for a parameter that only ever is 0 or 1. */
  readonly isSwitch: (name: string) => boolean;
}

/** The event-driven variables of a projection. */
export function tracesOf(projection: ProjectionModel, model: Model): readonly Trace[] {
  return projection.variables.flatMap((variable) => {
    if (!variable.eventDriven || variable.equation.kind !== 'differential') return [];
    const writes = projection.pathways.flatMap((pathway) =>
      pathwayWrites(projection, pathway).flatMap((write) => {
        const { statement } = write;
        if (write.side !== 'own' || write.variable !== variable.name) return [];
        const sign = statement.operator === '-=' ? -1 : 1;
        const amount = (end: End): number | undefined => {
          const value = valueIn(statement.value, projection.scope, (name) =>
            parameterValue(name, end, projection, model),
          );
          return value === undefined || !['=', '+=', '-='].includes(statement.operator)
            ? undefined
            : sign * value;
        };
        return [{ pathway, statement, sets: statement.operator === '=', amount }];
      }),
    );
    const tau = decayTime(variable, projection, model);
    return [{ variable, writes, ...(tau === undefined ? {} : { tau }) }];
  });
}

function decayTime(
  { name, equation }: VariableModel,
  projection: ProjectionModel,
  model: Model,
): number | undefined {
  if (equation.kind !== 'differential') return undefined;
  const right = inlineSubexpressions(equation.right, projection, model);
  const parts = linearParts(right, new Set([name]));
  if ('nonlinear' in parts) return undefined;
  const coefficient = parts.coefficients.get(name);
  const known = (other: string): number | undefined => parameterValue(other, 1, projection, model);
  if (coefficient === undefined || valueIn(parts.rest, projection.scope, known) !== 0)
    return undefined;
  const rate = valueIn(coefficient, projection.scope, known);
  return rate === undefined || rate >= 0 ? undefined : -1 / rate;
}

/**
 * Value of a parameter that no statement writes: the smallest or largest it starts with or is set
 * to by the timeline.
 */
function parameterValue(
  name: string,
  end: End,
  projection: ProjectionModel,
  model: Model,
): number | undefined {
  const resolution = projection.scope.resolve(name);
  if (resolution?.kind !== 'variable') return undefined;
  const { object, variable } = resolution;
  const owner =
    object === projection.name
      ? projection
      : model.populations.find((population) => population.name === object);
  if (owner === undefined || variableOf(owner, variable)?.kind !== 'parameter') return undefined;
  const written = allWrites(model).some(
    (write) => write.object === object && write.variable === variable,
  );
  const start = written ? undefined : startRange(owner.initial, variable, owner.scope);
  if (start === undefined) return undefined;
  const later = allSteps(model.timeline).flatMap((step) =>
    step.kind === 'set' && step.object === object ? step.assignments : [],
  );
  const ranges = later
    .filter((assignment) => assignment.variable === variable)
    .map((assignment) => startRange([assignment], variable, owner.scope));
  if (ranges.some((range) => range === undefined)) return undefined;
  const values = [start, ...ranges].map((range) => range?.[end] ?? 0);
  return end === 0 ? Math.min(...values) : Math.max(...values);
}

/** True for a parameter whose start values and later settings are all 0 or 1. */
function isSwitch(name: string, projection: ProjectionModel, model: Model): boolean {
  if (parameterValue(name, 1, projection, model) === undefined) return false;
  const later = allSteps(model.timeline).flatMap((step) =>
    step.kind === 'set' && step.object === projection.name ? step.assignments : [],
  );
  const values = [...projection.initial, ...later]
    .filter(({ variable }) => variable === name)
    .map(({ value }) => value);
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        (value.kind === 'number' && isBit(value.value)) ||
        (value.kind === 'list' && value.values.every(isBit)),
    )
  );
}

const isBit = (value: number): boolean => value === 0 || value === 1;

/** Every update of a learned weight whose size is known before the run, in the order of the text. */
export function weightUpdates(model: Model): readonly WeightUpdate[] {
  return model.projections.flatMap((projection) => {
    const traces = tracesOf(projection, model);
    return projection.pathways.flatMap((pathway) => updatesIn(projection, pathway, traces, model));
  });
}

function updatesIn(
  projection: ProjectionModel,
  pathway: PathwayModel,
  traces: readonly Trace[],
  model: Model,
): readonly WeightUpdate[] {
  const updates: WeightUpdate[] = [];
  const locals = new Map<string, Expression>();
  const places = new Map(
    pathwayWrites(projection, pathway).map((write) => [write.statement, write]),
  );
  for (const statement of pathway.statements) {
    const value = inlineSubexpressions(
      substitute(statement.value, (name) => locals.get(name)),
      projection,
      model,
    );
    const place = places.get(statement);
    if (place === undefined) {
      if (statement.operator === '=') locals.set(statement.target, value);
      continue;
    }
    const weight = variableOf(projection, place.variable);
    if (place.side !== 'own' || weight?.kind !== 'parameter' || weight.type !== 'real') continue;
    const update = updateOf(statement, value, weight, projection, traces, model);
    if (update !== undefined) {
      updates.push({ ...update, projection, pathway, statement, context: place.context, weight });
    }
  }
  return updates;
}

function updateOf(
  statement: Statement,
  value: Expression,
  weight: VariableModel,
  projection: ProjectionModel,
  traces: readonly Trace[],
  model: Model,
): Pick<WeightUpdate, 'change' | 'names' | 'traces' | 'sizes' | 'isSwitch' | 'bounds'> | undefined {
  const { scope } = projection;
  const clip = statement.operator === '=' && value.kind === 'call' && value.callee === 'clip';
  const [inner, lo, hi] = clip ? value.args : [value];
  if (inner === undefined) return undefined;
  const bounds = clip ? boundsOf(lo, hi) : projection.bounds.get(weight.name);
  const names = namesIn(inner);
  // `w = c` sets a weight, it does not step it.
  if (statement.operator === '=' && !names.has(weight.name)) return undefined;
  const read = traces.filter(({ variable }) => names.has(variable.name));
  const evaluate = (
    w: number,
    end: End,
    overrides?: ReadonlyMap<string, number>,
  ): number | undefined => {
    const right = valueIn(inner, scope, (name) => {
      if (name === weight.name) return w;
      const trace = read.find(({ variable }) => variable.name === name);
      if (trace !== undefined) return freshValue(trace, end);
      return overrides?.get(name) ?? parameterValue(name, end, projection, model);
    });
    return right === undefined ? undefined : stepped(statement, w, right);
  };
  if (evaluate(bounds?.[0] ?? 0, 1) === undefined || evaluate(0, 0) === undefined) return undefined;
  const amounts = read.flatMap(({ writes }) => writes.map((write) => write.statement.value));
  return {
    change: (w, end, overrides) => evaluate(w, end, overrides) ?? 0,
    names,
    traces: read,
    sizes: sizesOf([inner, ...amounts], weight.name),
    isSwitch: (name) => isSwitch(name, projection, model),
    ...(bounds === undefined ? {} : { bounds }),
  };

  function boundsOf(
    low: Expression | undefined,
    high: Expression | undefined,
  ): readonly [number, number] | undefined {
    if (low === undefined || high === undefined) return undefined;
    const known = (name: string): number | undefined => parameterValue(name, 1, projection, model);
    const [a, b] = [valueIn(low, scope, known), valueIn(high, scope, known)];
    return a === undefined || b === undefined || !(a < b) ? undefined : [a, b];
  }

  function sizesOf(expressions: readonly Expression[], own: string): readonly string[] {
    const all = new Set(expressions.flatMap((expression) => [...namesIn(expression)]));
    return [...all].flatMap((name) => {
      const resolution = scope.resolve(name);
      if (name === own || resolution?.kind !== 'constant' || resolution.scope === 'built-in')
        return [];
      return [`${name} = ${short(resolution.quantity.value)}`];
    });
  }
}

/** Largest value that one event leaves; several writers: the largest of them. */
export function freshValue({ writes }: Trace, end: End): number | undefined {
  let largest: number | undefined;
  for (const { amount } of writes) {
    const value = amount(end);
    if (value === undefined) return undefined;
    if (largest === undefined || Math.abs(value) > Math.abs(largest)) largest = value;
  }
  return largest ?? 0;
}

function stepped({ operator }: Statement, w: number, right: number): number | undefined {
  switch (operator) {
    case '=':
      return right - w;
    case '+=':
      return right;
    case '-=':
      return -right;
    case '*=':
      return w * right - w;
    case '/=':
      return w / right - w;
    default:
      return undefined;
  }
}

/** Smallest and largest size of an update, for any weight within its bounds, traces fresh. */
export function updateExtent(update: WeightUpdate): readonly [number, number] {
  const sizes = weightsOf(update).flatMap((weight) => [
    Math.abs(update.change(weight, 0)),
    Math.abs(update.change(weight, 1)),
  ]);
  // At the bound itself a soft bound leaves nothing; that is not the smallest update it makes.
  const moving = sizes.filter((size) => size > 0);
  return moving.length === 0 ? [0, 0] : [Math.min(...moving), Math.max(...sizes)];
}

const scanned = 64;

/** Weights at which a change is looked at: one if it does not depend on the weight. */
function weightsOf({ bounds, change }: WeightUpdate): readonly number[] {
  const [low, high] = bounds ?? [0, 0];
  const even = Math.abs(change(low, 1) - change(high, 1)) <= 1e-9 * Math.abs(change(low, 1));
  if (high === low || even) return [low];
  return Array.from({ length: scanned }, (_, k) => low + ((high - low) * (k + 0.5)) / scanned);
}

export function updateTitle({ statement, projection }: WeightUpdate): string {
  return `${titleOf(projection)}: ${statement.target} ${statement.operator} ${printExpression(statement.value)}`;
}
