import type {
  CoreImage,
  PathwayDescriptor,
  PathwaySide,
  PopulationDescriptor,
  RouteDescriptor,
  TraceArray,
  WordField,
} from '../image/index.js';
import type { Section } from '../isa/index.js';

/** One entry of a descriptor: `words` words of 32 bits from `at` on. */
export interface DescriptorEntry<T> {
  readonly name: string;
  readonly words: number;
  readonly meaning: string;
  readonly value: (descriptor: T) => readonly number[];
}

/** No such section: the start of one that is not there. */
const absent = 0xffffffff;
/** No diagonal: the lowest integer of 32 bits. */
const noDiagonal = -(2 ** 31);

/** Bits of a word that describes a field: width 5:0 (0: no such field), low bit 13:6, word 20:14, signed 21. */
function encodeField(field: WordField | undefined): number {
  if (field === undefined) return 0;
  return field.bits + field.low * 2 ** 6 + field.word * 2 ** 14 + (field.signed ? 2 ** 21 : 0);
}

function encodeSection(section: Section | undefined): readonly number[] {
  if (section === undefined) return [absent, 0, 0, 0, 0];
  const { start, length, cycles, constantBase, siteBase } = section;
  return [start, length, cycles, constantBase, siteBase];
}

function number<T>(name: string, meaning: string, value: (from: T) => number): DescriptorEntry<T> {
  return { name, words: 1, meaning, value: (from) => [value(from)] };
}

function fields<T>(
  name: string,
  words: number,
  meaning: string,
  list: (from: T) => readonly (WordField | undefined)[],
): DescriptorEntry<T> {
  return {
    name,
    words,
    meaning,
    value: (from) => Array.from({ length: words }, (_, k) => encodeField(list(from)[k])),
  };
}

const sectionText = '{start, length, cycles, constant base, site base}';

function section<T>(
  name: string,
  meaning: string,
  get: (from: T) => Section | undefined,
): DescriptorEntry<T> {
  return {
    name,
    words: 5,
    meaning: `${meaning} ${sectionText}`,
    value: (from) => encodeSection(get(from)),
  };
}

type Population = PopulationDescriptor;

export const populationLayout: readonly DescriptorEntry<Population>[] = [
  number<Population>(
    'first',
    'local number of its first neuron, a multiple of 32',
    ({ first }) => first,
  ),
  number<Population>('last', 'local number of its last neuron', ({ last }) => last),
  number<Population>(
    'global_base',
    'number of `first` within the population: element of random words',
    ({ globalBase }) => globalBase,
  ),
  number<Population>('object_id', 'object of random words', ({ objectId }) => objectId),
  number<Population>('state_base', 'first word in the state memory', ({ stateBase }) => stateBase),
  number<Population>('state_words', 'nW, words per neuron', ({ stateWords }) => stateWords),
  number<Population>(
    'accumulator_base',
    'first word in the accumulator memory',
    ({ accumulatorBase }) => accumulatorBase,
  ),
  number<Population>('receptors', 'nAcc, at most 7', ({ receptors }) => receptors),
  number<Population>(
    'fold_length',
    'instructions at the begin of soma that fold pending input',
    ({ foldLength }) => foldLength,
  ),
  number<Population>('first_route', 'first of its routes', ({ firstRoute }) => firstRoute),
  number<Population>('routes', 'how many', ({ routes }) => routes),
  number<Population>(
    'every_ticks',
    'steps between runs of regular; 0: none',
    ({ regular }) => regular?.everyTicks ?? 0,
  ),
  section<Population>('soma', 'section', ({ soma }) => soma),
  section<Population>('reset', 'section, start 0xffffffff: none,', ({ reset }) => reset),
  section<Population>(
    'regular',
    'section, start 0xffffffff: none,',
    ({ regular }) => regular?.section,
  ),
  fields<Population>('fields', 24, 'field k of the record is register k', (from) => from.fields),
];

export const routeLayout: readonly DescriptorEntry<RouteDescriptor>[] = [
  number<RouteDescriptor>('low', 'first neuron (local) that it holds', ({ low }) => low),
  number<RouteDescriptor>('high', 'last one', ({ high }) => high),
  number<RouteDescriptor>('x', 'column of the destination', ({ x }) => x),
  number<RouteDescriptor>('y', 'row of the destination', ({ y }) => y),
  number<RouteDescriptor>('kind', '0 bit, 1 count, 2 host', ({ kind }) =>
    ['bit', 'count', 'host'].indexOf(kind),
  ),
  number<RouteDescriptor>(
    'inlet',
    'bit: inlet of `low`; count: the count inlet; host: host id of `low`',
    ({ inlet }) => inlet,
  ),
];

