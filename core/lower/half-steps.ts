import { Diagnostics } from '../diagnostics/index.js';
import { type Program, type ScalarKernel, simplifyKernel } from '../ir/index.js';
import type { Model } from '../network/index.js';
import { declarePopulation, writtenVariables } from './declare-variables.js';
import { DrawSites } from './draw-sites.js';
import { lowerPopulation } from './lower-population.js';
import { ProgramDraft } from './program-draft.js';

/**
 * The kernels of all populations for half a time step, by the same names: what a run is compared
 * with to tell whether its time step is small enough (STIFFNESS).
 *
 * @param program - The same model, lowered: sizes and tables are taken from it.
 * @returns No kernels if the model cannot be lowered with that step.
 */
export function lowerHalfSteps(model: Model, program: Program): readonly ScalarKernel[] {
  const diagnostics = new Diagnostics();
  const half: Model = {
    ...model,
    dtSeconds: model.dtSeconds / 2,
    populations: model.populations.map((population) => ({
      ...population,
      ...(population.dtSeconds === undefined ? {} : { dtSeconds: population.dtSeconds / 2 }),
    })),
  };
  const tables = new Map(program.tables.map((table) => [table.name, table]));
  const draft = new ProgramDraft(half, new DrawSites(half), tables, diagnostics);
  for (const object of program.objects)
    draft.sizes.set(object.name, object.kind === 'projection' ? object.pre.length : object.size);
  const written = writtenVariables(draft);
  for (const population of half.populations) declarePopulation(population, written, draft);
  for (const population of half.populations) lowerPopulation(population, draft);
  return diagnostics.hasErrors ? [] : draft.kernels.map(simplifyKernel);
}
