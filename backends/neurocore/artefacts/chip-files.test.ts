import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { decodeImage, encodeImage } from '../image/index.js';
import { type ChipFile, chipFiles } from './chip-files.js';
import { pathwayLayout, populationLayout } from './descriptor-words.js';
import { decodeFormat, encodeFormat } from './format-words.js';
import { loadedMemories } from './memory-table.js';
import { memoryFromText, memoryToText } from './memory-text.js';

const header = { tool: 'isospike 0', profile: 'p', network: 'n', image: 'd', seed: '1' };

const network = `
isospike: 1
name: two
seed: 3
constants: {tau: 10 ms}
populations:
  a: {size: 3, equations: 'dv/dt = -v/tau : 1', threshold: v > 1, reset: v = 0, method: euler, initial: {v: 0.5}}
projections:
  S: {from: a, to: a, connect: all, model: 'w : 1', on_pre: v_post += w, initial: {w: 0.25}}
timeline: [run: 10 ms]
`;

async function files(): Promise<ReadonlyMap<string, ChipFile>> {
  const { placed, plan, diagnostics } = await placeText(network, hardwareOf(''));
  if (placed === undefined) throw new Error(diagnostics.all.map(({ message }) => message).join());
  const formats = plan.fixed.formats.values();
  const made = chipFiles({ tool: 'isospike 0', placed, formats });
  return new Map(made.map((file) => [file.name, file]));
}

const text = (file: ChipFile | undefined): string => new TextDecoder().decode(file?.content);

describe('memory files', () => {
  it('are what $readmemh reads, word by word', () => {
    const memory = memoryFromText('// two words\n1fF\n@2 // gap\n8\n', 4, 9);
    expect([...memory.data]).toEqual([0x1ff, 0, 8, 0]);
    expect(memoryToText(memory, header, 'm').split('\n').slice(-5)).toEqual([
      '1ff',
      '000',
      '008',
      '000',
      '',
    ]);
    expect(() => memoryFromText('200', 4, 9)).toThrow('does not fit');
    expect(() => memoryFromText('@4\n1', 4, 9)).toThrow('does not fit');
    expect(() => memoryFromText('1x', 4, 9)).toThrow('no word');
  });

  it('read back as the memories of random images', () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { cores, geometry } = randomChipImage(seed);
      for (const core of cores)
        for (const { name, read } of loadedMemories) {
          const memory = read(core, geometry);
          const again = memoryFromText(
            memoryToText(memory, header, name),
            memory.words,
            memory.wordBits,
          );
          expect(again.data, `${name} of seed ${seed}`).toEqual(memory.data);
        }
    }
  });

  it("have instructions as 40-bit words and constants as two's complement", () => {
    const image = randomChipImage(2);
    const [core] = image.cores;
    if (core === undefined) throw new Error('no core');
    const [program, constant] = loadedMemories;
    const lines = (at: typeof program): readonly string[] =>
      memoryToText(at?.read(core, image.geometry) as never, header, '')
        .split('\n')
        .filter((line) => !line.startsWith('//'));
    expect(lines(program)[0]).toBe((core.program[0] ?? 0).toString(16).padStart(10, '0'));
    expect(lines(constant)[0]).toBe(((core.constants[0] ?? 0) >>> 0).toString(16).padStart(8, '0'));
  });
});

