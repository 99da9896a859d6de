import { hex, sha256, utf8 } from '../../../core/random/index.js';
import { encodeImage, memoryFiles } from '../image/index.js';
import type { PlacedNetwork } from '../placement/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';
import { formatPackage, geometryToC, type NetworkFormats } from './geometry-texts.js';
import { descriptorMemory, loadedMemories } from './memory-table.js';
import { memoryToText } from './memory-text.js';
import { registerMap } from './register-map.js';
import { registersToC, registersToMarkdown, registersToSystemRdl } from './register-texts.js';
import { type SymbolTable, symbolTable } from './symbol-table.js';

/** A file of a set; its name may have folders. */
export interface ChipFile {
  readonly name: string;
  readonly what: string;
  readonly content: Uint8Array;
}

export interface ChipFileRequest extends NetworkFormats {
  /** Name and version of the tool. */
  readonly tool: string;
  readonly placed: PlacedNetwork;
}

/** All that a hardware designer takes away from a placed network. Equal networks give equal bytes. */
export function chipFiles({ tool, placed, ...formats }: ChipFileRequest): readonly ChipFile[] {
  const { image } = placed;
  const { header, binary, symbols } = describeImage(tool, placed);
  const text = (name: string, what: string, content: string): ChipFile => ({
    name,
    what,
    content: utf8(content),
  });
  const json = (name: string, what: string, content: object): ChipFile =>
    text(name, what, jsonText({ header, ...content }));
  const memories = memoryFiles(image, { tool, imageDigest: header.image });
  const descriptors = descriptorFiles(placed, header);
  return [
    { name: 'image.isochip', what: 'image of all cores', content: binary },
    ...memories.map((file) => text(`memory/${file.name}`, fileKind(file.name), file.text)),
    ...descriptors.map(({ file }) => file),
    json('memory/descriptors.json', 'index of descriptors', {
      schema: 'isospike-descriptors/1',
      memories: descriptors.map(({ entry }) => entry),
    }),
    json('registers.json', 'register map', {
      schema: 'isospike-registers/1',
      registers: registerMap,
    }),
    text(
      'registers.rdl',
      'register map, SystemRDL',
      headerLines(header, '//') + registersToSystemRdl(),
    ),
    text('registers.h', 'register map, C', headerLines(header, '//') + registersToC()),
    text('registers.md', 'register map, Markdown', markdownHeader(header) + registersToMarkdown()),
    text('geometry.h', 'memories and descriptors, C', geometryToC(image, header)),
    text('formats.sv', 'formats, SystemVerilog', formatPackage(image, formats, header)),
    ...listings(placed, header).map((content, core) =>
      text(`listing/core${core}.asm`, 'programs', content),
    ),
    json('symbols.json', 'where variables lie', { schema: 'isospike-symbols/1', ...symbols }),
  ];
}

/** The header of everything that is made from a placed network. */
export function artefactHeader(tool: string, placed: PlacedNetwork): ArtefactHeader {
  return describeImage(tool, placed).header;
}

function describeImage(
  tool: string,
  placed: PlacedNetwork,
): { readonly header: ArtefactHeader; readonly binary: Uint8Array; readonly symbols: SymbolTable } {
  const { image } = placed;
  const symbols = symbolTable(placed);
  const binary = encodeImage(image, utf8(JSON.stringify(symbols)));
  const header = {
    tool,
    profile: image.hardwareName,
    network: image.networkName,
    image: hex(sha256(binary)),
    seed: image.seed.toString(),
  };
  return { header, binary, symbols };
}

/** JSON with a line per key, and one per item of a list. */
function jsonText(content: object): string {
  const lines = Object.entries(content).map(([key, value]: [string, unknown]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

function markdownHeader(header: ArtefactHeader): string {
  return `<!--\n${headerLines(header, '')}-->\n\n`;
}

function fileKind(name: string): string {
  if (name.startsWith('config.')) return 'register writes';
  return name.endsWith('.json') ? 'index of memories' : 'memory';
}

function descriptorFiles(
  { image }: PlacedNetwork,
  header: ArtefactHeader,
): readonly { readonly file: ChipFile; readonly entry: object }[] {
  return image.cores.flatMap((core, number) =>
    loadedMemories.flatMap((description, code) => {
      const { name, encode } = description;
      if (encode === undefined) return [];
      const memory = descriptorMemory(description, core, image.geometry);
      const content = utf8(memoryToText(memory, header, `core ${number}, ${name}`));
      const file = `core${number}_${name}.memh`;
      return [
        {
          file: { name: `memory/${file}`, what: 'descriptors', content },
          entry: {
            memory: name,
            core: number,
            file,
            words: memory.words,
            width: memory.wordBits,
            select: number + code * 2 ** 8,
            sha256: hex(sha256(content)),
            path: `core_${number}.${name}_memory`,
          },
        },
      ];
    }),
  );
}

/** The listing, core by core. */
function listings(placed: PlacedNetwork, header: ArtefactHeader): readonly string[] {
  return placed
    .listing()
    .split(/^(?=; core \d+:)/m)
    .map((text) => `${headerLines(header, ';')}${text.trimEnd()}\n`);
}
