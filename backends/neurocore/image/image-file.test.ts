import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameworkError } from '../../../core/diagnostics/index.js';
import { utf8 } from '../../../core/random/index.js';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { checkImage } from './check-image.js';
import type { ChipImage } from './chip-image.js';
import { crc32 } from './crc32.js';
import { decodeImage, encodeImage } from './image-file.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** What reading a file says: nothing, or the code of its first fault. */
function codeOf(bytes: Uint8Array): string | undefined {
  try {
    decodeImage(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof FrameworkError) return error.code;
    throw error;
  }
}

function withoutMemories(image: ChipImage): unknown {
  return { ...image, cores: image.cores.map(({ memories, ...core }) => core) };
}

/** All words of all memories as text: comparing typed arrays element by element takes seconds. */
function memoriesOf({ cores }: ChipImage): string {
  return cores
    .flatMap(({ memories }) => Object.entries(memories))
    .map(([name, { words, wordBits, data }]) => `${name} ${words} ${wordBits} ${data.join()}`)
    .join('\n');
}

describe('CRC-32', () => {
  it('has the check value of its catalogue entry', () => {
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe('image files', () => {
  it('give back the image they were made from', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const image = randomChipImage(seed);
        expect(checkImage(image)).toEqual([]);
        const symbols = utf8(`{"seed":${seed}}`);
        const read = decodeImage(encodeImage(image, symbols));
        expect(withoutMemories(read.image)).toEqual(withoutMemories(image));
        expect(memoriesOf(read.image)).toBe(memoriesOf(image));
        expect(read.symbols).toEqual(symbols);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused with a code when any bit is flipped', () => {
    const bytes = encodeImage(randomChipImage(7));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        expect(codeOf(damaged)).toMatch(/^IMAGE_(FORMAT|CHECKSUM)$/);
      }),
      { numRuns: 400 },
    );
  });

  it('are refused wherever they are cut off, and with something behind them', () => {
    const bytes = encodeImage(randomChipImage(8));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(codeOf(bytes.slice(0, length))).toMatch(/^IMAGE_(FORMAT|CHECKSUM)$/);
      }),
      { numRuns: 200 },
    );
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(codeOf(longer)).toBe('IMAGE_FORMAT');
  });

  it('are refused with a code when sections with right checksums hold anything', () => {
    const bytes = encodeImage(randomChipImage(9));
    // Sections begin behind the header: 8 magic, 4 version, 4 length, header, 4 sections, 4 CRC.
    const view = new DataView(bytes.buffer);
    const starts: number[] = [];
    let start = 24 + view.getUint32(12, true);
    while (start < bytes.length) {
      starts.push(start);
      start += 20 + view.getUint32(start + 12, true);
    }
    fc.assert(
      fc.property(
        fc.nat(starts.length - 1),
        fc.array(fc.tuple(fc.nat(10 ** 6), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (number, changes) => {
          const changed = bytes.slice();
          const section = starts[number] as number;
          const length = view.getUint32(section + 12, true);
          for (const [place, value] of changes) changed[section + 20 + (place % length)] = value;
          const whole = new Uint8Array(16 + length);
          whole.set(changed.subarray(section, section + 16));
          whole.set(changed.subarray(section + 20, section + 20 + length), 16);
          new DataView(changed.buffer).setUint32(section + 16, crc32(whole), true);
          const code = codeOf(changed);
          if (code !== undefined) expect(code).toMatch(/^IMAGE_(FORMAT|CONTENT)$/);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('name what they are not', () => {
    expect(codeOf(utf8('isospike: 1\nname: x\n'))).toBe('IMAGE_FORMAT');
    expect(codeOf(new Uint8Array())).toBe('IMAGE_FORMAT');
    const other = encodeImage(randomChipImage(1));
    other[8] = 2;
    expect(() => decodeImage(other)).toThrow('a chip image of version 2');
  });
});
