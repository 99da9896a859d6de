import type { ArrayId } from '../../../core/ir/index.js';
import { objectId } from '../../../core/random/index.js';
import type { PathwaySideCode, SymbolicSection } from '../codegen/index.js';
import {
  type BitMemory,
  type ChipGeometry,
  type CoreImage,
  createBitMemory,
  type MemoryName,
  type PathwayDescriptor,
  type PathwaySide,
  type PopulationDescriptor,
  type RouteDescriptor,
  type TraceArray,
  writeField,
} from '../image/index.js';
import type { Section } from '../isa/index.js';
import type { ArrayPlacements } from './array-placements.js';
import type { CorePlan, PlannedPathway, PlannedSlice } from './core-plan.js';
import { fillStates, type HostFields } from './fill-states.js';
import { fillSynapses } from './fill-synapses.js';
import { fillTraces } from './fill-traces.js';
import type { LinkedCode } from './link-sections.js';
import type { TracePlan } from './trace-plan.js';

/** What cores of one image share. */
export interface BuildContext {
  readonly geometry: ChipGeometry;
  readonly initial: ReadonlyMap<ArrayId, Float64Array>;
  /** Filled in core after core. */
  readonly arrays: ArrayPlacements;
  readonly hostFields: HostFields;
}

/**
 * The image of one core.
 *
 * @param routes - Routes of its slices, slice by slice.
 * @param place - Number and coordinates.
 */
export function buildCore(
  plan: CorePlan,
  routes: readonly (readonly RouteDescriptor[])[],
  place: { readonly core: number; readonly x: number; readonly y: number },
  context: BuildContext,
): CoreImage {
  const { code } = plan;
  const memory = (name: MemoryName): BitMemory => {
    const { words, wordBits } = context.geometry.memories[name];
    return createBitMemory(words, wordBits);
  };
  const memories = {
    lut: memory('lut'),
    state: memory('state'),
    accumulator: memory('accumulator'),
    trace: memory('trace'),
    synapse: memory('synapse'),
    index: memory('index'),
  };
  fillTables(code, memories.lut);
  fillStates(plan, place.core, memories.state, context.initial, context.arrays, context.hostFields);
  fillSynapses(plan, place.core, memories, context.arrays);
  fillTraces(plan, memories.trace, context.initial);
  let firstRoute = 0;
  const populations = plan.slices.map((slice, number) => {
    const own = routes[number] ?? [];
    const descriptor = describePopulation(slice, code, firstRoute, own.length);
    firstRoute += own.length;
    return descriptor;
  });
  return {
    x: place.x,
    y: place.y,
    program: code.program,
    constants: code.constants,
    formats: code.formats,
    tables: code.tables.map(({ base, length, signed }) => ({ base, length, signed })),
    memories,
    populations,
    routes: routes.flat(),
    pathways: plan.pathways.map((pathway) => describePathway(pathway, plan)),
    postOrder: postOrderOf(plan.pathways),
  };
}

function fillTables({ tables }: LinkedCode, memory: BitMemory): void {
  for (const { base, table } of tables)
    for (const [entry, code] of table.codes.entries())
      writeField(memory, base + entry, 0, memory.wordBits, code);
}

function linked(section: SymbolicSection, { sections }: LinkedCode): Section {
  const found = sections.get(section);
  if (found === undefined) throw new Error('a section is not on its core');
  return found;
}

function describePopulation(
  slice: PlannedSlice,
  code: LinkedCode,
  firstRoute: number,
  routes: number,
): PopulationDescriptor {
  const { name, receptors, soma, foldLength, reset, regular } = slice.code;
  return {
    first: slice.first,
    last: slice.first + slice.end - slice.low - 1,
    globalBase: slice.low,
    objectId: objectId(name),
    stateBase: slice.stateBase,
    stateWords: slice.stateWords,
    fields: slice.fields,
    accumulatorBase: slice.accumulatorBase,
    receptors: receptors.length,
    soma: linked(soma, code),
    foldLength,
    ...(reset && { reset: linked(reset, code) }),
    ...(regular && {
      regular: { section: linked(regular.section, code), everyTicks: regular.everyTicks },
    }),
    firstRoute,
    routes,
  };
}

function describePathway(pathway: PlannedPathway, plan: CorePlan): PathwayDescriptor {
  const { form, targetLow, targetEnd, sourceLow, sourceEnd } = pathway;
  const { kind, plan: projection, lane, connection } = form;
  const slice = plan.slices[pathway.slice] as PlannedSlice;
  const { targetFirst, sourceFirst } = projection;
  const withDiagonal = kind === 'one' || (kind === 'fill' && connection.shape === 'others');
  const pre = form.pre && describeSide(form.pre, plan.code);
  const post = form.post && describeSide(form.post, plan.code);
  const sparse = kind === 'sparse';
  return {
    kind,
    objectId: objectId(projection.name),
    inlet: pathway.inlet,
    inlets: kind === 'count' ? 1 : sourceEnd - sourceLow,
    sourceBase: sourceLow,
    population: pathway.slice,
    firstTarget: slice.first + targetFirst + targetLow - slice.low,
    targets: targetEnd - targetLow,
    targetBase: targetLow,
    projectionTargets: projection.targetCount,
    delayLow: form.delayLow,
    delayHigh: form.delayHigh,
    ...(form.receptor !== undefined && { receptor: form.receptor }),
    ...(form.constant !== undefined && { constant: form.constant }),
    ...(withDiagonal && { diagonal: sourceLow + connection.diagonal - targetLow }),
    ...(lane && { lane, wordBase: pathway.wordBase }),
    ...(kind === 'dense' && { wordsPerRow: pathway.wordsPerRow }),
    ...(sparse && { rowDirectory: pathway.rowDirectory }),
    ...(sparse &&
      post && {
        columnDirectory: pathway.columnDirectory,
        columnEntries: pathway.columnEntries,
      }),
    ...(pathway.preTraces && {
      preTraces: describeTraces(pathway.preTraces, projection.source, sourceFirst + sourceLow),
    }),
    ...(pathway.postTraces && {
      postTraces: describeTraces(pathway.postTraces, projection.target, targetFirst + targetLow),
    }),
    ...(pre && { pre }),
    ...(post && { post }),
  };
}

function describeTraces(
  { base, entries, entryBits, entriesPerWord, values }: TracePlan,
  neurons: string,
  elementBase: number,
): TraceArray {
  return {
    base,
    entries,
    entryBits,
    entriesPerWord,
    objectId: objectId(neurons),
    elementBase,
    values,
  };
}

function describeSide(
  { prologue, body, writes, update }: PathwaySideCode,
  code: LinkedCode,
): PathwaySide {
  return {
    ...(prologue && { prologue: linked(prologue, code) }),
    body: linked(body, code),
    writes,
    ...(update !== undefined && { update }),
  };
}

function postOrderOf(pathways: readonly PlannedPathway[]): readonly number[] {
  return pathways
    .flatMap(({ form: { post } }, place) => (post === undefined ? [] : [{ place, post }]))
    .sort((a, b) => a.post.order - b.post.order)
    .map(({ place }) => place);
}
