import { evaluateConstant, valueRange } from '../analysis/index.js';
import type { Expression, Statement } from '../equations/index.js';
import type {
  AssignmentModel,
  Model,
  PathwayModel,
  PopulationModel,
  ProjectionModel,
  Scope,
  StepModel,
  VariableModel,
} from '../network/index.js';

export type ObjectModel = PopulationModel | ProjectionModel;

/** A statement that writes a variable, and where it stands. */
export interface Write {
  readonly owner: ObjectModel;
  /** Absent in a reset. */
  readonly pathway?: PathwayModel;
  readonly statement: Statement;
  /** `projection Syn, on_pre, statement 3`. */
  readonly context: string;
  readonly object: string;
  readonly variable: string;
  readonly side: 'own' | 'pre' | 'post';
}

export function isProjection(object: ObjectModel): object is ProjectionModel {
  return 'connect' in object;
}

export function titleOf(object: ObjectModel): string {
  return `${isProjection(object) ? 'projection' : 'population'} ${object.name}`;
}

/** `on_pre`, or `on_pre slow` for a pathway with a name of its own. */
export function pathwayLabel({ side, name }: PathwayModel): string {
  return name === side ? `on_${side}` : `on_${side} ${name}`;
}

/** Writes of a pathway, in order; local names left out. */
export function pathwayWrites(owner: ProjectionModel, pathway: PathwayModel): readonly Write[] {
  const context = `${titleOf(owner)}, ${pathwayLabel(pathway)}`;
  return blockWrites(owner, pathway.statements, context).map((write) => ({ ...write, pathway }));
}

function blockWrites(
  owner: ObjectModel,
  statements: readonly Statement[],
  context: string,
): readonly Write[] {
  return statements.flatMap((statement, index) => {
    const resolution = owner.scope.resolve(statement.target);
    if (resolution?.kind !== 'variable') return [];
    const { object, variable, side } = resolution;
    const place = `${context}, statement ${index + 1}`;
    return [{ owner, statement, context: place, object, variable, side }];
  });
}

/** Blocks of statements of an object apart from its pathways, with where they stand. */
function ownBlocks(
  object: ObjectModel,
): readonly { readonly statements: readonly Statement[]; readonly context: string }[] {
  const title = titleOf(object);
  const regular = object.regularly.map(({ statements }) => ({
    statements,
    context: `${title}, regularly`,
  }));
  if (isProjection(object)) return regular;
  const events = object.events.map(({ name, statements }) => ({
    statements,
    context: `${title}, on_event ${name}`,
  }));
  return [{ statements: object.reset, context: `${title}, reset` }, ...events, ...regular];
}

/** Every write of every text of a network. */
export function allWrites(model: Model): readonly Write[] {
  return [...model.populations, ...model.projections].flatMap((object) => [
    ...ownBlocks(object).flatMap(({ statements, context }) =>
      blockWrites(object, statements, context),
    ),
    ...(isProjection(object)
      ? object.pathways.flatMap((pathway) => pathwayWrites(object, pathway))
      : []),
  ]);
}

/** `OBJECT.VARIABLE` of everything that the timeline sets, rates of inputs included. */
export function timelineWrites(steps: readonly StepModel[]): ReadonlySet<string> {
  const written = new Set<string>();
  for (const step of allSteps(steps)) {
    if (step.kind !== 'set') continue;
    for (const { variable } of step.assignments) written.add(`${step.object}.${variable}`);
  }
  return written;
}

/** Steps of a timeline with those inside repetitions and presentations. */
export function allSteps(steps: readonly StepModel[]): readonly StepModel[] {
  return steps.flatMap((step): readonly StepModel[] => {
    if (step.kind === 'repeat') return [step, ...allSteps(step.steps)];
    if (step.kind === 'present') return [step, ...allSteps(step.before), ...allSteps(step.after)];
    return [step];
  });
}

/** SI value of an expression of constants, and of what else `known` knows. */
export function valueIn(
  expression: Expression,
  scope: Scope,
  known: (name: string) => number | undefined = () => undefined,
): number | undefined {
  return evaluateConstant(expression, (name) => known(name) ?? constantIn(name, scope));
}

function constantIn(name: string, scope: Scope): number | undefined {
  const resolution = scope.resolve(name);
  return resolution?.kind === 'constant' || resolution?.kind === 'unit'
    ? resolution.quantity.value
    : undefined;
}

/**
 * Smallest and largest value a variable can start with; [0, 0] if it is given none, undefined if
 * only data files or other variables tell.
 */
export function startRange(
  initial: readonly AssignmentModel[],
  variable: string,
  scope: Scope,
): readonly [number, number] | undefined {
  const value = initial.findLast((entry) => entry.variable === variable)?.value;
  if (value === undefined) return [0, 0];
  if (value.kind === 'number') return [value.value, value.value];
  if (value.kind === 'file') return undefined;
  if (value.kind === 'list') {
    const low = value.values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = value.values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return low <= high ? [low, high] : undefined;
  }
  const range = valueRange(value.expression, (name) => {
    const constant = constantIn(name, scope);
    return constant === undefined ? undefined : { low: constant, high: constant };
  });
  return range === undefined ? undefined : [range.low, range.high];
}

export function variableOf(object: ObjectModel, name: string): VariableModel | undefined {
  return object.variables.find((variable) => variable.name === name);
}

/** Right sides, conditions and statement values of an object, with where they stand. */
export function textsOf(
  object: ObjectModel,
): readonly { readonly expression: Expression; readonly context: string }[] {
  const title = titleOf(object);
  const equations = object.variables.flatMap(({ name, equation }) =>
    equation.kind === 'parameter'
      ? []
      : [{ expression: equation.right, context: `${title}, equation of ${name}` }],
  );
  const values = (statements: readonly Statement[], context: string) =>
    statements.map(({ value }, index) => ({
      expression: value,
      context: `${context}, statement ${index + 1}`,
    }));
  const blocks = ownBlocks(object).flatMap(({ statements, context }) =>
    values(statements, context),
  );
  if (isProjection(object)) {
    return [
      ...equations,
      ...object.pathways.flatMap((pathway) =>
        values(pathway.statements, `${title}, ${pathwayLabel(pathway)}`),
      ),
      ...blocks,
    ];
  }
  const { threshold, refractory, events } = object;
  return [
    ...equations,
    ...(threshold === undefined ? [] : [{ expression: threshold, context: `${title}, threshold` }]),
    ...events.map(({ name, condition }) => ({
      expression: condition,
      context: `${title}, event ${name}`,
    })),
    ...blocks,
    ...(refractory === undefined
      ? []
      : [{ expression: refractory.expression, context: `${title}, refractory` }]),
  ];
}
