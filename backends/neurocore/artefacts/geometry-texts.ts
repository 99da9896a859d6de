import { printFormat, printOverflow } from '../../../core/fixed/index.js';
import type { Hardware, WordSpec } from '../../../core/hardware.js';
import type { ArrayFormat } from '../../fixed-point/index.js';
import type { ChipGeometry, ChipImage } from '../image/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';
import {
  type DescriptorEntry,
  pathwayLayout,
  populationLayout,
  recordWords,
  routeLayout,
} from './descriptor-words.js';
import { overflowCodes, roundingCodes } from './format-words.js';
import { loadedMemories } from './memory-table.js';

const constantName = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

/** Numbers of a chip by name, for headers of all languages. */
function geometryNumbers(geometry: ChipGeometry): readonly (readonly [string, number])[] {
  const { mesh, timing, fifos, rng } = geometry;
  return [
    ['MESH_COLUMNS', mesh[0]],
    ['MESH_ROWS', mesh[1]],
    ['CORES', geometry.cores],
    ['NEURONS', geometry.neurons],
    ['INLETS', geometry.inlets],
    ['COUNTS', geometry.counts],
    ['DELAY_SLOTS', geometry.delaySlots],
    ['REGISTER_BITS', geometry.registerBits],
    ['ACCUMULATOR_SATURATES', geometry.accumulatorSaturates ? 1 : 0],
    ['RANDOM_BITS', rng.bits],
    ...Object.entries(timing).map(([name, value]): [string, number] => [constantName(name), value]),
    ['FIFO_INPUT', fifos.input],
    ['FIFO_OUTPUT', fifos.output],
    ['FIFO_CORE', fifos.core],
    ['FIFO_LINK', fifos.link],
    ...Object.entries(geometry.memories).map(([name, { readCycles }]): [string, number] => [
      `${constantName(name)}_READ_CYCLES`,
      readCycles,
    ]),
  ];
}

/** Geometry of the memories and layouts of the descriptors as a C header. */
export function geometryToC({ geometry }: ChipImage, header: ArtefactHeader): string {
  const lines = geometryNumbers(geometry).map(([name, value]) => `#define ISO_${name} ${value}`);
  const memories = loadedMemories.flatMap((memory, code) => {
    const name = `ISO_MEM_${constantName(memory.name)}`;
    return [
      `#define ${name} ${code} /* ${memory.layout} */`,
      `#define ${name}_WORDS ${memory.words(geometry)}`,
      `#define ${name}_BITS ${memory.wordBits(geometry)}`,
    ];
  });
  return [
    headerLines(header, ' *').replace(/^ \*/, '/*'),
    ' */\n#ifndef ISOSPIKE_GEOMETRY_H\n#define ISOSPIKE_GEOMETRY_H\n\n',
    `${lines.join('\n')}\n\n${memories.join('\n')}\n\n`,
    `${recordLines('POPULATION', populationLayout)}\n`,
    `${recordLines('ROUTE', routeLayout)}\n`,
    `${recordLines('PATHWAY', pathwayLayout)}\n`,
    '#endif\n',
  ].join('');
}

/** Word numbers of a descriptor's entries. */
function recordLines<T>(record: string, layout: readonly DescriptorEntry<T>[]): string {
  let at = 0;
  const lines = layout.map(({ name, words, meaning }) => {
    const line = `#define ISO_${record}_${constantName(name)} ${at} /* ${words > 1 ? `${words} words: ` : ''}${meaning} */\n`;
    at += words;
    return line;
  });
  return `#define ISO_${record}_WORDS ${recordWords(layout)}\n${lines.join('')}`;
}

/** Formats of a network: of every array of its integer program, and of the storage classes. */
export interface NetworkFormats {
  readonly formats: Iterable<ArrayFormat>;
  readonly words: Hardware['words'];
}

/**
 * SystemVerilog package: geometry; width and modes of every storage class; width, fraction bits and
 * sign of every variable of the network.
 */
export function formatPackage(
  { geometry }: ChipImage,
  { formats, words }: NetworkFormats,
  header: ArtefactHeader,
): string {
  const taken = new Set<string>();
  const variables = [...formats].map(({ array, wordClass, format, unit }) => {
    let name = constantName(array);
    while (taken.has(name)) name += '_';
    taken.add(name);
    const { wordBits, fracBits, signed } = format;
    return [
      `  // ${array}: ${printFormat(format)}, class ${wordClass}, unit ${unit}`,
      `  localparam int ${name}_W = ${wordBits};`,
      `  localparam int ${name}_F = ${fracBits};`,
      `  typedef logic ${signed ? 'signed ' : ''}[${wordBits - 1}:0] ${name.toLowerCase()}_t;`,
    ].join('\n');
  });
  const numbers = geometryNumbers(geometry).map(
    ([name, value]) => `  localparam int ${name} = ${value};`,
  );
  const memories = loadedMemories.flatMap((memory) => [
    `  localparam int MEM_${constantName(memory.name)}_WORDS = ${memory.words(geometry)};`,
    `  localparam int MEM_${constantName(memory.name)}_BITS = ${memory.wordBits(geometry)};`,
  ]);
  return [
    `${headerLines(header, '//')}package isospike_formats;`,
    ...numbers,
    ...memories,
    ...Object.entries(words).map(classLines),
    ...variables,
    'endpackage',
    '',
  ].join('\n');
}

/** A storage class: its width, and the codes of its modes in the format table. */
function classLines([name, { bits, rounding, overflow }]: readonly [string, WordSpec]): string {
  const stem = `  localparam int CLASS_${constantName(name)}`;
  return [
    `  // class ${name}: ${bits} bits, ${rounding}, ${printOverflow(overflow)}`,
    `${stem}_W = ${bits};`,
    `${stem}_ROUNDING = ${roundingCodes.indexOf(rounding)};`,
    `${stem}_OVERFLOW = ${overflowCodes.indexOf(overflow.kind)};`,
  ].join('\n');
}
