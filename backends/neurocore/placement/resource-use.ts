import { type ChipGeometry, transposedEntry } from '../image/index.js';
import type { CorePlan, PlannedPathway } from './core-plan.js';
import { mostFormats, mostPathways, mostPopulations, mostTables } from './limits.js';
import type { ResourceUse } from './placement.js';

export type Resource = ResourceUse['resource'];

/** What one core needs of everything that can run out. */
export function usesOf(plan: CorePlan): Readonly<Record<Resource, number>> {
  const { code, inlets } = plan;
  return {
    neurons: plan.neurons,
    synapse: plan.synapseWords,
    trace: plan.traceWords,
    state: plan.stateWords,
    accumulator: plan.accumulatorWords,
    inlets: inlets.used,
    index: plan.indexWords,
    program: code.program.length,
    constant: code.constants.length,
    lut: code.lutWords,
    counts: inlets.counts.length,
    populations: plan.slices.length,
    pathways: plan.pathways.length,
    formats: code.formats.length - 1,
    tables: code.tables.length,
    // Routes depend on the other cores: counted when all are known.
    routes: 0,
  };
}

/** What a core has. */
export function capacityOf({
  neurons,
  inlets,
  counts,
  memories,
}: ChipGeometry): Readonly<Record<Resource, number>> {
  return {
    neurons,
    synapse: memories.synapse.words,
    trace: memories.trace.words,
    state: memories.state.words,
    accumulator: memories.accumulator.words,
    inlets,
    index: memories.index.words,
    program: memories.program.words,
    constant: memories.constant.words,
    lut: memories.lut.words,
    counts,
    populations: mostPopulations,
    pathways: mostPathways,
    formats: mostFormats,
    tables: mostTables,
    routes: Infinity,
  };
}

/** Resources that do not suffice, in the order of the list above. */
export function exhausted(
  plan: CorePlan,
  capacity: Readonly<Record<Resource, number>>,
): readonly Resource[] {
  const uses = usesOf(plan);
  const short = (Object.keys(uses) as Resource[]).filter((name) => uses[name] > capacity[name]);
  return short.length === 0 && plan.pathways.some(beyondEntries) ? ['index'] : short;
}

/** A transposed entry has 16 bits for a word and 11 for an inlet. */
function beyondEntries({ form, words, sourceLow, sourceEnd }: PlannedPathway): boolean {
  const { word, inlet } = transposedEntry;
  const transposed = form.kind === 'sparse' && form.post !== undefined;
  return transposed && (words > 2 ** word.bits || sourceEnd - sourceLow > 2 ** inlet.bits);
}
