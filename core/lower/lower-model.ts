import type { DataFiles } from '../description/index.js';
import { type Diagnostic, Diagnostics, type SourceSpan } from '../diagnostics/index.js';
import type { Expression } from '../equations/index.js';
import {
  flushTiny,
  type ObjectPlan,
  type Program,
  type ProjectionPlan,
  simplifyKernel,
} from '../ir/index.js';
import type { Model, PopulationModel, ProjectionModel, SliceModel } from '../network/index.js';
import { objectId } from '../random/index.js';
import { connectProjections } from './connect-projections.js';
import { declarePopulation, declareProjection, writtenVariables } from './declare-variables.js';
import { DrawSites } from './draw-sites.js';
import { hostUse } from './host-use.js';
import { initialisePopulation, initialiseProjection } from './initial-values.js';
import { inputSize, lowerInput } from './lower-inputs.js';
import { lowerPopulation, restingPopulation } from './lower-population.js';
import { lowerProbe, probeActions } from './lower-probes.js';
import { lowerProjection } from './lower-projection.js';
import { TimelineLowering } from './lower-timeline.js';
import { LoweringData } from './lowering-data.js';
import { neuronsFit } from './memory-limit.js';
import { lowerPoissonInput } from './poisson-input.js';
import { ProgramDraft } from './program-draft.js';
import { StartState } from './start-state.js';
import { switchedObjects } from './switched-objects.js';
import { checkColumns, timedArrayTables } from './timed-arrays.js';
import { type OrderedAction, sortActions } from './timestep-order.js';

export interface LoweringOptions {
  /** Keeps every event-driven variable per synapse: the form that factored traces are tested against. */
  readonly literalTraces?: boolean;
  /** Bytes of arrays and synapses beyond which a network is refused. Default 4 GiB. */
  readonly memoryLimitBytes?: number;
}

export interface Lowered {
  /** Absent iff an error was found. */
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
}

const defaultMemoryLimitBytes = 4 * 2 ** 30;

/**
 * Turns an analysed network and the contents of its files into a program: connections made, texts
 * lowered to kernels, actions of a step in order, the timeline as host operations.
 *
 * Kernels are simplified (same bits) and decaying states flushed of values below 1e-300.
 *
 * @param files - Every file that the model names, as `readDataFiles` gives them without an error.
 */
export function lowerModel(model: Model, files: DataFiles, options: LoweringOptions = {}): Lowered {
  const diagnostics = new Diagnostics();
  checkObjectIds(model, diagnostics);
  const data = new LoweringData(files);
  const tables = timedArrayTables(model, data);
  const sizes = neuronCounts(model, data, diagnostics);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  const closed = closeSlices(model, sizes);
  checkSlices(closed, diagnostics);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  const draft = new ProgramDraft(closed, new DrawSites(closed), tables, diagnostics);
  for (const [name, size] of sizes) draft.sizes.set(name, size);
  checkTimedArrays(draft, data);
  const limit = options.memoryLimitBytes ?? defaultMemoryLimitBytes;
  if (!neuronsFit(draft, limit)) return { diagnostics: diagnostics.all };
  const switched = switchedObjects(closed);
  const start = new StartState(draft);
  draft.setStart = (array, values) => start.data(array, values);
  const objects: ObjectPlan[] = [];
  const actions: OrderedAction[] = [];
  for (const input of closed.inputs) {
    if (input.kind === 'poisson_input') continue;
    const lowered = lowerInput(input, draft, data);
    if (lowered === undefined) continue;
    objects.push({ ...lowered.plan, ...placeOf(input) });
    actions.push(...switched.taking(input, [lowered.action]));
  }
  const written = writtenVariables(draft);
  for (const population of model.populations) {
    declarePopulation(population, written, draft);
    initialisePopulation(population, start, draft, data);
    const lowered = switched.takesPart(population)
      ? lowerPopulation(population, draft)
      : restingPopulation(population, draft);
    const { expectRate } = population;
    const expected = expectRate === undefined ? {} : { expectRate };
    objects.push({ ...lowered.plan, ...expected, ...placeOf(population) });
    actions.push(...switched.taking(population, lowered.actions));
  }
  for (const input of closed.inputs) {
    if (input.kind !== 'poisson_input') continue;
    const lowered = lowerPoissonInput(input, draft);
    objects.push({ ...lowered.plan, ...placeOf(input) });
    actions.push(...switched.taking(input, [lowered.action]));
  }
  // Connections may depend on the start values of the neurons.
  const synapses = connectProjections({ draft, data, start }, limit);
  if (synapses === undefined) return { diagnostics: diagnostics.all };
  const use = hostUse(draft);
  const plans = new Map<string, ProjectionPlan>();
  for (const projection of closed.projections) {
    const lists = synapses.get(projection.name);
    if (lists === undefined) continue;
    draft.ends.set(projection.name, lists);
    declareProjection(projection, lists.pre.length, draft);
    const literalTraces = options.literalTraces === true;
    const parts = { synapses: lists, use, literalTraces, start, data };
    const lowered = lowerProjection(projection, parts, draft);
    if (lowered === undefined) continue;
    initialiseProjection(projection, lowered.plan, start, draft, data);
    objects.push({ ...lowered.plan, ...placeOf(projection) });
    plans.set(projection.name, lowered.plan);
    actions.push(...switched.taking(projection, lowered.actions));
  }
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  const host = new TimelineLowering(draft, data, plans).lower(model.timeline);
  const probes = model.probes.flatMap((probe) => lowerProbe(probe, draft) ?? []);
  actions.push(...probeActions(model.probes, probes));
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  const program: Program = {
    name: model.name,
    dtSeconds: model.dtSeconds,
    ...(draft.clocks.others.length === 0 ? {} : { clocks: draft.clocks.others }),
    seed: model.seed,
    ...(switched.plan.length === 0 ? {} : { switched: switched.plan }),
    arrays: draft.arrays,
    tables: [...draft.tables.values()],
    objects: objects.map((object) => withReadouts(object, draft)),
    initial: start.initial,
    actions: sortActions(actions),
    host,
    probes,
    ...(draft.matrixExponentials.length === 0
      ? {}
      : { matrixExponentials: draft.matrixExponentials }),
    hostKernels: draft.hostKernels.map(simplifyKernel),
    kernels: draft.kernels.map((kernel) => {
      const flushed = draft.flushed.get(kernel.id);
      const simple = simplifyKernel(kernel);
      if (flushed === undefined) return simple;
      return simplifyKernel(flushTiny(simple, (array) => flushed.has(array)));
    }),
  };
  return { program, diagnostics: diagnostics.all };
}