type Pathway = PathwayDescriptor;
type SideName = 'pre' | 'post';

const pathwayKinds: readonly Pathway['kind'][] = ['count', 'one', 'fill', 'dense', 'sparse'];

export const pathwayLayout: readonly DescriptorEntry<Pathway>[] = [
  number<Pathway>(
    'kind',
    pathwayKinds.map((kind, code) => `${code} ${kind}`).join(', '),
    ({ kind }) => pathwayKinds.indexOf(kind),
  ),
  number<Pathway>('object_id', 'object of random words', ({ objectId }) => objectId),
  number<Pathway>('inlet', 'first inlet, or the count inlet', ({ inlet }) => inlet),
  number<Pathway>('inlets', 'how many', ({ inlets }) => inlets),
  number<Pathway>(
    'source_base',
    "number of the first inlet's neuron within the sources of the projection",
    ({ sourceBase }) => sourceBase,
  ),
  number<Pathway>(
    'population',
    'target population: its number in the table',
    ({ population }) => population,
  ),
  number<Pathway>(
    'first_target',
    'local number of the first target',
    ({ firstTarget }) => firstTarget,
  ),
  number<Pathway>('targets', 'how many', ({ targets }) => targets),
  number<Pathway>(
    'target_base',
    'number of the first target within the targets of the projection',
    ({ targetBase }) => targetBase,
  ),
  number<Pathway>(
    'projection_targets',
    'targets of the whole projection',
    ({ projectionTargets }) => projectionTargets,
  ),
  number<Pathway>('delay_low', 'smallest delay in steps', ({ delayLow }) => delayLow),
  number<Pathway>('delay_high', 'largest delay in steps', ({ delayHigh }) => delayHigh),
  number<Pathway>('receptor', 'count, one, fill: receptor', ({ receptor }) => receptor ?? 0),
  {
    name: 'constant',
    words: 2,
    meaning: "count, one, fill: what is added, two's complement, low word first",
    value: ({ constant = 0 }) => {
      const high = Math.floor(constant / 2 ** 32);
      return [constant - high * 2 ** 32, high];
    },
  },
  number<Pathway>(
    'diagonal',
    'one: target of inlet 0; fill: target that inlet 0 spares; 0x80000000: none',
    ({ diagonal }) => diagonal ?? noDiagonal,
  ),
  number<Pathway>(
    'word_base',
    'dense: first word of the rows; sparse: what pointers count from',
    ({ wordBase }) => wordBase ?? 0,
  ),
  number<Pathway>('words_per_row', 'dense', ({ wordsPerRow }) => wordsPerRow ?? 0),
  number<Pathway>(
    'row_directory',
    'sparse: first word in the index memory; 0xffffffff: none',
    ({ rowDirectory }) => rowDirectory ?? absent,
  ),
  number<Pathway>(
    'column_directory',
    'sparse with on_post; 0xffffffff: none',
    ({ columnDirectory }) => columnDirectory ?? absent,
  ),
  number<Pathway>(
    'column_entries',
    'sparse with on_post: first transposed entry; 0xffffffff: none',
    ({ columnEntries }) => columnEntries ?? absent,
  ),
  number<Pathway>('lane_bits', 'bits of a lane; 0: no lanes', ({ lane }) => lane?.laneBits ?? 0),
  number<Pathway>(
    'lanes_per_word',
    'floor(width / lane bits)',
    ({ lane }) => lane?.lanesPerWord ?? 0,
  ),
  fields<Pathway>('weight', 1, 'field of the lane: R8', ({ lane }) => [lane?.weight]),
  fields<Pathway>('auxiliary', 4, 'R16 .. R19', ({ lane }) => lane?.auxiliary ?? []),
  fields<Pathway>('delay', 1, 'delay - delay_low', ({ lane }) => [lane?.delay]),
  fields<Pathway>('plastic', 1, 'p7; none: all lanes are plastic', ({ lane }) => [lane?.plastic]),
  fields<Pathway>('present', 1, '0: no synapse; none: all are', ({ lane }) => [lane?.present]),
  fields<Pathway>('flags', 2, 'p6, p5', ({ lane }) => lane?.flags ?? []),
  fields<Pathway>('target', 1, 'sparse: target - first_target', ({ lane }) => [lane?.target]),
  ...side('pre'),
  ...side('post'),
  ...traces('pre', ({ preTraces }) => preTraces),
  ...traces('post', ({ postTraces }) => postTraces),
];

