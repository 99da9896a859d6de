import type { CoreState } from '../emulator/index.js';
import {
  type ChipImage,
  type CoreImage,
  type PathwayDescriptor,
  readField,
} from '../image/index.js';
import type { FaultMemory } from './fault.js';

/** What a campaign draws faults in: a memory, or a part of it. */
export const faultTargets = [
  'weight',
  'synapse',
  'trace',
  'state',
  'accumulator',
  'program',
  'constant',
  'lut',
  'index',
  'inlets',
  'event',
] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** Records of equal layout behind one another, and the bits of a record that mean something. */
interface Region {
  readonly core: number;
  readonly memory: FaultMemory;
  readonly base: number;
  readonly records: number;
  /** Words from one record to the next. */
  readonly stride: number;
  readonly fields: readonly Field[];
}

interface Field {
  readonly word: number;
  readonly low: number;
  readonly bits: number;
}

export interface BitSite {
  readonly core: number;
  readonly memory: FaultMemory;
  readonly word: number;
  readonly bit: number;
}

/**
 * The bits of a memory that an image uses, numbered; padding of words and words of no record are no
 * sites. Lanes behind the last target of a row are.
 */
export class FaultSites {
  /** Number of sites. */
  readonly count: number;
  readonly #regions: readonly Region[];

  constructor(image: ChipImage, target: Exclude<FaultTarget, 'event'>) {
    this.#regions = image.cores.flatMap((core, number) => regionsOf(image, core, number, target));
    this.count = this.#regions.reduce((sum, region) => sum + bitsOf(region), 0);
  }

  /** @param number - 0 .. count - 1 */
  site(number: number): BitSite {
    let rest = number;
    for (const region of this.#regions) {
      const size = bitsOf(region);
      if (rest < size) return siteIn(region, rest);
      rest -= size;
    }
    throw new RangeError(`there are ${this.count} sites, none has number ${number}`);
  }
}

function recordBits({ fields }: Region): number {
  return fields.reduce((sum, { bits }) => sum + bits, 0);
}

function bitsOf(region: Region): number {
  return region.records * recordBits(region);
}

function siteIn(region: Region, number: number): BitSite {
  const { core, memory, base, stride, fields } = region;
  const size = recordBits(region);
  const record = Math.floor(number / size);
  let rest = number - record * size;
  for (const { word, low, bits } of fields) {
    if (rest < bits) return { core, memory, word: base + record * stride + word, bit: low + rest };
    rest -= bits;
  }
  throw new Error(`bit ${number} lies in no field`);
}

type Extent = Pick<Region, 'base' | 'records' | 'stride' | 'fields'>;

function regionsOf(
  image: ChipImage,
  core: CoreImage,
  number: number,
  target: Exclude<FaultTarget, 'event'>,
): readonly Region[] {
  const memory: FaultMemory = target === 'weight' ? 'synapse' : target;
  return extentsOf(image, core, target).map((extent) => ({ core: number, memory, ...extent }));
}

