import type { BitMemory, ChipGeometry, CoreImage } from '../image/index.js';
import { createBitMemory, writeField } from '../image/index.js';
import {
  encodePathway,
  encodePopulation,
  encodeRoute,
  encodeSizes,
  encodeTable,
  pathwayLayout,
  populationLayout,
  recordWords,
  routeLayout,
  sizesLayout,
} from './descriptor-words.js';
import { encodeFormat, formatWordBits } from './format-words.js';

/** A memory of a core that the host loads: its number in MEM_SELECT is its place in `loadedMemories`. */
export interface LoadedMemory {
  readonly name: string;
  readonly ports: string;
  /** Layout of a word, in the words of the data sheet. */
  readonly layout: string;
  readonly words: (geometry: ChipGeometry) => number;
  readonly wordBits: (geometry: ChipGeometry) => number;
  readonly read: (core: CoreImage, geometry: ChipGeometry) => BitMemory;
}

const most = { formats: 16, tables: 64, populations: 16, routes: 32, pathways: 32 } as const;

/** All memories that the host loads before step 0. */
export const loadedMemories: readonly LoadedMemory[] = [
  sized('program', '1R', 'one instruction', (core, { memories }) =>
    fromNumbers(core.program, memories.program.words, memories.program.wordBits),
  ),
  sized(
    'constant',
    '1R',
    "two's complement; a section sees 32 from its base",
    (core, { memories }) =>
      fromNumbers(core.constants, memories.constant.words, memories.constant.wordBits),
  ),
  table(
    'formats',
    'format entry; entry 0 stands for "exact"',
    most.formats,
    formatWordBits,
    (core) => core.formats.map((entry) => (entry === undefined ? 0 : encodeFormat(entry))),
  ),
  sized('lut', '2R', 'table entries, back to back', ({ memories }) => memories.lut),
  sized(
    'state',
    '1RW',
    'nW words per neuron, fields as in the population descriptor',
    ({ memories }) => memories.state,
  ),
  sized(
    'accumulator',
    '1R1W',
    "nAcc words per neuron, two's complement",
    ({ memories }) => memories.accumulator,
  ),
  sized(
    'trace',
    '1R1W',
    'floor(width / entry bits) entries, low bits first',
    ({ memories }) => memories.trace,
  ),
  sized(
    'synapse',
    '1RW',
    'floor(width / lane bits) lanes, low bits first',
    ({ memories }) => memories.synapse,
  ),
  sized(
    'index',
    '1R',
    'row directory, column directory or transposed entry',
    ({ memories }) => memories.index,
  ),
  table('tables', 'directory of tables', most.tables, 32, (core) => core.tables.map(encodeTable)),
  table(
    'populations',
    'population descriptors',
    most.populations * recordWords(populationLayout),
    32,
    (core) => core.populations.flatMap(encodePopulation),
  ),
  table('routes', 'route descriptors', most.routes * recordWords(routeLayout), 32, (core) =>
    core.routes.flatMap(encodeRoute),
  ),
  table('pathways', 'pathway descriptors', most.pathways * recordWords(pathwayLayout), 32, (core) =>
    core.pathways.flatMap(encodePathway),
  ),
  table(
    'post_order',
    'numbers of the pathways with on_post, in their order',
    most.pathways,
    32,
    (core) => core.postOrder,
  ),
  table('sizes', 'how many descriptors there are', recordWords(sizesLayout), 32, encodeSizes),
];

type SizedName = keyof ChipGeometry['memories'];

function sized(
  name: SizedName,
  ports: string,
  layout: string,
  read: LoadedMemory['read'],
): LoadedMemory {
  return {
    name,
    ports,
    layout,
    words: ({ memories }) => memories[name].words,
    wordBits: ({ memories }) => memories[name].wordBits,
    read,
  };
}

/** A small memory or bank of registers that does not depend on the hardware file; it grows with what it holds. */
function table(
  name: string,
  layout: string,
  words: number,
  wordBits: number,
  list: (core: CoreImage) => readonly number[],
): LoadedMemory {
  return {
    name,
    ports: 'registers',
    layout,
    words: () => words,
    wordBits: () => wordBits,
    read: (core) => {
      const values = list(core);
      return fromNumbers(values, Math.max(words, values.length), wordBits);
    },
  };
}

/** Integers of at most 53 bits, negative ones in two's complement; the rest is 0. */
function fromNumbers(values: readonly number[], words: number, wordBits: number): BitMemory {
  const memory = createBitMemory(Math.max(words, values.length), wordBits);
  for (const [at, value] of values.entries())
    writeField(memory, at, 0, Math.min(53, wordBits), value);
  return memory;
}
