import type { PopulationCode, StateField } from '../codegen/index.js';
import type { ChipGeometry, WordField } from '../image/index.js';
import { type InletPlan, planInlets } from './inlets.js';
import { alignToBitmap } from './limits.js';
import type { LinkedCode, NamedSection } from './link-sections.js';
import type { PathwayCut } from './pathway-cut.js';
import type { PathwayForm } from './pathway-form.js';
import { planTraces, type TracePlan } from './trace-plan.js';

/** Neurons low .. end - 1 of a population. */
export interface Range {
  readonly population: number;
  readonly low: number;
  readonly end: number;
}

/** A slice of a population on a core. */
export interface PlannedSlice extends Range {
  readonly code: PopulationCode;
  /** Local number of neuron `low`. */
  readonly first: number;
  readonly stateBase: number;
  readonly stateWords: number;
  readonly fields: readonly WordField[];
  readonly accumulatorBase: number;
}

/** An entry of a core's pathway table. */
export interface PlannedPathway {
  readonly form: PathwayForm;
  /** Place in the core's table of populations. */
  readonly slice: number;
  /** Targets on this core, and the sources that reach them: numbers within the projection. */
  readonly targetLow: number;
  readonly targetEnd: number;
  readonly sourceLow: number;
  readonly sourceEnd: number;
  /** First inlet, or the count inlet. */
  readonly inlet: number;
  readonly wordBase: number;
  readonly wordsPerRow: number;
  /** Words of the synapse memory in use. */
  readonly words: number;
  readonly rowDirectory: number;
  readonly columnDirectory: number;
  readonly columnEntries: number;
  readonly preTraces?: TracePlan;
  readonly postTraces?: TracePlan;
}

/** What lies on one core. */
export interface CorePlan {
  readonly slices: readonly PlannedSlice[];
  readonly pathways: readonly PlannedPathway[];
  readonly inlets: InletPlan;
  readonly code: LinkedCode;
  /** Local numbers in use: the last neuron's and one more. */
  readonly neurons: number;
  readonly stateWords: number;
  readonly accumulatorWords: number;
  readonly synapseWords: number;
  readonly indexWords: number;
  readonly traceWords: number;
}

/** What cores are planned from. */
export interface PlanContext {
  readonly populations: readonly PopulationCode[];
  readonly forms: readonly PathwayForm[];
  readonly geometry: ChipGeometry;
  /** Programs of a set of populations and forms; remembered. */
  readonly link: (sections: readonly NamedSection[]) => LinkedCode;
}

/** Lays out slices of populations on a core. Does not look at limits: `usesOf` does. */
export function planCore(ranges: readonly Range[], context: PlanContext): CorePlan {
  const { geometry } = context;
  const slices = planSlices(ranges, context);
  const cuts = context.forms.flatMap((form) => cutForm(form, slices, context));
  const inlets = planInlets(cuts, geometry.inlets);
  let synapseWords = 0;
  let indexWords = 0;
  let traceWords = 0;
  const traceBits = geometry.memories.trace.wordBits;
  const pathways = cuts.map((cut): PlannedPathway => {
    const { form } = cut;
    const sources = cut.sourceEnd - cut.sourceLow;
    const targets = cut.targetEnd - cut.targetLow;
    const lanes = form.lane?.lanesPerWord ?? 1;
    const wordsPerRow = form.kind === 'dense' ? Math.ceil(targets / lanes) : 0;
    const words = form.kind === 'dense' ? sources * wordsPerRow : cut.listedWords;
    const wordBase = synapseWords;
    synapseWords += words;
    const rowDirectory = indexWords;
    const sparse = form.kind === 'sparse';
    if (sparse) indexWords += sources;
    const columnDirectory = indexWords;
    const transposed = sparse && form.post !== undefined;
    if (transposed) indexWords += targets;
    const columnEntries = indexWords;
    if (transposed) indexWords += cut.synapses;
    const span = form.delayHigh - form.delayLow + 1;
    const preTraces = planTraces(form.preTraces, sources * span, traceWords, traceBits);
    traceWords += preTraces?.words ?? 0;
    const postTraces = planTraces(form.postTraces, targets, traceWords, traceBits);
    traceWords += postTraces?.words ?? 0;
    return {
      ...cut,
      inlet: inlets.first(cut),
      wordBase,
      wordsPerRow,
      words,
      rowDirectory,
      columnDirectory,
      columnEntries,
      ...(preTraces && { preTraces }),
      ...(postTraces && { postTraces }),
    };
  });
  const last = slices.at(-1);
  return {
    slices,
    pathways,
    inlets,
    code: context.link(sectionsOnCore(slices, cuts)),
    neurons: last === undefined ? 0 : last.first + last.end - last.low,
    stateWords: slices.reduce((sum, { low, end, stateWords }) => sum + (end - low) * stateWords, 0),
    accumulatorWords: slices.reduce(
      (sum, { low, end, code }) => sum + (end - low) * code.receptors.length,
      0,
    ),
    synapseWords,
    indexWords,
    traceWords,
  };
}

