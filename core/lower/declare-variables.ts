import type { Statement } from '../equations/index.js';
import type { ArrayId, ArrayRole } from '../ir/index.js';
import type { PopulationModel, ProjectionModel, VariableModel } from '../network/index.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/** Arrays of a population: what it declares, and its refractory state. */
export function declarePopulation(
  population: PopulationModel,
  written: ReadonlySet<ArrayId>,
  draft: ProgramDraft,
): void {
  const { name, size } = population;
  for (const variable of population.variables) {
    if (!isStored(variable)) continue;
    const id = arrayId(name, variable.name);
    const constant = variable.kind === 'parameter' && !written.has(id);
    declareVariable(draft, population, variable, size, constant ? 'parameter' : 'state');
  }
  if (population.refractory === undefined) return;
  draft.declareHelper({
    id: arrayId(name, 'lastspike'),
    object: name,
    variable: '#lastspike',
    count: size,
    role: 'tick',
  });
  draft.declareHelper({
    id: arrayId(name, 'not_refractory'),
    object: name,
    variable: '#not_refractory',
    count: size,
    kind: 'boolean',
    role: 'flag',
  });
}

/** Arrays of a projection's own variables. */
export function declareProjection(
  projection: ProjectionModel,
  synapses: number,
  draft: ProgramDraft,
): void {
  for (const variable of projection.variables) {
    if (!isStored(variable)) continue;
    const role = variable.kind === 'differential' ? 'trace' : 'weight';
    declareVariable(draft, projection, variable, synapses, role);
  }
  if (!projection.freezable) return;
  draft.declareHelper({
    id: arrayId(projection.name, 'frozen'),
    object: projection.name,
    variable: 'frozen',
    count: synapses,
    kind: 'boolean',
    role: 'flag',
    visible: true,
  });
}

/** True for what has a value of its own; subexpressions are computed where they are used. */
export function isStored(variable: VariableModel): boolean {
  return variable.kind !== 'subexpression' || variable.constantOverDt;
}

function declareVariable(
  draft: ProgramDraft,
  object: PopulationModel | ProjectionModel,
  variable: VariableModel,
  count: number,
  role: ArrayRole,
): void {
  const bounds = object.bounds.get(variable.name);
  draft.declare({
    id: arrayId(object.name, variable.name),
    object: object.name,
    variable: variable.name,
    count: variable.shared ? 1 : count,
    slots: 1,
    kind: variable.type,
    role: variable.type === 'boolean' ? 'flag' : role,
    shared: variable.shared,
    dimension: variable.dimension.twelfths,
    unitText: variable.equation.unitText,
    ...(bounds === undefined ? {} : { bounds }),
    visible: true,
    span: variable.equation.span,
  });
}

/** Every variable that some statement of the network writes. */
export function writtenVariables(draft: ProgramDraft): ReadonlySet<ArrayId> {
  const written = new Set<ArrayId>();
  const visit = (
    statements: readonly Statement[],
    { scope }: PopulationModel | ProjectionModel,
  ): void => {
    for (const { target } of statements) {
      const resolution = scope.resolve(target);
      if (resolution?.kind === 'variable') {
        written.add(arrayId(resolution.object, resolution.variable));
      }
    }
  };
  for (const population of draft.model.populations) {
    visit(population.reset, population);
    for (const { statements } of [...population.events, ...population.regularly])
      visit(statements, population);
  }
  for (const input of draft.model.inputs) {
    if (input.kind === 'poisson_input') written.add(arrayId(input.target.object, input.variable));
  }
  for (const projection of draft.model.projections) {
    for (const { statements } of projection.regularly) visit(statements, projection);
    for (const { statements } of projection.pathways) visit(statements, projection);
    for (const { name, summed } of projection.variables) {
      const resolution = summed ? projection.scope.resolve(name) : undefined;
      if (resolution?.kind === 'variable') {
        written.add(arrayId(resolution.object, resolution.variable));
      }
    }
  }
  return written;
}
