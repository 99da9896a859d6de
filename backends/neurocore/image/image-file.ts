import { type BitMemory, createBitMemory } from './bit-memory.js';
import { ByteReader, ByteWriter, imageFault } from './byte-stream.js';
import { checkImage } from './check-image.js';
import type { ChipImage, CoreImage } from './chip-image.js';
import { type Codec, integer, list } from './codec.js';
import { crc32 } from './crc32.js';
import type { ChipGeometry } from './geometry.js';
import {
  formatsCodec,
  headerCodec,
  type ImageHeader,
  pathwaysCodec,
  populationsCodec,
  postOrderCodec,
  routesCodec,
  tablesCodec,
} from './image-codecs.js';

/** First bytes of every image: `ISOCHIP` and a line end, which a transfer as text would change. */
const magic: Uint8Array = Uint8Array.of(0x49, 0x53, 0x4f, 0x43, 0x48, 0x49, 0x50, 0x0a);
const imageVersion = 1;

/** Sections by their number in the file. */
const sectionKinds = [
  'program',
  'constant',
  'formats',
  'tables',
  'lut',
  'state',
  'accumulator',
  'trace',
  'synapse',
  'index',
  'populations',
  'routes',
  'pathways',
  'post order',
  'symbols',
] as const;
type SectionKind = (typeof sectionKinds)[number];

/** Core of sections that belong to none. */
const noCore = 0xffff;
/** Bits of all memories of a chip that is read from a file: 1 GB. */
const mostBits = 2 ** 33;

const tableCodecs = {
  program: list(integer),
  constant: list(integer),
  formats: formatsCodec,
  tables: tablesCodec,
  populations: populationsCodec,
  routes: routesCodec,
  pathways: pathwaysCodec,
  'post order': postOrderCodec,
} as const;
const memoryKinds = ['lut', 'state', 'accumulator', 'trace', 'synapse', 'index'] as const;
type MemoryKind = (typeof memoryKinds)[number];

/** A chip image, and names for the host and for reports that no core reads. */
export interface ImageFile {
  readonly image: ChipImage;
  /** UTF-8 JSON; empty if there are none. */
  readonly symbols: Uint8Array;
}

/**
 * An image as bytes: a header, then sections {kind 2, core 2, word bits 4, words 4, bytes 4, CRC-32 4,
 * data}, all integers little endian. Words take whole bytes; words after the last one that is not 0
 * are left out, and so are memories that are all 0.
 */
export function encodeImage(image: ChipImage, symbols: Uint8Array = new Uint8Array()): Uint8Array {
  const sections: Uint8Array[] = [];
  for (const [number, core] of image.cores.entries()) {
    const table = <T>(kind: SectionKind, codec: Codec<T>, value: T): void => {
      const out = new ByteWriter();
      codec.write(out, value);
      sections.push(section(kind, number, 8, out.length, out.finish()));
    };
    table('program', tableCodecs.program, core.program);
    table('constant', tableCodecs.constant, core.constants);
    table('formats', tableCodecs.formats, core.formats);
    table('tables', tableCodecs.tables, core.tables);
    for (const kind of memoryKinds) {
      const memory = core.memories[kind];
      const words = usedWords(memory);
      if (words > 0)
        sections.push(section(kind, number, memory.wordBits, words, packWords(memory, words)));
    }
    table('populations', tableCodecs.populations, core.populations);
    table('routes', tableCodecs.routes, core.routes);
    table('pathways', tableCodecs.pathways, core.pathways);
    table('post order', tableCodecs['post order'], core.postOrder);
  }
  if (symbols.length > 0) sections.push(section('symbols', noCore, 8, symbols.length, symbols));
  const out = new ByteWriter();
  out.bytes(magic);
  out.unsigned(imageVersion, 4);
  const header = new ByteWriter();
  headerCodec.write(header, headerOf(image));
  out.unsigned(header.length, 4);
  out.bytes(header.finish());
  out.unsigned(sections.length, 4);
  out.unsigned(crc32(out.finish()), 4);
  for (const bytes of sections) out.bytes(bytes);
  return out.finish();
}

