import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, sha256, utf8 } from '../../../core/random/index.js';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { registerMap } from '../artefacts/index.js';
import type { BitMemory } from './bit-memory.js';
import { formatWord, memoryFiles } from './memory-files.js';
import { registerWrites } from './register-writes.js';

const origin = { tool: 'isospike 0.0', imageDigest: 'ab' };

/** Words of a file as `$readmemh` reads it: comments and blanks left out. */
function readMemh(text: string): readonly bigint[] {
  return text
    .replaceAll(/\/\/.*/g, '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => BigInt(`0x${word}`));
}

function wordsOf({ words, pieces, data }: BitMemory): readonly bigint[] {
  return Array.from({ length: words }, (_, word) => {
    let value = 0n;
    for (let piece = pieces - 1; piece >= 0; piece -= 1)
      value = value * 2n ** 32n + BigInt(data[word * pieces + piece] ?? 0);
    return value;
  });
}

describe('files for $readmemh', () => {
  it('hold every word of every memory, with exactly as many digits as its width takes', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 6), (seed) => {
        const image = randomChipImage(seed, { cores: 2 });
        const files = new Map(memoryFiles(image, origin).map(({ name, text }) => [name, text]));
        const index = JSON.parse(files.get('memories.json') ?? '');
        for (const { memory, core, file, words, width, sha256: digest } of index.memories) {
          const text = files.get(file) ?? '';
          expect(hex(sha256(utf8(text)))).toBe(digest);
          const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('//'));
          expect(lines).toHaveLength(words);
          const digits = new RegExp(`^[0-9a-f]{${Math.ceil(width / 4)}}$`);
          expect(lines.every((line) => digits.test(line))).toBe(true);
          const content = image.cores[core];
          if (content !== undefined && memory in content.memories) {
            const name = memory as keyof typeof content.memories;
            expect(readMemh(text).join()).toBe(wordsOf(content.memories[name]).join());
          }
          if (memory === 'program')
            expect(readMemh(text).slice(0, content?.program.length)).toEqual(
              content?.program.map(BigInt),
            );
          if (memory === 'constant')
            expect(
              readMemh(text)
                .slice(0, content?.constants.length)
                .map((word) => Number(BigInt.asIntN(width, word))),
            ).toEqual(content?.constants);
        }
        expect(index.memories).toHaveLength(2 * 10);
      }),
      { numRuns: 8 },
    );
  });

  it('encode formats as the table of the instruction set says', () => {
    // s24, nearest_even (RND_CONV, number 9), saturate: 23, 1, 9, 0.
    const format = {
      to: { signed: true, wordBits: 24, fracBits: 0 },
      rounding: 'nearest_even',
      overflow: { kind: 'saturate' },
    } as const;
    expect(formatWord(format, false)).toBe(23 + 64 + 9 * 128);
    // u8, stochastic (SR, 13; SR_EQUAL, 14), wrap(3), number 3.
    const wrapped = {
      to: { signed: false, wordBits: 8, fracBits: 0 },
      rounding: 'stochastic',
      overflow: { kind: 'wrap', bits: 3 },
    } as const;
    expect(formatWord(wrapped, false)).toBe(7 + 13 * 2 ** 7 + 3 * 2 ** 11 + 3 * 2 ** 14);
    expect(formatWord(wrapped, true)).toBe(7 + 14 * 2 ** 7 + 3 * 2 ** 11 + 3 * 2 ** 14);
    expect(formatWord(undefined, false)).toBe(0);
  });
});

describe('register writes', () => {
  it('go to registers of the map, in the order of their addresses', () => {
    const image = { ...randomChipImage(3), seed: 0x1122334455667788n };
    const writes = registerWrites(image);
    for (const { register, address } of writes) {
      const found = registerMap.find(({ name }) => name === register);
      expect(found?.offset).toBe(address);
      expect(found?.fields[0]?.access).toBe('rw');
    }
    const addresses = writes.map(({ address }) => address);
    expect(addresses).toEqual([...addresses].sort((a, b) => a - b));
    expect(writes).toContainEqual({ register: 'SEED_LOW', address: 0x28, value: 0x55667788 });
    expect(writes).toContainEqual({ register: 'SEED_HIGH', address: 0x2c, value: 0x11223344 });
    const config = memoryFiles(image, origin).find(({ name }) => name === 'config.memh');
    expect(config?.text).toContain('\n00000028 55667788\n');
  });
});
