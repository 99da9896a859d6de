import {
  arithmeticProfiles,
  type OverflowMode,
  type QFormat,
  roundingModes,
  stochasticRules,
} from '../../../core/fixed/index.js';
import type { InstructionTiming, Section } from '../isa/index.js';
import type {
  FormatEntry,
  LaneLayout,
  PathwayDescriptor,
  PathwaySide,
  PopulationDescriptor,
  RouteDescriptor,
  TableEntry,
  TraceArray,
  WordField,
} from './chip-image.js';
import { boolean, type Codec, choice, integer, list, maybe, record, text } from './codec.js';
import type { ChipGeometry, MemoryGeometry, MemoryName } from './geometry.js';

const memoryGeometry: Codec<MemoryGeometry> = record({
  words: integer,
  wordBits: integer,
  readCycles: integer,
});

const memories: Codec<Readonly<Record<MemoryName, MemoryGeometry>>> = record({
  program: memoryGeometry,
  constant: memoryGeometry,
  lut: memoryGeometry,
  state: memoryGeometry,
  accumulator: memoryGeometry,
  trace: memoryGeometry,
  synapse: memoryGeometry,
  index: memoryGeometry,
});

const timing: Codec<ChipGeometry['timing']> = record<
  InstructionTiming & { readonly syncCycles: number; readonly bufferWords: number }
>({
  mulCycles: integer,
  lutCycles: integer,
  rngCycles: integer,
  stateReadCycles: integer,
  syncCycles: integer,
  bufferWords: integer,
});

const pair: Codec<readonly [number, number]> = {
  write: (out, [first, second]) => {
    integer.write(out, first);
    integer.write(out, second);
  },
  read: (input) => [integer.read(input), integer.read(input)],
};

/** Sizes, widths and latencies. */
const geometryCodec: Codec<ChipGeometry> = record<ChipGeometry>({
  mesh: pair,
  cores: integer,
  clockHertz: integer,
  neurons: integer,
  inlets: integer,
  delaySlots: integer,
  counts: integer,
  registerBits: integer,
  memories,
  accumulatorSaturates: boolean,
  timing,
  fifos: record<ChipGeometry['fifos']>({
    input: integer,
    output: integer,
    core: integer,
    link: integer,
    full: choice(['stall', 'drop']),
  }),
  arithmetic: choice(arithmeticProfiles),
  rng: record<ChipGeometry['rng']>({
    bits: integer,
    compare: choice(stochasticRules),
    consume: choice(['always', 'inexact']),
  }),
});

const field: Codec<WordField> = record<WordField>({
  word: integer,
  low: integer,
  bits: integer,
  signed: boolean,
});

const section: Codec<Section> = record<Section>({
  start: integer,
  length: integer,
  cycles: integer,
  constantBase: integer,
  siteBase: integer,
});

const overflowKinds = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
] as const;
const overflowKind = choice<OverflowMode['kind']>(overflowKinds);

const overflow: Codec<OverflowMode> = {
  write: (out, mode) => {
    overflowKind.write(out, mode.kind);
    integer.write(out, 'bits' in mode ? mode.bits : 0);
  },
  read: (input) => {
    const kind = overflowKind.read(input);
    const bits = integer.read(input);
    return kind === 'wrap' || kind === 'wrap_sm' ? { kind, bits } : { kind };
  },
};

const format: Codec<FormatEntry> = record<FormatEntry>({
  to: record<QFormat>({ signed: boolean, wordBits: integer, fracBits: integer }),
  rounding: choice(roundingModes),
  overflow,
});

export const formatsCodec: Codec<readonly (FormatEntry | undefined)[]> = list(maybe(format));

export const tablesCodec: Codec<readonly TableEntry[]> = list(
  record<TableEntry>({ base: integer, length: integer, signed: boolean }),
);

export const populationsCodec: Codec<readonly PopulationDescriptor[]> = list(
  record<PopulationDescriptor>(
    {
      first: integer,
      last: integer,
      globalBase: integer,
      objectId: integer,
      stateBase: integer,
      stateWords: integer,
      fields: list(field),
      accumulatorBase: integer,
      receptors: integer,
      soma: section,
      foldLength: integer,
      reset: section,
      regular: record<{ readonly section: Section; readonly everyTicks: number }>({
        section,
        everyTicks: integer,
      }),
      firstRoute: integer,
      routes: integer,
    },
    ['reset', 'regular'],
  ),
);

export const routesCodec: Codec<readonly RouteDescriptor[]> = list(
  record<RouteDescriptor>({
    low: integer,
    high: integer,
    x: integer,
    y: integer,
    inlet: integer,
    kind: choice(['bit', 'count', 'host']),
  }),
);

const lane: Codec<LaneLayout> = record<LaneLayout>(
  {
    laneBits: integer,
    lanesPerWord: integer,
    weight: field,
    auxiliary: list(field),
    delay: field,
    plastic: field,
    present: field,
    flags: list(field),
    target: field,
  },
  ['weight', 'delay', 'plastic', 'present', 'target'],
);

const traces: Codec<TraceArray> = record<TraceArray>({
  base: integer,
  entries: integer,
  entryBits: integer,
  entriesPerWord: integer,
  objectId: integer,
  elementBase: integer,
  values: list(
    record<TraceArray['values'][number]>({
      word: integer,
      low: integer,
      bits: integer,
      signed: boolean,
      life: integer,
    }),
  ),
});

const side: Codec<PathwaySide> = record<PathwaySide>(
  { prologue: section, body: section, writes: boolean, update: integer },
  ['prologue', 'update'],
);

export const pathwaysCodec: Codec<readonly PathwayDescriptor[]> = list(
  record<PathwayDescriptor>(
    {
      kind: choice(['count', 'one', 'fill', 'dense', 'sparse']),
      objectId: integer,
      inlet: integer,
      inlets: integer,
      sourceBase: integer,
      population: integer,
      firstTarget: integer,
      targets: integer,
      targetBase: integer,
      projectionTargets: integer,
      delayLow: integer,
      delayHigh: integer,
      receptor: integer,
      constant: integer,
      diagonal: integer,
      lane,
      wordBase: integer,
      wordsPerRow: integer,
      rowDirectory: integer,
      columnDirectory: integer,
      columnEntries: integer,
      preTraces: traces,
      postTraces: traces,
      pre: side,
      post: side,
    },
    [
      'receptor',
      'constant',
      'diagonal',
      'lane',
      'wordBase',
      'wordsPerRow',
      'rowDirectory',
      'columnDirectory',
      'columnEntries',
      'preTraces',
      'postTraces',
      'pre',
      'post',
    ],
  ),
);

export const postOrderCodec: Codec<readonly number[]> = list(integer);

/** What stands before the sections. */
export interface ImageHeader {
  readonly seed: string;
  readonly cores: number;
  readonly networkName: string;
  readonly networkHash: string;
  readonly hardwareName: string;
  readonly hardwareHash: string;
  readonly geometry: ChipGeometry;
}

export const headerCodec: Codec<ImageHeader> = record<ImageHeader>({
  seed: text,
  cores: integer,
  networkName: text,
  networkHash: text,
  hardwareName: text,
  hardwareHash: text,
  geometry: geometryCodec,
});
