import type { BitMemory, ChipGeometry, CoreImage, MemoryName } from '../image/index.js';
import { createBitMemory } from '../image/index.js';
import {
  encodePathway,
  encodePopulation,
  encodeRoute,
  encodeSizes,
  pathwayLayout,
  populationLayout,
  recordWords,
  routeLayout,
  sizesLayout,
} from './descriptor-words.js';
import { formatWordBits, mostFormatWords, mostTableWords, tableWordBits } from './format-words.js';

/** A memory of a core that the host loads before step 0: its number in MEM_SELECT is its place in the list. */
export interface LoadedMemory {
  readonly name: string;
  readonly ports: string;
  /** Layout of a word, in the words of the data sheet. */
  readonly layout: string;
  readonly words: (geometry: ChipGeometry) => number;
  readonly wordBits: (geometry: ChipGeometry) => number;
  /** Descriptors: their words. */
  readonly encode?: (core: CoreImage) => readonly number[];
}

const most = { populations: 16, routes: 32, pathways: 32 } as const;

export const loadedMemories: readonly LoadedMemory[] = [
  sized('program', '1R', 'one instruction'),
  sized('constant', '1R', "two's complement; a section sees 32 from its base"),
  bank('formats', 'format entry; entry 0 stands for "exact"', mostFormatWords, formatWordBits),
  sized('lut', '2R', 'table entries, back to back'),
  sized('state', '1RW', 'nW words per neuron, fields as in the population descriptor'),
  sized('accumulator', '1R1W', "nAcc words per neuron, two's complement"),
  sized('trace', '1R1W', 'floor(width / entry bits) entries, low bits first'),
  sized('synapse', '1RW', 'floor(width / lane bits) lanes, low bits first'),
  sized('index', '1R', 'row directory, column directory or transposed entry'),
  bank('tables', 'base 10:0, length 22:11, signed 23', mostTableWords, tableWordBits),
  descriptors(
    'populations',
    'population descriptors',
    most.populations * recordWords(populationLayout),
    (core) => core.populations.flatMap(encodePopulation),
  ),
  descriptors('routes', 'route descriptors', most.routes * recordWords(routeLayout), (core) =>
    core.routes.flatMap(encodeRoute),
  ),
  descriptors(
    'pathways',
    'pathway descriptors',
    most.pathways * recordWords(pathwayLayout),
    (core) => core.pathways.flatMap(encodePathway),
  ),
  descriptors(
    'post_order',
    'numbers of the pathways with on_post, in their order',
    most.pathways,
    (core) => core.postOrder,
  ),
  descriptors('sizes', 'how many descriptors there are', recordWords(sizesLayout), encodeSizes),
];

function sized(name: MemoryName, ports: string, layout: string): LoadedMemory {
  return {
    name,
    ports,
    layout,
    words: ({ memories }) => memories[name].words,
    wordBits: ({ memories }) => memories[name].wordBits,
  };
}

/** Registers whose number no hardware file changes. */
function bank(name: string, layout: string, words: number, wordBits: number): LoadedMemory {
  return { name, ports: 'registers', layout, words: () => words, wordBits: () => wordBits };
}

function descriptors(
  name: string,
  layout: string,
  words: number,
  encode: (core: CoreImage) => readonly number[],
): LoadedMemory {
  return { ...bank(name, layout, words, 32), encode };
}

/** Words of a table of descriptors; what is not used is 0. @throws Error if there are too many */
export function descriptorMemory(
  { name, words, encode }: LoadedMemory,
  core: CoreImage,
  geometry: ChipGeometry,
): BitMemory {
  const values = encode?.(core) ?? [];
  const memory = createBitMemory(words(geometry), 32);
  if (values.length > memory.words)
    throw new Error(`${name}: ${values.length} words, there are ${memory.words}`);
  memory.data.set(values);
  return memory;
}