function planSlices(ranges: readonly Range[], context: PlanContext): readonly PlannedSlice[] {
  let first = 0;
  let stateBase = 0;
  let accumulatorBase = 0;
  return ranges.map((range) => {
    const code = context.populations[range.population] as PopulationCode;
    const { fields, words } = packState(code.fields, context.geometry.memories.state.wordBits);
    const slice: PlannedSlice = {
      ...range,
      code,
      first,
      stateBase,
      stateWords: words,
      fields,
      accumulatorBase,
    };
    const neurons = range.end - range.low;
    first = alignToBitmap(first + neurons);
    stateBase += neurons * words;
    accumulatorBase += neurons * code.receptors.length;
    return slice;
  });
}

/** Fields in their order from the low bits on; none crosses a word. */
function packState(
  fields: readonly StateField[],
  wordBits: number,
): { readonly fields: readonly WordField[]; readonly words: number } {
  let word = 0;
  let low = 0;
  const placed = fields.map(({ bits, signed }): WordField => {
    if (low + bits > wordBits && low > 0) {
      word += 1;
      low = 0;
    }
    const field = { word, low, bits, signed };
    low += bits;
    return field;
  });
  return { fields: placed, words: fields.length === 0 ? 0 : word + 1 };
}

function cutForm(
  form: PathwayForm,
  slices: readonly PlannedSlice[],
  context: PlanContext,
): readonly PathwayCut[] {
  const { targetFirst, targetCount } = form.plan;
  return slices.flatMap((slice, place): readonly PathwayCut[] => {
    if (context.populations[slice.population]?.name !== form.target) return [];
    const targetLow = Math.max(0, slice.low - targetFirst);
    const targetEnd = Math.min(targetCount, slice.end - targetFirst);
    if (targetLow >= targetEnd) return [];
    const { offsets } = form.connection;
    const synapses = (offsets[targetEnd] as number) - (offsets[targetLow] as number);
    const { sourceLow, sourceEnd, listedWords } = sourcesOf(form, targetLow, targetEnd);
    if (sourceLow >= sourceEnd) return [];
    return [
      { form, slice: place, targetLow, targetEnd, sourceLow, sourceEnd, synapses, listedWords },
    ];
  });
}

function sourcesOf(
  form: PathwayForm,
  targetLow: number,
  targetEnd: number,
): Pick<PathwayCut, 'sourceLow' | 'sourceEnd' | 'listedWords'> {
  const { sourceCount } = form.plan;
  if (form.kind === 'one') {
    const { diagonal } = form.connection;
    return {
      sourceLow: Math.max(0, targetLow - diagonal),
      sourceEnd: Math.min(sourceCount, targetEnd - diagonal),
      listedWords: 0,
    };
  }
  if (form.kind !== 'sparse') return { sourceLow: 0, sourceEnd: sourceCount, listedWords: 0 };
  return listedSources(form, targetLow, targetEnd);
}

/** Sources with synapses here, and the words of their rows. */
function listedSources(
  { plan, connection, lane }: PathwayForm,
  targetLow: number,
  targetEnd: number,
): Pick<PathwayCut, 'sourceLow' | 'sourceEnd' | 'listedWords'> {
  const { order, offsets } = connection;
  const lanesPerWord = lane?.lanesPerWord ?? 1;
  let sourceLow = plan.sourceCount;
  let sourceEnd = 0;
  let words = 0;
  // Lanes of a source's row by how many synapses of the same pair came before: each begins a word.
  const rounds = new Map<number, Int32Array>();
  const seen = new Int32Array(plan.sourceCount).fill(-1);
  const repeats = new Int32Array(plan.sourceCount);
  for (let target = targetLow; target < targetEnd; target += 1) {
    for (let at = offsets[target] as number; at < (offsets[target + 1] as number); at += 1) {
      const source = (plan.pre[order[at] as number] as number) - plan.sourceFirst;
      const repeat = seen[source] === target ? (repeats[source] as number) + 1 : 0;
      seen[source] = target;
      repeats[source] = repeat;
      const lanes = rounds.get(repeat) ?? new Int32Array(plan.sourceCount);
      rounds.set(repeat, lanes);
      if ((lanes[source] as number) % lanesPerWord === 0) words += 1;
      lanes[source] = (lanes[source] as number) + 1;
      sourceLow = Math.min(sourceLow, source);
      sourceEnd = Math.max(sourceEnd, source + 1);
    }
  }
  return { sourceLow, sourceEnd, listedWords: words };
}

function sectionsOnCore(
  slices: readonly PlannedSlice[],
  cuts: readonly PathwayCut[],
): readonly NamedSection[] {
  const populations = slices.flatMap(({ code: { name, soma, reset, regular } }) => [
    { name: `${name} soma`, section: soma },
    ...(reset ? [{ name: `${name} reset`, section: reset }] : []),
    ...(regular ? [{ name: `${name} regular`, section: regular.section }] : []),
  ]);
  const sides = ['on_pre prologue', 'on_pre', 'on_post prologue', 'on_post'] as const;
  const pathways = cuts.flatMap(({ form }) => {
    const { pre, post } = form;
    const sections = [pre?.prologue, pre?.body, post?.prologue, post?.body];
    return sections.flatMap((section, place) =>
      section === undefined ? [] : [{ name: `${form.plan.name} ${sides[place]}`, section }],
    );
  });
  return [...populations, ...pathways];
}