function extentsOf(
  image: ChipImage,
  core: CoreImage,
  target: Exclude<FaultTarget, 'event'>,
): readonly Extent[] {
  const { geometry } = image;
  const whole = (base: number, records: number, bits: number): Extent => ({
    base,
    records,
    stride: 1,
    fields: [{ word: 0, low: 0, bits }],
  });
  switch (target) {
    case 'program':
      return [whole(0, core.program.length, geometry.memories.program.wordBits)];
    case 'constant':
      return [whole(0, core.constants.length, geometry.memories.constant.wordBits)];
    case 'lut':
      return core.tables.map(({ base, length }) =>
        whole(base, length, geometry.memories.lut.wordBits),
      );
    case 'state':
      return core.populations.map(({ first, last, stateBase, stateWords, fields }) => ({
        base: stateBase,
        records: last - first + 1,
        stride: stateWords,
        fields,
      }));
    case 'accumulator':
      return core.populations.map(({ first, last, accumulatorBase, receptors }) =>
        whole(
          accumulatorBase,
          (last - first + 1) * receptors,
          geometry.memories.accumulator.wordBits,
        ),
      );
    case 'trace':
      return core.pathways.flatMap(({ preTraces, postTraces }) =>
        [preTraces, postTraces].flatMap((traces) =>
          traces === undefined ? [] : [traceExtent(traces)],
        ),
      );
    case 'index':
      return core.pathways.flatMap((pathway) => indexExtents(core, pathway));
    case 'inlets': {
      const words = Math.ceil(geometry.inlets / 32);
      const used = Math.max(
        0,
        ...core.pathways.map(({ kind, inlet, inlets }) => (kind === 'count' ? 0 : inlet + inlets)),
      );
      return Array.from({ length: geometry.delaySlots }, (_, slot) => ({
        base: slot * words,
        records: 1,
        stride: words,
        fields: fieldsOfBits(used),
      }));
    }
    default:
      return core.pathways.flatMap((pathway) => synapseExtent(core, pathway, target === 'weight'));
  }
}

/** The first `bits` bits of 32-bit words. */
function fieldsOfBits(bits: number): readonly Field[] {
  return Array.from({ length: Math.ceil(bits / 32) }, (_, word) => ({
    word,
    low: 0,
    bits: Math.min(32, bits - 32 * word),
  }));
}

function traceExtent(traces: NonNullable<PathwayDescriptor['preTraces']>): Extent {
  const { base, entries, entriesPerWord, entryBits } = traces;
  return {
    base,
    records: Math.ceil(entries / entriesPerWord),
    stride: 1,
    fields: Array.from({ length: entriesPerWord }, (_, entry) => ({
      word: 0,
      low: entry * entryBits,
      bits: entryBits,
    })),
  };
}

function indexExtents(core: CoreImage, pathway: PathwayDescriptor): readonly Extent[] {
  const { rowDirectory, columnDirectory, columnEntries, inlets, targets } = pathway;
  const entry = (base: number, records: number): Extent => ({
    base,
    records,
    stride: 1,
    fields: [{ word: 0, low: 0, bits: 32 }],
  });
  const found: Extent[] = [];
  if (rowDirectory !== undefined) found.push(entry(rowDirectory, inlets));
  if (columnDirectory !== undefined && columnEntries !== undefined) {
    found.push(entry(columnDirectory, targets));
    const end = endOf(core.memories.index, columnDirectory, targets, 1);
    found.push(entry(columnEntries, end));
  }
  return found;
}

/** Words behind the base that the records of a directory point to. */
function endOf(index: CoreState['index'], directory: number, records: number, per: number): number {
  let end = 0;
  for (let record = 0; record < records; record += 1) {
    const first = readField(index, directory + record, 0, 18, false);
    const length = readField(index, directory + record, 18, 14, false);
    if (length > 0) end = Math.max(end, first + Math.ceil(length / per));
  }
  return end;
}

function synapseExtent(
  core: CoreImage,
  pathway: PathwayDescriptor,
  weightsOnly: boolean,
): readonly Extent[] {
  const { kind, lane, wordBase, wordsPerRow, inlets, rowDirectory } = pathway;
  if (lane === undefined || wordBase === undefined) return [];
  const { laneBits, lanesPerWord, weight } = lane;
  if (weightsOnly && weight === undefined) return [];
  const [low, bits] = weightsOnly ? [weight?.low ?? 0, weight?.bits ?? 0] : [0, laneBits];
  return [
    {
      base: wordBase,
      records:
        kind === 'dense'
          ? inlets * (wordsPerRow ?? 0)
          : endOf(core.memories.index, rowDirectory ?? 0, inlets, lanesPerWord),
      stride: 1,
      fields: Array.from({ length: lanesPerWord }, (_, number) => ({
        word: 0,
        low: number * laneBits + low,
        bits,
      })),
    },
  ];
}
