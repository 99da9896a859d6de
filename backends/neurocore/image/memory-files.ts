import { roundingModes } from '../../../core/fixed/index.js';
import { hex, sha256, utf8 } from '../../../core/random/index.js';
import { type BitMemory, readField } from './bit-memory.js';
import type { ChipImage, CoreImage, FormatEntry } from './chip-image.js';
import { type RegisterWrite, registerWrites } from './register-writes.js';

/** A text file for hardware tools. */
export interface HardwareFile {
  readonly name: string;
  readonly text: string;
}

/** Where a memory's file is, for an index. */
export interface MemoryFileEntry {
  readonly memory: string;
  readonly core: number;
  readonly file: string;
  readonly words: number;
  /** Bits of a word. */
  readonly width: number;
  /** Of the whole file. */
  readonly sha256: string;
  /** Instance of the array in a design: `core_0.synapse_memory`. */
  readonly path: string;
}

/** Who made the files, for their headers. */
export interface FileOrigin {
  /** Name and version of the tool. */
  readonly tool: string;
  /** SHA-256 of the image file, in hexadecimal. */
  readonly imageDigest: string;
}

/**
 * Memories for `$readmemh`, one file per memory and core: one word per line, lower-case hexadecimal,
 * ceil(width / 4) digits, word 0 first. Beside them `memories.json` (what is where), `config.memh`
 * (address and value of every register write, 8 digits each) and `config.json` (the same with names).
 */
export function memoryFiles(image: ChipImage, origin: FileOrigin): readonly HardwareFile[] {
  const files: HardwareFile[] = [];
  const entries: MemoryFileEntry[] = [];
  for (const [core, content] of image.cores.entries()) {
    for (const { memory, width, words } of wordsOf(content, image)) {
      const file = `core${core}_${memory}.memh`;
      const lines = words.map((word) => word.padStart(Math.ceil(width / 4), '0'));
      const text = `${heading(image, origin, `core ${core}, ${memory}`)}${lines.join('\n')}\n`;
      files.push({ name: file, text });
      const digest = hex(sha256(utf8(text)));
      const path = `core_${core}.${memory}_memory`;
      entries.push({ memory, core, file, words: words.length, width, sha256: digest, path });
    }
  }
  const writes = registerWrites(image);
  const facts = { ...origin, profile: 'neurocore', seed: image.seed.toString() };
  return [
    ...files,
    {
      name: 'memories.json',
      text: `${JSON.stringify({ ...facts, memories: entries }, null, 2)}\n`,
    },
    { name: 'config.json', text: `${JSON.stringify({ ...facts, writes }, null, 2)}\n` },
    {
      name: 'config.memh',
      text: `${heading(image, origin, 'register writes: address, value')}${writes.map(pairOf).join('\n')}\n`,
    },
  ];
}

function pairOf({ address, value }: RegisterWrite): string {
  return `${address.toString(16).padStart(8, '0')} ${value.toString(16).padStart(8, '0')}`;
}

function heading(image: ChipImage, { tool, imageDigest }: FileOrigin, what: string): string {
  const { networkName, hardwareName, seed } = image;
  return [
    `// ${tool}, profile neurocore`,
    `// image ${imageDigest}, seed ${seed}`,
    `// network ${oneLine(networkName)} on ${oneLine(hardwareName)}`,
    `// ${what}`,
    '',
  ].join('\n');
}

/** A name cannot end a comment. */
function oneLine(name: string): string {
  return name.replaceAll(/[\r\n\u2028\u2029]/g, ' ');
}

interface MemoryWords {
  readonly memory: string;
  readonly width: number;
  readonly words: readonly string[];
}

function wordsOf(core: CoreImage, { geometry }: ChipImage): readonly MemoryWords[] {
  const { program, constant } = geometry.memories;
  const blank = (words: number): readonly string[] => Array.from({ length: words }, () => '0');
  return [
    {
      memory: 'program',
      width: program.wordBits,
      words: [
        ...core.program.map((word) => word.toString(16)),
        ...blank(program.words - core.program.length),
      ],
    },
    {
      memory: 'constant',
      width: constant.wordBits,
      words: [
        ...core.constants.map((code) => twosComplement(code, constant.wordBits)),
        ...blank(constant.words - core.constants.length),
      ],
    },
    {
      memory: 'formats',
      width: 20,
      words: Array.from({ length: 16 }, (_, entry) =>
        formatWord(core.formats[entry], geometry.rng.compare === 'equal').toString(16),
      ),
    },
    {
      memory: 'tables',
      width: 24,
      words: Array.from({ length: 64 }, (_, entry) => {
        const { base, length, signed } = core.tables[entry] ?? {
          base: 0,
          length: 0,
          signed: false,
        };
        return (base + length * 2 ** 11 + (signed ? 2 ** 23 : 0)).toString(16);
      }),
    },
    ...Object.entries(core.memories).map(([memory, content]) => ({
      memory,
      width: content.wordBits,
      words: Array.from({ length: content.words }, (_, word) => wordText(content, word)),
    })),
  ];
}

function twosComplement(code: number, bits: number): string {
  return (code < 0 ? 2n ** BigInt(bits) + BigInt(code) : BigInt(code)).toString(16);
}

/** Word of the format table, low to high: W - 1 (6), signed (1), rounding (4), overflow (3), n of wrap (6). */
export function formatWord(format: FormatEntry | undefined, equal: boolean): number {
  if (format === undefined) return 0;
  const { to, rounding, overflow } = format;
  const kinds = ['saturate', 'saturate_zero', 'saturate_symmetric', 'wrap', 'wrap_sm'] as const;
  // The last mode is stochastic; its rule `equal` has a number of its own.
  const mode = roundingModes.indexOf(rounding) + (rounding === 'stochastic' && equal ? 1 : 0);
  const bits = 'bits' in overflow ? overflow.bits : 0;
  const high = mode + kinds.indexOf(overflow.kind) * 2 ** 4 + bits * 2 ** 7;
  return to.wordBits - 1 + (to.signed ? 2 ** 6 : 0) + high * 2 ** 7;
}

function wordText(memory: BitMemory, word: number): string {
  let text = '';
  for (let low = 0; low < memory.wordBits; low += 32) {
    const bits = Math.min(32, memory.wordBits - low);
    const digits = Math.ceil(bits / 4);
    text = readField(memory, word, low, bits, false).toString(16).padStart(digits, '0') + text;
  }
  return text;
}