/** With the kernels for the subexpressions that are probed. */
function withReadouts(object: ObjectPlan, draft: ProgramDraft): ObjectPlan {
  const probed = draft.readouts.get(object.name);
  if (probed === undefined || object.kind === 'input') return object;
  return { ...object, readouts: [...(object.readouts ?? []), ...probed] };
}

function placeOf({ span }: { readonly span?: SourceSpan }): { readonly span?: SourceSpan } {
  return span === undefined ? {} : { span };
}

function neuronCounts(
  model: Model,
  data: LoweringData,
  diagnostics: Diagnostics,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, size } of model.populations) sizes.set(name, size);
  for (const input of model.inputs) {
    const size =
      input.kind === 'poisson_input'
        ? sizes.get(input.target.object)
        : inputSize(input, diagnostics, data);
    if (size !== undefined) sizes.set(input.name, size);
  }
  return sizes;
}

/** Slices of an images input end where its files say; until they were read the end was open. */
function closeSlices(model: Model, sizes: ReadonlyMap<string, number>): Model {
  const closed = (slice: SliceModel): SliceModel => ({
    ...slice,
    end: Math.min(slice.end, sizes.get(slice.object) ?? slice.end),
  });
  return {
    ...model,
    projections: model.projections.map((projection) => ({
      ...projection,
      source: closed(projection.source),
      target: closed(projection.target),
    })),
  };
}

/** A slice that begins behind the last pixel could not be seen before the images were read. */
function checkSlices({ projections }: Model, diagnostics: Diagnostics): void {
  for (const { name, source, target, span } of projections) {
    for (const { object, first, end } of [source, target]) {
      if (first < end) continue;
      diagnostics.error('FILE_VALUE', `the slice of ${object} from ${first} on is empty`, {
        context: `projection ${name}`,
        ...(span === undefined ? {} : { span }),
        expected: `a begin below ${end}`,
        found: String(first),
      });
    }
  }
}

/** Two names with one id would share their random numbers (semantics section 13). */
function checkObjectIds(model: Model, diagnostics: Diagnostics): void {
  const names = new Map<number, string>();
  for (const { name } of [...model.inputs, ...model.populations, ...model.projections]) {
    const id = objectId(name);
    const other = names.get(id);
    names.set(id, name);
    if (other === undefined) continue;
    diagnostics.error(
      'OBJECT_ID',
      `${other} and ${name} have the same random-number id ${id.toString(16)}`,
      { help: `give ${name} another name` },
    );
  }
}

function checkTimedArrays(draft: ProgramDraft, data: LoweringData): void {
  for (const owner of [...draft.model.populations, ...draft.model.projections]) {
    checkColumns(owner, textsOf(owner), draft, data);
  }
}

function textsOf(owner: PopulationModel | ProjectionModel): readonly Expression[] {
  const equations = owner.variables.flatMap(({ equation }) =>
    equation.kind === 'parameter' ? [] : [equation.right],
  );
  const regular = owner.regularly.flatMap(({ statements }) => statements.map(({ value }) => value));
  if ('connect' in owner) {
    const statements = owner.pathways.flatMap((pathway) => pathway.statements);
    return [...equations, ...statements.map(({ value }) => value), ...regular];
  }
  const { threshold, reset, refractory, events } = owner;
  return [
    ...equations,
    ...(threshold === undefined ? [] : [threshold]),
    ...reset.map(({ value }) => value),
    ...(refractory === undefined ? [] : [refractory.expression]),
    ...events.flatMap(({ condition, statements }) => [
      condition,
      ...statements.map(({ value }) => value),
    ]),
    ...regular,
  ];
}