function side(name: SideName): readonly DescriptorEntry<Pathway>[] {
  const get = (from: Pathway): PathwaySide | undefined => from[name];
  return [
    number<Pathway>(
      `${name}_flags`,
      'bit 0: side is there, bit 1: lanes are written back',
      (from) => {
        const found = get(from);
        return found === undefined ? 0 : found.writes ? 3 : 1;
      },
    ),
    number<Pathway>(
      `${name}_update`,
      'instruction of the body whose result is the new weight; 0xffffffff: none',
      (from) => get(from)?.update ?? absent,
    ),
    section<Pathway>(`${name}_body`, 'section', (from) => get(from)?.body),
    section<Pathway>(
      `${name}_prologue`,
      'section, start 0xffffffff: none,',
      (from) => get(from)?.prologue,
    ),
  ];
}

function traces(
  name: SideName,
  get: (from: Pathway) => TraceArray | undefined,
): readonly DescriptorEntry<Pathway>[] {
  return [
    number<Pathway>(
      `${name}_trace_base`,
      'first word in the trace memory; 0xffffffff: no traces',
      (from) => get(from)?.base ?? absent,
    ),
    number<Pathway>(`${name}_trace_entries`, 'entries', (from) => get(from)?.entries ?? 0),
    number<Pathway>(
      `${name}_trace_bits`,
      'bits of an entry, stamp included',
      (from) => get(from)?.entryBits ?? 0,
    ),
    number<Pathway>(
      `${name}_trace_per_word`,
      'entries per word',
      (from) => get(from)?.entriesPerWord ?? 0,
    ),
    number<Pathway>(
      `${name}_trace_object`,
      'object of random words of the prologue',
      (from) => get(from)?.objectId ?? 0,
    ),
    number<Pathway>(
      `${name}_trace_element`,
      'element of entry 0',
      (from) => get(from)?.elementBase ?? 0,
    ),
    fields<Pathway>(
      `${name}_trace_values`,
      4,
      'values after the stamp',
      (from) => get(from)?.values ?? [],
    ),
    {
      name: `${name}_trace_lives`,
      words: 4,
      meaning: 'entries of the decay table of each value',
      value: (from) => Array.from({ length: 4 }, (_, k) => get(from)?.values[k]?.life ?? 0),
    },
  ];
}

export const sizesLayout: readonly DescriptorEntry<CoreImage>[] = [
  number<CoreImage>(
    'populations',
    'population descriptors',
    ({ populations }) => populations.length,
  ),
  number<CoreImage>('routes', 'route descriptors', ({ routes }) => routes.length),
  number<CoreImage>('pathways', 'pathway descriptors', ({ pathways }) => pathways.length),
  number<CoreImage>('post_order', 'entries of the post order', ({ postOrder }) => postOrder.length),
];

/** Words that a record takes: a power of two, so that its address is its number shifted. */
export function recordWords<T>(layout: readonly DescriptorEntry<T>[]): number {
  const used = layout.reduce((sum, { words }) => sum + words, 0);
  return 2 ** Math.ceil(Math.log2(used));
}

function encode<T>(layout: readonly DescriptorEntry<T>[], descriptor: T): readonly number[] {
  const words = layout.flatMap((entry) => {
    const values = entry.value(descriptor);
    if (values.length !== entry.words) throw new Error(`${entry.name} takes ${entry.words} words`);
    return values.map((value) => {
      if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32)
        throw new Error(`${entry.name}: ${value} does not fit 32 bits`);
      return value < 0 ? value + 2 ** 32 : value;
    });
  });
  return [...words, ...Array.from({ length: recordWords(layout) - words.length }, () => 0)];
}

export function encodePopulation(descriptor: PopulationDescriptor): readonly number[] {
  return encode(populationLayout, descriptor);
}

export function encodeRoute(descriptor: RouteDescriptor): readonly number[] {
  return encode(routeLayout, descriptor);
}

export function encodePathway(descriptor: PathwayDescriptor): readonly number[] {
  return encode(pathwayLayout, descriptor);
}

export function encodeSizes(core: CoreImage): readonly number[] {
  return encode(sizesLayout, core);
}