describe('descriptor words', () => {
  it('have a layout without holes or repeated names', () => {
    for (const layout of [populationLayout, pathwayLayout]) {
      const names = layout.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
    // Places that a register-transfer description names by number.
    const place = (name: string): number =>
      populationLayout
        .slice(
          0,
          populationLayout.findIndex((entry) => entry.name === name),
        )
        .reduce((sum, { words }) => sum + words, 0);
    expect([place('soma'), place('reset'), place('fields')]).toEqual([12, 17, 27]);
  });

  it('split constants of more than 32 bits, negative ones too', () => {
    const entry = pathwayLayout.find(({ name }) => name === 'constant');
    const [pathway] = randomChipImage(1).cores[0]?.pathways ?? [];
    const words = (constant: number): readonly number[] | undefined =>
      pathway && entry?.value({ ...pathway, constant });
    expect(words(-5)).toEqual([2 ** 32 - 5, -1]);
    expect(words(-3e9)).toEqual([2 ** 32 - 3e9, -1]);
    expect(words(2 ** 33 + 7)).toEqual([7, 2]);
  });
});

describe('format words', () => {
  it('have the codes of the data sheet and lose nothing but the fraction', () => {
    // W - 1 = 23, signed, nearest_even 9, saturate 0.
    const entry = {
      to: { wordBits: 24, signed: true, fracBits: 3 },
      rounding: 'nearest_even',
      overflow: { kind: 'saturate' },
    } as const;
    expect(encodeFormat(entry)).toBe(23 + (1 << 6) + (9 << 7));
    expect(encodeFormat({ ...entry, overflow: { kind: 'wrap', bits: 2 } })).toBe(
      23 + (1 << 6) + (9 << 7) + (3 << 11) + (2 << 14),
    );
    for (const { formats } of randomChipImage(5).cores)
      for (const format of formats) {
        if (format === undefined) continue;
        const { wordBits, signed } = format.to;
        expect(decodeFormat(encodeFormat(format))).toEqual({
          wordBits,
          signed,
          rounding: format.rounding,
          overflow: format.overflow,
        });
      }
  });
});

describe('chipFiles', () => {
  it('gives equal bytes twice, each with its header', async () => {
    const [first, second] = [await files(), await files()];
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [name, { content }] of first) {
      expect(second.get(name)?.content, name).toEqual(content);
      if (name === 'image.isochip') continue;
      for (const word of ['isospike 0', 'test', 'two', 'seed'])
        expect(text(first.get(name)), `${name} says ${word}`).toContain(word);
    }
  });

  it('gives an image that reads back equal', async () => {
    const content = (await files()).get('image.isochip')?.content ?? new Uint8Array();
    const { image, symbols } = decodeImage(content);
    expect(encodeImage(image, symbols)).toEqual(content);
    expect(image.networkName).toBe('two');
  });

  it('names every memory with its digest and instance', async () => {
    const made = await files();
    const { memories } = JSON.parse(text(made.get('index.json'))) as {
      memories: readonly { file: string; words: number; path: string; sha256: string }[];
    };
    expect(memories.map(({ path }) => path)).toContain('core_0.synapse_memory');
    for (const { file, words } of memories) {
      const lines = text(made.get(file)).trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('//')).length, file).toBe(words);
    }
  });

  it('names the bits of every variable', async () => {
    const made = await files();
    const { arrays } = JSON.parse(text(made.get('symbols.json'))) as {
      arrays: readonly { array: string; memory: string; runs: readonly (readonly number[])[] }[];
    };
    // Three neurons, one word each.
    expect(arrays.find(({ array }) => array === 'a.v')?.runs).toEqual([[0, 3, 0, 0, 0, 1]]);
    expect(text(made.get('formats.sv'))).toMatch(/localparam int A_V_W = 24;/);
  });

  it('writes the seed and the descriptors through the host port', async () => {
    const made = await files();
    const { writes } = JSON.parse(text(made.get('config.json'))) as {
      writes: readonly { register: string; offset: number; value: number; comment: string }[];
    };
    expect(writes.find(({ register }) => register === 'SEED_LOW')?.value).toBe(3);
    const at = writes.findIndex(({ comment }) => comment === 'core 0, populations');
    // Neurons 0 .. 2 of a population that begins at its neuron 0.
    expect(writes.slice(at + 2, at + 5).map(({ value }) => value)).toEqual([0, 2, 0]);
    const pairs = text(made.get('config.memh'))
      .split('\n')
      .filter((line) => /^[0-9a-f]/.test(line));
    expect(pairs.length).toBe(2 * writes.length);
  });
});
