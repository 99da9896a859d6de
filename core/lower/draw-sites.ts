import { type Expression, type Statement, walkExpression } from '../equations/index.js';
import type {
  AssignmentModel,
  ConnectModel,
  Model,
  PathwayModel,
  PopulationModel,
  ProjectionModel,
  SelectionModel,
  StepModel,
} from '../network/index.js';

/** First site of the draws in an object's texts (semantics section 13). */
const firstTextSite = 256;

/**
 * Site numbers of rand(), randn() and poisson(), by the call itself, and of noises, by name within their
 * object. Each takes two sites, numbered in the order
 * in which the file format lists the keys of the object, then left to right; then the `set` steps
 * of the timeline.
 */
export class DrawSites {
  readonly #sites = new Map<Expression, number>();
  readonly #noises = new Map<string, number>();

  constructor(model: Model) {
    const next = new Map<string, number>();
    const visit = (object: string, expression: Expression | undefined): void => {
      if (expression === undefined) return;
      walkExpression(expression, (part) => {
        const noise = noiseKey(object, part);
        if (noise === undefined && !isDraw(part)) return;
        if (this.#sites.has(part) || (noise !== undefined && this.#noises.has(noise))) return;
        const site = next.get(object) ?? firstTextSite;
        if (noise === undefined) this.#sites.set(part, site);
        else this.#noises.set(noise, site);
        next.set(object, site + 2);
      });
    };
    for (const input of model.inputs) {
      if (input.kind === 'poisson_input') visit(input.name, input.weight);
      if (input.kind === 'poisson' && input.rates.kind === 'expression') {
        visit(input.name, input.rates.expression);
      }
    }
    for (const population of model.populations) {
      for (const text of populationTexts(population)) visit(population.name, text);
    }
    for (const projection of model.projections) {
      for (const text of projectionTexts(projection)) visit(projection.name, text);
    }
    for (const { object, expression } of timelineTexts(model.timeline)) visit(object, expression);
  }

  /** Of a noise in the equations of an object. */
  ofNoise(object: string, noise: string): number {
    const site = this.#noises.get(`${object} ${noise}`);
    if (site === undefined) throw new Error(`no text of ${object} has the noise ${noise}`);
    return site;
  }

  of(call: Expression): number {
    const site = this.#sites.get(call);
    if (site === undefined) throw new Error('a draw in a text that was not numbered');
    return site;
  }
}

function isDraw(part: Expression): boolean {
  return part.kind === 'call' && ['rand', 'randn', 'poisson'].includes(part.callee);
}

/** The names of noises are reserved, so that no scope is needed. */
function noiseKey(object: string, part: Expression): string | undefined {
  if (part.kind !== 'name') return undefined;
  const isNoise = part.name === 'xi' || part.name.startsWith('xi_');
  return isNoise ? `${object} ${part.name}` : undefined;
}

export type Texts = readonly (Expression | undefined)[];

function populationTexts(population: PopulationModel): Texts {
  return [
    ...equationTexts(population),
    population.threshold,
    ...population.reset.map((statement) => statement.value),
    population.refractory?.expression,
    ...assignmentTexts(population.initial),
    ...population.events.map(({ condition }) => condition),
    ...regularTexts({ regularly: population.events }),
    ...regularTexts(population),
  ];
}

/** Expressions in the texts of a projection, in the order of the keys of its file. */
export function projectionTexts(projection: ProjectionModel): Texts {
  const sides = (side: 'pre' | 'post'): readonly PathwayModel[] =>
    projection.pathways.filter((pathway) => pathway.side === side);
  const [first, ...others] = sides('pre');
  // The short key `delay` stands behind on_post; the delay of a named pathway inside its entry.
  const short = others.length === 0 && first?.name === 'pre' ? first : undefined;
  const pathwayTexts = (pathway: PathwayModel): Texts => [
    ...pathway.statements.map((statement) => statement.value),
    pathway === short ? undefined : delayText(pathway),
  ];
  return [
    ...connectTexts(projection.connect),
    ...equationTexts(projection),
    ...sides('pre').flatMap(pathwayTexts),
    ...sides('post').flatMap(pathwayTexts),
    short === undefined ? undefined : delayText(short),
    ...assignmentTexts(projection.initial),
    ...regularTexts(projection),
  ];
}

function regularTexts({
  regularly,
}: {
  readonly regularly: readonly { readonly statements: readonly Statement[] }[];
}): Texts {
  return regularly.flatMap(({ statements }) => statements.map(({ value }) => value));
}

function equationTexts({ variables }: Pick<PopulationModel, 'variables'>): Texts {
  return variables.map(({ equation }) =>
    equation.kind === 'parameter' ? undefined : equation.right,
  );
}
/** Draws of generators have sites of their own, so that only conditions are left. */
function connectTexts(connect: ConnectModel): Texts {
  const { repeats } = connect;
  const number = typeof repeats === 'number' ? undefined : repeats;
  if (connect.kind === 'generator') return [connect.generator.condition, number];
  if (connect.kind !== 'condition') return [number];
  const { condition, probability } = connect;
  return [condition, typeof probability === 'number' ? undefined : probability, number];
}
function delayText({ delay }: PathwayModel): Expression | undefined {
  return delay.kind === 'expression' ? delay.expression : undefined;
}
function assignmentTexts(assignments: readonly AssignmentModel[]): Texts {
  return assignments.map(({ value }) =>
    value.kind === 'expression' ? value.expression : undefined,
  );
}

export interface ObjectText {
  readonly object: string;
  readonly expression: Expression | undefined;
}
/** Expressions in the steps of a timeline, with the object that they belong to. */
export function timelineTexts(steps: readonly StepModel[]): readonly ObjectText[] {
  return steps.flatMap((step): readonly ObjectText[] => {
    switch (step.kind) {
      case 'set': {
        const texts = [...assignmentTexts(step.assignments), selectionText(step.selection)];
        return texts.map((expression) => ({ object: step.object, expression }));
      }
      case 'freeze':
        return [{ object: step.projection, expression: selectionText(step.selection) }];
      case 'repeat':
        return timelineTexts(step.steps);
      case 'present':
        return [...timelineTexts(step.before), ...timelineTexts(step.after)];
      default:
        return [];
    }
  });
}
function selectionText(selection: SelectionModel): Expression | undefined {
  return selection.kind === 'where' ? selection.condition : undefined;
}