function headerOf(image: ChipImage): ImageHeader {
  const { networkName, networkHash, hardwareName, hardwareHash, geometry } = image;
  return {
    seed: image.seed.toString(),
    cores: image.cores.length,
    networkName,
    networkHash,
    hardwareName,
    hardwareHash,
    geometry,
  };
}

function section(
  kind: SectionKind,
  core: number,
  wordBits: number,
  words: number,
  data: Uint8Array,
): Uint8Array {
  const out = new ByteWriter();
  out.unsigned(sectionKinds.indexOf(kind), 2);
  out.unsigned(core, 2);
  out.unsigned(wordBits, 4);
  out.unsigned(words, 4);
  out.unsigned(data.length, 4);
  const head = out.finish();
  const whole = new ByteWriter();
  whole.bytes(head);
  whole.unsigned(crc32(joined(head, data)), 4);
  whole.bytes(data);
  return whole.finish();
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function usedWords({ words, pieces, data }: BitMemory): number {
  let last = words * pieces;
  while (last > 0 && data[last - 1] === 0) last -= 1;
  return Math.ceil(last / pieces);
}

function packWords({ pieces, wordBits, data }: BitMemory, words: number): Uint8Array {
  const bytes = Math.ceil(wordBits / 8);
  const packed = new Uint8Array(words * bytes);
  for (let word = 0; word < words; word += 1)
    for (let byte = 0; byte < bytes; byte += 1)
      packed[word * bytes + byte] =
        (data[word * pieces + (byte >> 2)] as number) >>> ((byte & 3) * 8);
  return packed;
}

/**
 * Reads an image and checks it.
 *
 * @throws FrameworkError IMAGE_FORMAT (no image, another version, cut off), IMAGE_CHECKSUM (damaged)
 *   or IMAGE_CONTENT (whole, but contradicts itself), with the place
 */
export function decodeImage(bytes: Uint8Array): ImageFile {
  const { header, sections, input } = readHeader(bytes);
  const found = readSections(input, sections, header.cores);
  const coreImages = Array.from({ length: header.cores }, (_, core) =>
    readCore(core, header.geometry, found),
  );
  const { networkName, networkHash, hardwareName, hardwareHash, geometry } = header;
  const image: ChipImage = {
    geometry,
    seed: BigInt(header.seed),
    networkName,
    networkHash,
    hardwareName,
    hardwareHash,
    cores: coreImages,
  };
  const problems = checkImage(image);
  if (problems.length > 0)
    throw imageFault('IMAGE_CONTENT', problems.slice(0, 5).join('; '), {
      found: `${problems.length} contradictions`,
    });
  return { image, symbols: found.get('symbols')?.data ?? new Uint8Array() };
}

function readHeader(bytes: Uint8Array): {
  readonly header: ImageHeader;
  readonly sections: number;
  readonly input: ByteReader;
} {
  const input = new ByteReader(bytes, 'chip image');
  if (bytes.length < magic.length || !magic.every((byte) => input.byte() === byte))
    throw imageFault('IMAGE_FORMAT', 'this is no chip image', {
      expected: 'a file that begins with ISOCHIP',
    });
  const version = input.unsigned(4);
  if (version !== imageVersion)
    throw imageFault('IMAGE_FORMAT', `a chip image of version ${version}`, {
      expected: `version ${imageVersion}`,
    });
  const length = input.unsigned(4);
  const from = input.at;
  input.take(length);
  const sections = input.unsigned(4);
  const end = input.at;
  if (input.unsigned(4) !== crc32(bytes.subarray(0, end)))
    throw imageFault('IMAGE_CHECKSUM', 'the header of the chip image is damaged');
  const header = headerCodec.read(new ByteReader(bytes, 'header', from, from + length));
  if (!/^-?[0-9]{1,40}$/.test(header.seed)) input.fail('a seed that is no integer');
  checkSizes(header);
  return { header, sections, input };
}

/** Memory is only taken for chips that can be. */
function checkSizes({ cores, geometry }: ImageHeader): void {
  let bits = 0;
  for (const { words, wordBits } of Object.values(geometry.memories)) {
    const valid = words >= 0 && wordBits >= 1 && wordBits <= 256;
    bits += valid ? words * Math.ceil(wordBits / 32) * 32 : Infinity;
  }
  if (cores < 1 || cores > 1024 || !(bits * cores <= mostBits))
    throw imageFault('IMAGE_CONTENT', `${cores} cores with ${bits} bits of memory each`, {
      expected: `1 to 1024 cores with at most ${mostBits} bits together`,
    });
}

interface FoundSection {
  readonly wordBits: number;
  readonly words: number;
  readonly data: Uint8Array;
}

function readSections(
  input: ByteReader,
  count: number,
  cores: number,
): ReadonlyMap<string, FoundSection> {
  const found = new Map<string, FoundSection>();
  for (let number = 0; number < count; number += 1) {
    const head = input.take(16);
    const fields = new ByteReader(head, 'section head');
    const kind = sectionKinds[fields.unsigned(2)];
    const core = fields.unsigned(2);
    const wordBits = fields.unsigned(4);
    const words = fields.unsigned(4);
    const length = fields.unsigned(4);
    const sum = input.unsigned(4);
    const place = core === noCore ? `${kind}` : `${kind} of core ${core}`;
    const data = input.take(length);
    if (crc32(joined(head, data)) !== sum)
      throw imageFault(
        'IMAGE_CHECKSUM',
        `section ${number} of ${count} (${kind ?? 'unknown'}, core ${core}) of the chip image is damaged`,
      );
    if (kind === undefined || (kind !== 'symbols' && core >= cores) || found.has(place))
      input.fail(`a section ${place} that cannot be there`);
    found.set(place, { wordBits, words, data });
  }
  if (input.left > 0) input.fail(`${input.left} bytes after the last section`);
  return found;
}

function readCore(
  core: number,
  geometry: ChipGeometry,
  sections: ReadonlyMap<string, FoundSection>,
): CoreImage {
  const table = <T>(kind: SectionKind, codec: Codec<T>): T => {
    const what = `${kind} of core ${core}`;
    const found = sections.get(what);
    if (found === undefined) throw imageFault('IMAGE_FORMAT', `the section ${what} is missing`);
    const input = new ByteReader(found.data, what);
    const value = codec.read(input);
    return input.left > 0 ? input.fail(`${input.left} bytes too many`) : value;
  };
  const memory = (kind: MemoryKind): BitMemory => {
    const { words, wordBits } = geometry.memories[kind];
    const created = createBitMemory(words, wordBits);
    const found = sections.get(`${kind} of core ${core}`);
    if (found !== undefined) unpackWords(found, created, `${kind} of core ${core}`);
    return created;
  };
  const [columns] = geometry.mesh;
  return {
    x: core % columns,
    y: Math.floor(core / columns),
    program: table('program', tableCodecs.program),
    constants: table('constant', tableCodecs.constant),
    formats: table('formats', tableCodecs.formats),
    tables: table('tables', tableCodecs.tables),
    memories: {
      lut: memory('lut'),
      state: memory('state'),
      accumulator: memory('accumulator'),
      trace: memory('trace'),
      synapse: memory('synapse'),
      index: memory('index'),
    },
    populations: table('populations', tableCodecs.populations),
    routes: table('routes', tableCodecs.routes),
    pathways: table('pathways', tableCodecs.pathways),
    postOrder: table('post order', tableCodecs['post order']),
  };
}

function unpackWords({ wordBits, words, data }: FoundSection, into: BitMemory, what: string): void {
  const bytes = Math.ceil(into.wordBits / 8);
  if (wordBits !== into.wordBits || words > into.words || data.length !== words * bytes)
    throw imageFault(
      'IMAGE_CONTENT',
      `${what}: ${words} words of ${wordBits} bits in ${data.length} bytes`,
      { expected: `at most ${into.words} words of ${into.wordBits} bits` },
    );
  for (let word = 0; word < words; word += 1) {
    for (let byte = 0; byte < bytes; byte += 1) {
      const piece = word * into.pieces + (byte >> 2);
      const value = data[word * bytes + byte] as number;
      into.data[piece] = (into.data[piece] as number) | (value << ((byte & 3) * 8));
    }
  }
}
